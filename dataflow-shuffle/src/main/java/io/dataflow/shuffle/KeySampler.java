package io.dataflow.shuffle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Picks keys from sorted runs, evenly spaced by bytes, without knowing how many bytes will come: it starts close and
 * drops every second key whenever there are too many. Confined to one thread.
 */
final class KeySampler {
    private static final int MAX_SAMPLES = 128;
    private static final int FIRST_SPACING_BYTES = 64;

    /** Array, record and list entry besides the key. */
    private static final int BYTES_PER_SAMPLE = KeySample.MAX_KEY_BYTES + 48;

    /** What the samples take at most. */
    static final int FLOOR_BYTES = MAX_SAMPLES * BYTES_PER_SAMPLE;

    private final List<KeySample> samples = new ArrayList<>(MAX_SAMPLES);
    private long spacingBytes = FIRST_SPACING_BYTES;

    /** The record bytes that no sample stands for yet; the first record is always picked. */
    private long openBytes;

    private boolean any;

    /** Whether the record that brings {@code size} more bytes is to be {@link #pick picked}. */
    boolean wants(int size) {
        openBytes += size;
        return openBytes >= spacingBytes || !any;
    }

    void pick(byte[] bytes, int keyOffset, int keyLength) {
        any = true;
        byte[] key = Arrays.copyOfRange(bytes, keyOffset, keyOffset + Math.min(keyLength, KeySample.MAX_KEY_BYTES));
        samples.add(new KeySample(key, openBytes));
        openBytes = 0;
        if (samples.size() == MAX_SAMPLES) {
            halve();
        }
    }

    /** Lets the second of each pair stand for both. */
    private void halve() {
        for (int i = 0; i < MAX_SAMPLES / 2; i++) {
            KeySample kept = samples.get(2 * i + 1);
            samples.set(i, new KeySample(kept.key(), samples.get(2 * i).weightBytes() + kept.weightBytes()));
        }
        samples.subList(MAX_SAMPLES / 2, MAX_SAMPLES).clear();
        spacingBytes *= 2;
    }

    /** All samples in the order of their keys; their weights add up to all bytes. */
    List<KeySample> samples() {
        if (openBytes > 0) {
            KeySample last = samples.remove(samples.size() - 1);
            samples.add(new KeySample(last.key(), last.weightBytes() + openBytes));
            openBytes = 0;
        }
        samples.sort(Comparator.comparing(KeySample::key, Arrays::compareUnsigned));
        return List.copyOf(samples);
    }
}
