package io.dataflow.runtime.operator;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.shuffle.hash.GroupTable;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.io.IOException;

/**
 * Accumulators of any aggregator, decoded for each call and encoded again. An accumulator is kept behind a byte, so that an
 * entry without any is one whose accumulator found no room.
 */
final class ObjectGroupState implements GroupState {
    private static final int INITIAL_KEYS = 1 << 10;
    private static final int PRESENT = 1;

    private final Aggregator<Object, Object, Object> aggregator;
    private final Codec<Object> codec;
    private final GroupTable table;
    private final ByteInput read = new ByteInput();
    private final ByteOutput written = new ByteOutput();

    ObjectGroupState(Aggregator<Object, Object, Object> aggregator, Codec<Object> codec, MemoryBudget budget)
            throws IOException {
        this.aggregator = aggregator;
        this.codec = codec;
        this.table = new GroupTable(budget, INITIAL_KEYS);
    }

    @Override
    public boolean tryAdd(byte[] key, int keyOffset, int keyLength, long hash, Object record) throws Exception {
        int entry = table.find(key, keyOffset, keyLength, hash);
        if (entry < 0) {
            return false;
        }
        boolean isNew = table.stateLength(entry) == 0;
        return replace(entry, isNew ? first(record) : add(accumulator(entry), record));
    }

    @Override
    public boolean tryMerge(
            byte[] key, int keyOffset, int keyLength, long hash, byte[] state, int stateOffset, int stateLength)
            throws Exception {
        int entry = table.find(key, keyOffset, keyLength, hash);
        if (entry < 0) {
            return false;
        }
        read.reset(state, stateOffset, stateLength);
        Object other = codec.decode(read);
        boolean isNew = table.stateLength(entry) == 0;
        return replace(entry, isNew ? other : merge(accumulator(entry), other));
    }

    private Object accumulator(int entry) {
        read.reset(table.stateBytes(entry), table.stateOffset(entry) + 1, table.stateLength(entry) - 1);
        return codec.decode(read);
    }

    private boolean replace(int entry, Object accumulator) {
        written.reset();
        written.writeByte(PRESENT);
        codec.encode(accumulator, written);
        return table.replaceState(entry, written.bytes(), 0, written.length());
    }

    @Override
    public void encodeFirst(Object record, ByteOutput output) throws Exception {
        codec.encode(first(record), output);
    }

    private Object first(Object record) throws UserCodeException {
        try {
            return UserCodeException.nonNull(aggregator.toString(), aggregator.first(record));
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(aggregator.toString(), thrown);
        }
    }

    private Object add(Object accumulator, Object record) throws UserCodeException {
        try {
            return UserCodeException.nonNull(aggregator.toString(), aggregator.add(accumulator, record));
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(aggregator.toString(), thrown);
        }
    }

    private Object merge(Object left, Object right) throws UserCodeException {
        try {
            return UserCodeException.nonNull(aggregator.toString(), aggregator.merge(left, right));
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(aggregator.toString(), thrown);
        }
    }

    @Override
    public int keyCount() {
        return table.keyCount();
    }

    @Override
    public void drain(Visitor visitor) throws Exception {
        table.forEach((bytes, offset, length, hash, state, stateOffset, stateLength) -> {
            if (stateLength > 0) {
                visitor.visit(bytes, offset, length, hash, state, stateOffset + 1, stateLength - 1);
            }
        });
        table.clear();
    }

    @Override
    public void close() {
        table.close();
    }
}
