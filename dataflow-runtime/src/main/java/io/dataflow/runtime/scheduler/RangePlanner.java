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
            return keys(tasks, inputs.samples(), inputs.sortedBytes(), slots);
        } else if (inputs.isHashed()) {
            return partitions(tasks, inputs.partitionBytes(), slots);
        }
        return inputs.isWhole() ? outputs(tasks, inputs.outputBytes(), slots) : List.of(ALL);
    }

    List<InputRange> partitions(TaskCount tasks, long[] partitionBytes, int slots) {
        return cut(partitionBytes, rangeCount(tasks, sum(partitionBytes), slots), InputRange.Partitions::new);
    }

    List<InputRange> outputs(TaskCount tasks, long[] outputBytes, int slots) {
        return cut(outputBytes, rangeCount(tasks, sum(outputBytes), slots), InputRange.Outputs::new);
    }

    @FunctionalInterface
    private interface RangeMaker {
        InputRange make(int from, int to);
    }

    /** Adjacent parts, coalesced; every part is in exactly one range. */
    private static List<InputRange> cut(long[] partBytes, int wantedRanges, RangeMaker maker) {
        long remainingBytes = sum(partBytes);
        int rangeCount = Math.min(partBytes.length, wantedRanges);
        List<InputRange> ranges = new ArrayList<>(rangeCount);
        int from = 0;
        for (int left = rangeCount; left > 0; left--) {
            int last = partBytes.length - (left - 1);
            int to = left == 1 ? last : nextCut(partBytes, from, last, remainingBytes / left);
            for (int i = from; i < to; i++) {
                remainingBytes -= partBytes[i];
            }
            ranges.add(maker.make(from, to));
            from = to;
        }
        return ranges;
    }

    private static long sum(long[] partBytes) {
        long total = 0;
        for (long bytes : partBytes) {
            total += bytes;
        }
        return total;
    }

    /** Ranges of keys from one open end to the other. */
    List<InputRange> keys(TaskCount tasks, KeySamples samples, long totalBytes, int slots) {
        List<InputRange> ranges = new ArrayList<>();
        byte @Nullable [] low = null;
        for (byte[] boundary : samples.boundaries(rangeCount(tasks, totalBytes, slots))) {
            ranges.add(new InputRange.Keys(low, boundary));
            low = boundary;
        }
        ranges.add(new InputRange.Keys(low, null));
        return ranges;
    }

    private int rangeCount(TaskCount tasks, long totalBytes, int slots) {
        if (tasks instanceof TaskCount.Wanted wanted) {
            return wanted.count();
        }
        long bySize = ceilDiv(totalBytes, options.targetPartitionBytes());
        long bySlots = Math.min(slots, ceilDiv(totalBytes, options.minTaskBytes()));
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.max(bySize, bySlots)));
    }

    /** Takes parts while that brings the range nearer to {@code rangeBytes}; at least one, none from {@code last} on. */
    private static int nextCut(long[] partBytes, int from, int last, long rangeBytes) {
        long bytes = partBytes[from];
        int to = from + 1;
        while (to < last && partBytes[to] <= 2 * (rangeBytes - bytes)) {
            bytes += partBytes[to];
            to++;
        }
        return to;
    }

    private static long ceilDiv(long dividend, long divisor) {
        return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
    }
}
