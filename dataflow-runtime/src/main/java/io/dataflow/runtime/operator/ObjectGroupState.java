package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.shuffle.hash.GroupTable;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.ArrayList;
import java.util.List;

/**
 * Accumulators of any aggregator, serialized. Short ones are decoded for each call and encoded again. Behind a long one the
 * accumulators that come are appended as they are, and all are merged when those have become as long as it is: so that
 * lists, sets and whatever else grows with its group takes time in proportion to the group.
 *
 * <p>A state is a sequence of accumulators, each behind its length (4 bytes, little endian); the first is what the others
 * are to be merged into. An entry with an empty state is one whose accumulator found no room.
 */
final class ObjectGroupState implements GroupState {
    private static final int LENGTH_BYTES = Integer.BYTES;

    /** From this length on an accumulator is appended to; below, it costs less to merge at once. */
    private static final int LONG_BYTES = 128;

    private final AccumulatorMerge accumulators;
    private final GroupTable table;
    private final ByteInput read = new ByteInput();
    private final ByteOutput written = new ByteOutput();

    ObjectGroupState(AccumulatorMerge accumulators, MemoryBudget budget, int initialKeys) {
        this.accumulators = accumulators;
        this.table = new GroupTable(budget, initialKeys);
    }

    @Override
    public boolean tryAdd(byte[] key, int keyOffset, int keyLength, long hash, Object record) throws Exception {
        int entry = table.find(key, keyOffset, keyLength, hash);
        if (entry < 0) {
            return false;
        }
        int length = table.stateLength(entry);
        if (length == 0) {
            return replace(entry, accumulators.first(record));
        } else if (length < LONG_BYTES) {
            return replace(entry, accumulators.add(only(entry), record));
        }
        encode(accumulators.first(record));
        return append(entry);
    }

    @Override
    public boolean tryMerge(
            byte[] key, int keyOffset, int keyLength, long hash, byte[] state, int stateOffset, int stateLength)
            throws Exception {
        int entry = table.find(key, keyOffset, keyLength, hash);
        if (entry < 0) {
            return false;
        }
        int length = table.stateLength(entry);
        if (length > 0 && length < LONG_BYTES) {
            Object other = accumulators.decode(state, stateOffset, stateLength);
            return replace(entry, accumulators.merge(only(entry), other));
        }
        written.reset();
        written.writeIntLittleEndian(stateLength);
        written.writeBytes(state, stateOffset, stateLength);
        return length == 0 ? table.replaceState(entry, written.bytes(), 0, written.length()) : append(entry);
    }

    /** The accumulator of an entry that has no others behind it. */
    private Object only(int entry) {
        return accumulators.decode(
                table.stateBytes(entry),
                table.stateOffset(entry) + LENGTH_BYTES,
                table.stateLength(entry) - LENGTH_BYTES);
    }

    /** Appends what was written last, or merges everything when that is due. */
    private boolean append(int entry) throws Exception {
        byte[] bytes = table.stateBytes(entry);
        int offset = table.stateOffset(entry);
        int length = table.stateLength(entry);
        int merged = firstLength(bytes, offset, length);
        if ((long) length - merged + written.length() <= merged) {
            return table.appendState(entry, written.bytes(), 0, written.length());
        }
        List<Object> all = decodeAll(bytes, offset, length);
        all.add(accumulators.decode(written.bytes(), LENGTH_BYTES, written.length() - LENGTH_BYTES));
        return replace(entry, mergeAll(all));
    }

    /** How many bytes the first accumulator takes with its length. */
    private int firstLength(byte[] bytes, int offset, int length) {
        read.reset(bytes, offset, length);
        return LENGTH_BYTES + read.readIntLittleEndian();
    }

    private List<Object> decodeAll(byte[] bytes, int offset, int length) {
        List<Object> all = new ArrayList<>();
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int each = firstLength(bytes, at, end - at);
            all.add(accumulators.decode(bytes, at + LENGTH_BYTES, each - LENGTH_BYTES));
            at += each;
        }
        return all;
    }

    /** Merges neighbours, then their results, and so on: none is merged more often than the logarithm of their number. */
    private Object mergeAll(List<Object> all) throws UserCodeException {
        List<Object> rest = all;
        while (rest.size() > 1) {
            List<Object> halved = new ArrayList<>(rest.size() / 2 + 1);
            for (int i = 0; i + 1 < rest.size(); i += 2) {
                halved.add(accumulators.merge(rest.get(i), rest.get(i + 1)));
            }
            if (rest.size() % 2 == 1) {
                halved.add(rest.get(rest.size() - 1));
            }
            rest = halved;
        }
        return rest.get(0);
    }

    private boolean replace(int entry, Object accumulator) {
        encode(accumulator);
        return table.replaceState(entry, written.bytes(), 0, written.length());
    }

    private void encode(Object accumulator) {
        written.reset();
        written.writeIntLittleEndian(0);
        accumulators.encode(accumulator, written);
        int length = written.length() - LENGTH_BYTES;
        for (int i = 0; i < LENGTH_BYTES; i++) {
            written.setByte(i, length >>> (Byte.SIZE * i));
        }
    }

    @Override
    public void encodeFirst(Object record, ByteOutput output) throws Exception {
        accumulators.encode(accumulators.first(record), output);
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
        table.forEach((key, keyOffset, keyLength, hash, state, offset, length) -> {
            if (length == 0) {
                return;
            }
            int merged = firstLength(state, offset, length);
            if (merged < length) {
                encode(mergeAll(decodeAll(state, offset, length)));
                visitor.visit(
                        key, keyOffset, keyLength, written.bytes(), LENGTH_BYTES, written.length() - LENGTH_BYTES);
            } else {
                visitor.visit(key, keyOffset, keyLength, state, offset + LENGTH_BYTES, length - LENGTH_BYTES);
            }
        });
        table.clear();
    }

    @Override
    public void close() {
        table.close();
    }
}
