package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.shuffle.hash.LongGroupTable;
import io.dataflow.shuffle.memory.MemoryBudget;

/** Keys and nothing else: the accumulator of distinct. */
final class KeyGroupState implements GroupState {
    private static final byte[] NOTHING = new byte[0];

    private final LongGroupTable table;

    KeyGroupState(MemoryBudget budget, int initialKeys) {
        this.table = new LongGroupTable(budget, initialKeys);
    }

    @Override
    public boolean tryAdd(byte[] key, int keyOffset, int keyLength, long hash, Object record) {
        return table.find(key, keyOffset, keyLength, hash) >= 0;
    }

    @Override
    public boolean tryMerge(
            byte[] key, int keyOffset, int keyLength, long hash, byte[] state, int stateOffset, int stateLength) {
        return table.find(key, keyOffset, keyLength, hash) >= 0;
    }

    @Override
    public void encodeFirst(Object record, ByteOutput output) {}

    @Override
    public int keyCount() {
        return table.keyCount();
    }

    @Override
    public long reservedBytes() {
        return table.reservedBytes();
    }

    @Override
    public void drain(Visitor visitor) throws Exception {
        table.forEach(
                (bytes, offset, length, hash, state) -> visitor.visit(bytes, offset, length, hash, NOTHING, 0, 0));
        table.clear();
    }

    @Override
    public void close() {
        table.close();
    }
}
