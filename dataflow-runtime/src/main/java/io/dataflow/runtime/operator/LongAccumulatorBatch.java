package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.shuffle.hash.KeyHash;

/**
 * Keys with an accumulator each that wait until there are enough of them to be looked up together: so long as the places of
 * several keys are on their way from memory, none has to wait for all of that. Confined to the task's thread.
 */
final class LongAccumulatorBatch {
    /** As many loads as a processor has under way, several times over. */
    private static final int RECORDS = 64;

    /** Longer keys make a batch shorter, so that it stays in the first-level cache. */
    private static final int KEY_BYTES = 4 << 10;

    private final ByteOutput keys = new ByteOutput();
    private final int[] ends = new int[RECORDS];
    private final long[] hashes = new long[RECORDS];
    private final int longs;
    private final long[] accumulators;
    private int count;

    /** @param longs that each accumulator has */
    LongAccumulatorBatch(int longs) {
        this.longs = longs;
        this.accumulators = new long[RECORDS * longs];
    }

    /** Where the next key is written; what a key left behind that could not be encoded is gone. */
    ByteOutput nextKey() {
        keys.truncate(keyOffset(count));
        return keys;
    }

    /** Where in {@link #accumulators} that of the next key is put. */
    int nextAccumulator() {
        return count * longs;
    }

    /** The key and the accumulator that were put are complete; whether the batch is. */
    boolean add() {
        ends[count++] = keys.length();
        return count == RECORDS || keys.length() > KEY_BYTES;
    }

    int count() {
        return count;
    }

    /** The bytes of all keys. */
    byte[] keys() {
        return keys.bytes();
    }

    int keyOffset(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    int keyLength(int index) {
        return ends[index] - keyOffset(index);
    }

    /** Those of all keys, once they are computed. */
    long[] hashes() {
        return hashes;
    }

    void computeHashes() {
        byte[] bytes = keys.bytes();
        int start = 0;
        for (int i = 0; i < count; i++) {
            hashes[i] = KeyHash.of(bytes, start, ends[i] - start);
            start = ends[i];
        }
    }

    long[] accumulators() {
        return accumulators;
    }

    int accumulator(int index) {
        return index * longs;
    }

    void clear() {
        count = 0;
        keys.reset();
    }
}
