package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weighted keys of the sorted outputs of a stage, thinned out when there are many: enough to cut the key space evenly.
 */
final class KeySamples implements Serializable {
    private static final long serialVersionUID = 1L;

    /** At 64 bytes a key about 2 MB at most, and ranges exact to 1/64 of a task up to 128 tasks. */
    static final int MAX_SAMPLES = 8192;

    private final List<Sample> samples = new ArrayList<>();

    void add(List<Sample> more) {
        samples.addAll(more);
        if (samples.size() > 2 * MAX_SAMPLES) {
            thinOut();
        }
    }

    void addAll(KeySamples other) {
        add(other.samples);
    }

    int size() {
        return samples.size();
    }

    /**
     * Keys that cut the space into at most {@code rangeCount} ranges of about equal weight, strictly increasing, none
     * of them the lowest key. Fewer where many records share a key.
     */
    List<byte[]> boundaries(int rangeCount) {
        samples.sort(KeySamples::compareKeys);
        double rangeWeight = (double) totalWeight() / rangeCount;
        List<byte[]> boundaries = new ArrayList<>();
        long below = 0;
        int next = 1;
        for (int i = 0; i < samples.size() && next < rangeCount; i++) {
            Sample sample = samples.get(i);
            boolean newKey = i > 0 && compareKeys(samples.get(i - 1), sample) < 0;
            if (newKey && below >= rangeWeight * next) {
                boundaries.add(sample.key());
                next = Math.max(next + 1, (int) (below / rangeWeight) + 1);
            }
            below += weight(sample);
        }
        return boundaries;
    }

    private void thinOut() {
        samples.sort(KeySamples::compareKeys);
        long step = totalWeight() / MAX_SAMPLES + 1;
        int kept = 0;
        long weight = 0;
        for (int i = 0; i < samples.size(); i++) {
            weight += weight(samples.get(i));
            if (weight >= step || i == samples.size() - 1) {
                samples.set(kept, new Sample(samples.get(i).key(), weight));
                kept++;
                weight = 0;
            }
        }
        samples.subList(kept, samples.size()).clear();
    }

    private long totalWeight() {
        long total = 0;
        for (Sample sample : samples) {
            total += weight(sample);
        }
        return total;
    }

    private static int compareKeys(Sample left, Sample right) {
        return Arrays.compareUnsigned(left.key(), right.key());
    }

    private static long weight(Sample sample) {
        return Math.max(1, sample.weight());
    }
}
