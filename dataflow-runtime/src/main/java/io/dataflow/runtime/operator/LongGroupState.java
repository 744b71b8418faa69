package io.dataflow.runtime.operator;

import io.dataflow.api.aggregate.LongSum;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.shuffle.hash.LongGroupTable;
import io.dataflow.shuffle.memory.MemoryBudget;

/** Counts and sums of longs, each a number in its slot. */
final class LongGroupState implements GroupState {

    private final LongSum<Object> sum;
    private final LongGroupTable table;
    private final ByteInput read = new ByteInput();
    private final ByteOutput written = new ByteOutput(Long.BYTES + 2);

    LongGroupState(LongSum<Object> sum, MemoryBudget budget, int initialKeys) {
        this.sum = sum;
        this.table = new LongGroupTable(budget, initialKeys);
    }

    @Override
    public boolean tryAdd(byte[] key, int keyOffset, int keyLength, long hash, Object record) throws Exception {
        return tryAdd(key, keyOffset, keyLength, hash, amount(record));
    }

    @Override
    public boolean tryMerge(
            byte[] key, int keyOffset, int keyLength, long hash, byte[] state, int stateOffset, int stateLength) {
        read.reset(state, stateOffset, stateLength);
        return tryAdd(key, keyOffset, keyLength, hash, read.readZigZag());
    }

    private boolean tryAdd(byte[] key, int keyOffset, int keyLength, long hash, long amount) {
        int slot = table.find(key, keyOffset, keyLength, hash);
        if (slot < 0) {
            return false;
        }
        table.state(slot, LongSum.sum(table.state(slot), amount));
        return true;
    }

    private long amount(Object record) throws UserCodeException {
        if (sum.counts()) {
            return 1;
        }
        try {
            return sum.amount(record);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(sum.toString(), thrown);
        }
    }

    @Override
    public void encodeFirst(Object record, ByteOutput output) throws Exception {
        output.writeZigZag(amount(record));
    }

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
        table.forEach((bytes, offset, length, hash, state) -> {
            written.reset();
            written.writeZigZag(state);
            visitor.visit(bytes, offset, length, hash, written.bytes(), 0, written.length());
        });
        table.clear();
    }

    @Override
    public void close() {
        table.close();
    }
}
