package io.dataflow.runtime.operator;

import io.dataflow.api.aggregate.LongSum;
import io.dataflow.api.aggregate.PackedAccumulator;
import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.shuffle.hash.LongGroupTable;
import io.dataflow.shuffle.memory.MemoryBudget;

/**
 * Accumulators of a fixed number of longs, each in the slot of its key. Of a record no more needs to be kept than the
 * accumulator of it alone, so that many can be merged at a time: see {@link LongAccumulatorBatch}.
 */
final class LongGroupState implements GroupState {
    private final String name;
    private final PackedAccumulator<Object> packed;
    private final int longs;
    private final boolean sums;
    private final LongGroupTable table;
    private final long[] one;
    private final ByteInput read = new ByteInput();
    private final ByteOutput written = new ByteOutput();

    /**
     * @param name of what is called when a record's accumulator is made
     * @param inlineWords as {@link LongGroupTable} has them
     */
    LongGroupState(
            String name, PackedAccumulator<Object> packed, int inlineWords, MemoryBudget budget, int initialKeys) {
        this.name = name;
        this.packed = packed;
        this.longs = packed.longs();
        this.sums = packed.sums();
        this.table = new LongGroupTable(inlineWords, longs, budget, initialKeys);
        this.one = new long[longs];
    }

    /** How many each accumulator has. */
    int longs() {
        return longs;
    }

    /** Puts the accumulator of a single record into {@code target}. */
    void first(Object record, long[] target, int at) throws UserCodeException {
        try {
            packed.first(record, target, at);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(name, thrown);
        }
    }

    /** Puts an accumulator, as {@link #drain} or {@link #encode} gave it, into {@code target}. */
    void decode(byte[] state, int offset, int length, long[] target, int at) {
        read.reset(state, offset, length);
        packed.decode(read, target, at);
    }

    /** Appends an accumulator. */
    void encode(long[] accumulator, int at, ByteOutput output) {
        packed.encode(accumulator, at, output);
    }

    /** As {@link GroupState#tryMerge(byte[], int, int, long, byte[], int, int)}, for one of a complete batch. */
    boolean tryMerge(LongAccumulatorBatch records, int index) {
        int length = records.keyLength(index);
        long hash = records.hashes()[index];
        int state = length <= table.inlineWords() * Long.BYTES
                ? table.find(records.firstWord(index), records.secondWord(index), length, hash)
                : table.find(records.keyBytes(index), records.keyOffset(index), length, hash);
        return tryMerge(state, records.accumulators(), records.accumulator(index));
    }

    /** @param state where it is, or less than 0 */
    private boolean tryMerge(int state, long[] accumulator, int at) {
        if (state < 0) {
            return false;
        }
        long[] words = table.words();
        if (sums && longs == 1) {
            // A loop of one round costs several times as much as what is in it.
            words[state] = LongSum.sum(words[state], accumulator[at]);
        } else if (sums) {
            for (int i = 0; i < longs; i++) {
                words[state + i] = LongSum.sum(words[state + i], accumulator[at + i]);
            }
        } else if (table.inserted()) {
            System.arraycopy(accumulator, at, words, state, longs);
        } else {
            packed.merge(words, state, accumulator, at);
        }
        return true;
    }

    /** As {@link LongGroupTable#touch}. */
    long touch(long hash) {
        return table.touch(hash);
    }

    @Override
    public boolean tryAdd(byte[] key, int keyOffset, int keyLength, long hash, Object record) throws Exception {
        first(record, one, 0);
        return tryMerge(table.find(key, keyOffset, keyLength, hash), one, 0);
    }

    @Override
    public boolean tryMerge(
            byte[] key, int keyOffset, int keyLength, long hash, byte[] state, int stateOffset, int stateLength) {
        decode(state, stateOffset, stateLength, one, 0);
        return tryMerge(table.find(key, keyOffset, keyLength, hash), one, 0);
    }

    @Override
    public void encodeFirst(Object record, ByteOutput output) throws Exception {
        first(record, one, 0);
        encode(one, 0, output);
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
        table.forEach((key, keyOffset, keyLength, words, state) -> {
            written.reset();
            packed.encode(words, state, written);
            visitor.visit(key, keyOffset, keyLength, written.bytes(), 0, written.length());
        });
        table.clear();
    }

    @Override
    public void close() {
        table.close();
    }
}
