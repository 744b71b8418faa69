package io.dataflow.runtime.scheduler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts measured inputs into the ranges of a stage's tasks. Large inputs give tasks of the target size; smaller ones are
 * spread over all slots as long as each task gets a worthwhile share; tiny ones are a single task.
 */
final class RangePlanner {
    private static final InputRange ALL = new InputRange.All();

    private final SchedulerOptions options;

    RangePlanner(SchedulerOptions options) {
        this.options = options;
    }

    /** What each task of a stage reads, by task. */
    List<InputRange> plan(TaskCount tasks, MeasuredInputs inputs, int slots) {
        if (tasks instanceof TaskCount.Fixed fixed) {
            return Collections.nCopies(fixed.count(), ALL);
        } else if (inputs.isSorted()) {
            return keys(inputs.samples(), inputs.sortedBytes(), slots);
        }
        return inputs.isHashed() ? partitions(inputs.partitionBytes(), slots) : List.of(ALL);
    }

    /** Adjacent partitions, coalesced; every partition is in exactly one range. */
    List<InputRange> partitions(long[] partitionBytes, int slots) {
        long remainingBytes = 0;
        for (long bytes : partitionBytes) {
            remainingBytes += bytes;
        }
        int rangeCount = Math.min(partitionBytes.length, rangeCount(remainingBytes, slots));
        List<InputRange> ranges = new ArrayList<>(rangeCount);
        int from = 0;
        for (int left = rangeCount; left > 0; left--) {
            int last = partitionBytes.length - (left - 1);
            int to = left == 1 ? last : nextCut(partitionBytes, from, last, remainingBytes / left);
            for (int i = from; i < to; i++) {
                remainingBytes -= partitionBytes[i];
            }
            ranges.add(new InputRange.Partitions(from, to));
            from = to;
        }
        return ranges;
    }

    /** Ranges of keys from one open end to the other. */
    List<InputRange> keys(KeySamples samples, long totalBytes, int slots) {
        List<InputRange> ranges = new ArrayList<>();
        byte @Nullable [] low = null;
        for (byte[] boundary : samples.boundaries(rangeCount(totalBytes, slots))) {
            ranges.add(new InputRange.Keys(low, boundary));
            low = boundary;
        }
        ranges.add(new InputRange.Keys(low, null));
        return ranges;
    }

    private int rangeCount(long totalBytes, int slots) {
        long bySize = ceilDiv(totalBytes, options.targetPartitionBytes());
        long bySlots = Math.min(slots, ceilDiv(totalBytes, options.minTaskBytes()));
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.max(bySize, bySlots)));
    }

    /**
     * Takes partitions while that brings the range nearer to {@code rangeBytes}; at least one, none from {@code last}
     * on.
     */
    private static int nextCut(long[] partitionBytes, int from, int last, long rangeBytes) {
        long bytes = partitionBytes[from];
        int to = from + 1;
        while (to < last && partitionBytes[to] <= 2 * (rangeBytes - bytes)) {
            bytes += partitionBytes[to];
            to++;
        }
        return to;
    }

    private static long ceilDiv(long dividend, long divisor) {
        return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
    }
}
