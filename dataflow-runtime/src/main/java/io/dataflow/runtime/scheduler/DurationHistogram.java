package io.dataflow.runtime.scheduler;

import java.io.Serializable;

/**
 * How long things took, in buckets whose bounds grow by an eighth, so that the median is known to within 13 % at a size that
 * does not grow.
 */
final class DurationHistogram implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int STEPS = 8;
    private static final int STEP_BITS = 3;

    private final int[] counts = new int[Long.SIZE * STEPS];
    private long total;

    void add(long millis) {
        counts[bucket(Math.max(0, millis))]++;
        total++;
    }

    /** The upper bound of the bucket that has the median; 0 if there is nothing. */
    long medianMillis() {
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (total > 0 && 2 * seen >= total) {
                return upperBound(i);
            }
        }
        return 0;
    }

    /** Values below 8 have buckets of their own; of others the leading bit and the three behind it count. */
    private static int bucket(long millis) {
        if (millis < STEPS) {
            return (int) millis;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(millis);
        int step = (int) (millis >>> (exponent - STEP_BITS)) & (STEPS - 1);
        return (exponent - STEP_BITS + 1) * STEPS + step;
    }

    private static long upperBound(int bucket) {
        if (bucket < STEPS) {
            return bucket;
        }
        int exponent = bucket / STEPS + STEP_BITS - 1;
        long step = bucket % STEPS;
        return ((STEPS + step + 1) << (exponent - STEP_BITS)) - 1;
    }
}
