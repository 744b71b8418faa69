package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that have a large part of the records of a task: counted on a sample, the rare ones given up (J. Misra and
 * D. Gries, "Finding repeated elements", 1982). Costs a comparison or two for each record, and some kilobytes.
 */
final class HotKeys {
    /** One of so many records is looked at, at uneven distances: data may have a rhythm of its own. */
    private static final int EVERY = 16;

    /** When there are so many samples, they come at {@link #WIDER} times the distance. */
    private static final int MANY_SAMPLES = 1_024;

    private static final int WIDER = 4;

    /** A count is too low by no more than one part in so many of the records. */
    private static final int COUNTERS = 32;

    /** Keys with a smaller part of the records are not told. */
    private static final int SMALLEST_PART = 20;

    /** Fewer records say nothing. */
    private static final long LEAST_RECORDS = 1_000;

    /** Longer keys are told apart, and not shown. */
    private static final int MAX_KEY_BYTES = 256;

    private static final int MAX_TEXT_LENGTH = 60;

    private final Codec<Object> codec;
    private final long[] hashes = new long[COUNTERS];
    private final int[] counts = new int[COUNTERS];
    private final byte[] @Nullable [] keys = new byte[COUNTERS][];
    private long records;
    private long samples;
    private long random;
    private int untilSample;

    HotKeys(Codec<Object> codec) {
        this.codec = codec;
    }

    /** A record's key and its hash. */
    void add(byte[] key, int offset, int length, long hash) {
        records++;
        if (--untilSample <= 0) {
            sample(key, offset, length, hash);
            untilSample = distance();
        }
    }

    /** The keys of a complete batch; those between two that are looked at cost nothing. */
    void addAll(LongAccumulatorBatch batch) {
        int count = batch.count();
        records += count;
        int next = Math.max(untilSample, 1) - 1;
        while (next < count) {
            sample(batch.keyBytes(next), batch.keyOffset(next), batch.keyLength(next), batch.hashes()[next]);
            next += distance();
        }
        untilSample = next - count + 1;
    }

    private int distance() {
        random = random * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
        int mean = samples < MANY_SAMPLES ? EVERY : WIDER * EVERY;
        return 1 + (int) ((random >>> 33) % (2 * mean - 1));
    }

    private void sample(byte[] key, int offset, int length, long hash) {
        samples++;
        int free = -1;
        for (int i = 0; i < COUNTERS; i++) {
            if (counts[i] == 0) {
                free = i;
            } else if (hashes[i] == hash) {
                counts[i]++;
                return;
            }
        }
        if (free < 0) {
            for (int i = 0; i < COUNTERS; i++) {
                counts[i]--;
            }
            return;
        }
        hashes[free] = hash;
        counts[free] = 1;
        keys[free] = length <= MAX_KEY_BYTES ? Arrays.copyOfRange(key, offset, offset + length) : null;
    }

    long records() {
        return records;
    }

    /** Keys as text, each with about how many of the records it has. */
    Map<String, Long> found() {
        Map<String, Long> found = new HashMap<>();
        for (int i = 0; i < COUNTERS; i++) {
            if (records >= LEAST_RECORDS && counts[i] >= samples / SMALLEST_PART) {
                found.merge(text(keys[i]), records * counts[i] / samples, Long::sum);
            }
        }
        return found;
    }

    private String text(byte @Nullable [] key) {
        if (key == null) {
            return "of more than " + MAX_KEY_BYTES + " bytes";
        }
        String text;
        try {
            text = codec.decode(new ByteInput(key)).toString();
        } catch (RuntimeException failure) {
            return "that cannot be shown: " + failure.getClass().getName();
        }
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= MAX_TEXT_LENGTH ? line : line.substring(0, MAX_TEXT_LENGTH - 3) + "...";
    }
}
