package io.dataflow.shuffle;

import org.jspecify.annotations.Nullable;

/** What part of an output a reader wants. */
public sealed interface Selection {
    /** The partitions {@code from} to {@code to - 1}, of every region. */
    record Partitions(int from, int to) implements Selection {
        public Partitions {
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("Not a range of partitions: from " + from + " to " + to);
            }
        }
    }

    /**
     * The records of one sorted run whose keys are in {@code [low, high)} by unsigned bytes; null is an open end.
     * {@code region} counts from 0 to {@link OutputSizes#regionCount}. The arrays are shared and must not change.
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; the bounds are borrowed, not copied, per fetch.
    record KeyRange(int region, byte @Nullable [] low, byte @Nullable [] high) implements Selection {
        // Written out: the nullness of parameters is not read off a compact constructor.
        public KeyRange(int region, byte @Nullable [] low, byte @Nullable [] high) {
            if (region < 0) {
                throw new IllegalArgumentException("region must not be negative: " + region);
            }
            this.region = region;
            this.low = low;
            this.high = high;
        }
    }
}
