package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts measured inputs into the ranges of a stage's tasks. Large inputs give tasks of the target size; smaller ones are
 * spread over all slots as long as each task gets a worthwhile share; tiny ones are a single task. A partition that would
 * be a task much larger than the others is shared by several, where the stage allows that.
 */
final class RangePlanner implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final InputRange ALL = new InputRange.All();

    /** A partition is shared when it is so many times as large as the range of a task should be. */
    private static final int LARGE = 2;

    /** Outputs of which a share would have less than such a part of what it should have go with their neighbours. */
    private static final int TINY_DIVISOR = 4;

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
            return inputs.sides().isEmpty() || !(tasks instanceof TaskCount.ByInput)
                    ? partitions(tasks, inputs.partitionBytes(), slots)
                    : partitionsAndShares(inputs, slots);
        }
        return inputs.isWhole() ? outputs(tasks, inputs.outputBytes(), slots) : List.of(ALL);
    }

    List<InputRange> partitions(TaskCount tasks, long[] partitionBytes, int slots) {
        return cut(partitionBytes, rangeCount(tasks, sum(partitionBytes), slots), InputRange.Partitions::new);
    }

    private List<InputRange> partitionsAndShares(MeasuredInputs inputs, int slots) {
        long[] partitionBytes = inputs.partitionBytes();
        int wanted = rangeCount(new TaskCount.ByInput(), sum(partitionBytes), slots);
        long rangeBytes = Math.max(1, sum(partitionBytes) / wanted);
        List<InputRange> ranges = new ArrayList<>();
        int from = 0;
        long slotBytes = sum(partitionBytes) / Math.max(1, slots);
        for (int partition = 0; partition < partitionBytes.length; partition++) {
            List<InputRange> shares = shares(partition, inputs, rangeBytes, slotBytes);
            if (!shares.isEmpty()) {
                ranges.addAll(partitions(partitionBytes, from, partition, rangeBytes));
                ranges.addAll(shares);
                from = partition + 1;
            }
        }
        if (from == 0) {
            return partitions(new TaskCount.ByInput(), partitionBytes, slots);
        }
        ranges.addAll(partitions(partitionBytes, from, partitionBytes.length, rangeBytes));
        return ranges;
    }

    private static List<InputRange> partitions(long[] partitionBytes, int from, int to, long rangeBytes) {
        if (from == to) {
            return List.of();
        }
        long[] bytes = Arrays.copyOfRange(partitionBytes, from, to);
        int wanted = (int) Math.max(1, (sum(bytes) + rangeBytes / 2) / rangeBytes);
        return cut(bytes, wanted, (first, end) -> new InputRange.Partitions(from + first, from + end));
    }

    /**
     * The ranges of a partition that is worth sharing; none of others. Its largest side is divided, and each task reads the
     * rest again: so many tasks that they are as large as others, and no more is read again than there is to divide.
     */
    private List<InputRange> shares(int partition, MeasuredInputs inputs, long rangeBytes, long slotBytes) {
        long bytes = inputs.partitionBytes()[partition];
        long taskBytes = Math.max(rangeBytes, options.minTaskBytes());
        if (bytes < LARGE * taskBytes) {
            return List.of();
        }
        MeasuredSide largest = Collections.max(inputs.sides(), Comparator.comparingLong(side -> side.bytes(partition)));
        long dividedBytes = largest.bytes(partition);
        long restBytes = bytes - dividedBytes;
        long bySize = ceilDiv(dividedBytes, taskBytes);
        long byRest = 1 + dividedBytes / Math.max(1, restBytes);
        int count = (int) Math.min(Integer.MAX_VALUE, Math.min(bySize, byRest));
        if (count < 2) {
            return List.of();
        }
        long[] outputBytes = largest.bytesByOutput(partition);
        List<InputRange.Share> whole = withoutTiny(
                cut(outputBytes, count, (from, to) -> new InputRange.Share(partition, largest.number(), from, to)),
                outputBytes,
                dividedBytes / count / TINY_DIVISOR);
        List<InputRange> shares = striped(whole, outputBytes, count, Math.max(taskBytes, slotBytes));
        return shares.size() < 2 ? List.of() : shares;
    }

    /** Neighbouring shares, of which the tiny ones go with the one before or, at the beginning, behind them. */
    private static List<InputRange.Share> withoutTiny(
            List<InputRange.Share> shares, long[] outputBytes, long tinyBytes) {
        List<InputRange.Share> merged = new ArrayList<>();
        for (InputRange.Share share : shares) {
            int last = merged.size() - 1;
            boolean joins = last >= 0
                    && (bytes(share, outputBytes) <= tinyBytes || bytes(merged.get(last), outputBytes) <= tinyBytes);
            if (joins) {
                InputRange.Share before = merged.get(last);
                merged.set(last, new InputRange.Share(share.partition(), share.side(), before.from(), share.to()));
            } else {
                merged.add(share);
            }
        }
        return merged;
    }

    private static long bytes(InputRange.Share share, long[] outputBytes) {
        return sum(Arrays.copyOfRange(outputBytes, share.from(), share.to()));
    }

    /**
     * The shares, of which those that would keep a slot busy for longer than all slots need for all are divided by record.
     * That has its price, since each of the tasks reads all records of the share.
     */
    private static List<InputRange> striped(
            List<InputRange.Share> shares, long[] outputBytes, int mostTasks, long taskBytes) {
        List<InputRange> striped = new ArrayList<>();
        int spare = Math.max(0, mostTasks - shares.size());
        for (InputRange.Share share : shares) {
            long bySize = (bytes(share, outputBytes) + taskBytes / 2) / taskBytes;
            int stripes = (int) Math.max(1, Math.min(Math.min(bySize, InputRange.Stripe.MAX_COUNT), 1L + spare));
            spare -= stripes - 1;
            for (int stripe = 0; stripe < stripes; stripe++) {
                striped.add(new InputRange.Share(
                        share.partition(),
                        share.side(),
                        share.from(),
                        share.to(),
                        new InputRange.Stripe(stripe, stripes)));
            }
        }
        return striped;
    }

    List<InputRange> outputs(TaskCount tasks, long[] outputBytes, int slots) {
        return cut(outputBytes, rangeCount(tasks, sum(outputBytes), slots), InputRange.Outputs::new);
    }

    @FunctionalInterface
    private interface RangeMaker<R extends InputRange> {
        R make(int from, int to);
    }

    /** Adjacent parts, coalesced; every part is in exactly one range. */
    private static <R extends InputRange> List<R> cut(long[] partBytes, int wantedRanges, RangeMaker<R> maker) {
        long remainingBytes = sum(partBytes);
        int rangeCount = Math.min(partBytes.length, wantedRanges);
        List<R> ranges = new ArrayList<>(rangeCount);
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
