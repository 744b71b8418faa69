package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.text.Text;
import io.dataflow.shuffle.hash.KeyHash;
import io.dataflow.shuffle.hash.KeyWords;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Keys with an accumulator each that wait until there are enough of them to be looked up together: so long as the places of
 * several keys are on their way from memory, none has to wait for all of that. Short keys wait as words. Confined to the task's
 * thread.
 */
final class LongAccumulatorBatch {
    /** As many loads as a processor has under way, several times over. */
    private static final int RECORDS = 64;

    /** Longer keys make a batch shorter, so that it stays in the first-level cache. */
    private static final int KEY_BYTES = 4 << 10;

    /** Of a short text, whose length is the first byte of the key. */
    private static final int MAX_TEXT_BYTES = KeyWords.MAX_BYTES - 1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteOutput keys = new ByteOutput();

    /** Where in {@link #keys} each key ends; the words of a short text are its key, and nothing of it is there. */
    private final int[] ends = new int[RECORDS];

    private final int[] lengths = new int[RECORDS];
    private final long[] firsts = new long[RECORDS];
    private final long[] seconds = new long[RECORDS];
    private final long[] hashes = new long[RECORDS];
    private final byte[] shortKey = new byte[KeyWords.MAX_BYTES];
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
        keys.truncate(start(count));
        return keys;
    }

    /** Where in {@link #accumulators} that of the next key is put. */
    int nextAccumulator() {
        return count * longs;
    }

    /** The key and the accumulator that were put are complete; whether the batch is. */
    boolean add() {
        int end = keys.length();
        lengths[count] = end - start(count);
        ends[count++] = end;
        return count == RECORDS || end > KEY_BYTES;
    }

    /** As {@link #add()}, with a key that is a text in its usual encoding: a varint of its length, and its bytes. */
    boolean add(Text key) {
        byte[] bytes = key.bytes();
        int offset = key.offset();
        int length = key.length();
        if (length > MAX_TEXT_BYTES || offset > bytes.length - KeyWords.MAX_BYTES) {
            ByteOutput output = nextKey();
            output.writeVarInt(length);
            output.writeBytes(bytes, offset, length);
            return add();
        }
        long first = (long) LONGS.get(bytes, offset);
        long second = (long) LONGS.get(bytes, offset + Long.BYTES);
        int keyLength = length + 1;
        firsts[count] = KeyWords.first((first << Byte.SIZE) | length, keyLength);
        seconds[count] = KeyWords.second((second << Byte.SIZE) | (first >>> (Long.SIZE - Byte.SIZE)), keyLength);
        lengths[count] = keyLength;
        ends[count] = start(count);
        return ++count == RECORDS;
    }

    int count() {
        return count;
    }

    /** All keys are there: their words and hashes are found. */
    void complete() {
        readWords();
        for (int i = 0; i < count; i++) {
            hashes[i] = keyHash(i);
        }
    }

    /** As {@link #complete}, with hashes that only a table sees: of short keys {@link KeyWords#hash}. */
    void completeForTable() {
        readWords();
        for (int i = 0; i < count; i++) {
            hashes[i] = lengths[i] <= KeyWords.MAX_BYTES ? KeyWords.hash(firsts[i], seconds[i]) : keyHash(i);
        }
    }

    private void readWords() {
        byte[] bytes = keys.bytes();
        int start = 0;
        for (int i = 0; i < count; i++) {
            int length = lengths[i];
            int end = ends[i];
            if (length == end - start && length <= KeyWords.MAX_BYTES) {
                firsts[i] = KeyWords.first(bytes, start, length);
                seconds[i] = KeyWords.second(bytes, start, length);
            }
            start = end;
        }
    }

    /** Of a key of a complete batch, {@link KeyHash}. */
    long keyHash(int index) {
        int length = lengths[index];
        return length <= KeyWords.MAX_BYTES
                ? KeyHash.ofWords(firsts[index], seconds[index], length)
                : KeyHash.of(keys.bytes(), start(index), length);
    }

    int keyLength(int index) {
        return lengths[index];
    }

    /** Of a key of up to {@link KeyWords#MAX_BYTES} in a complete batch, as {@link KeyWords#first}. */
    long firstWord(int index) {
        return firsts[index];
    }

    /** As {@link #firstWord}. */
    long secondWord(int index) {
        return seconds[index];
    }

    /** Those of all keys of a complete batch. */
    long[] hashes() {
        return hashes;
    }

    /** The array that has the key, from {@link #keyOffset} on, until this is called for another one. */
    byte[] keyBytes(int index) {
        if (lengths[index] > KeyWords.MAX_BYTES) {
            return keys.bytes();
        }
        KeyWords.write(firsts[index], seconds[index], shortKey, 0);
        return shortKey;
    }

    int keyOffset(int index) {
        return lengths[index] > KeyWords.MAX_BYTES ? start(index) : 0;
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
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
