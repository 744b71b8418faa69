package io.dataflow.runtime.scheduler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the inputs of a stage measured together, as far as it can be divided among tasks. */
final class MeasuredInputs {
    private long[] partitionBytes = new long[0];
    private final KeySamples samples = new KeySamples();
    private long sortedBytes;
    private boolean sorted;
    private long[] outputBytes = new long[0];
    private boolean whole;
    private final List<MeasuredSide> sides = new ArrayList<>();

    /** Adds one input; those that are read whole by each task divide nothing. */
    void add(ExchangeKind kind, OutputTracker outputs) {
        if (kind instanceof ExchangeKind.Hashed) {
            addPartitions(outputs.partitionBytes());
        } else if (kind instanceof ExchangeKind.Sorted) {
            sorted = true;
            samples.addAll(outputs.samples());
            sortedBytes += outputs.partitionBytes()[0];
        } else if (kind instanceof ExchangeKind.Whole) {
            whole = true;
            addOutputs(outputs.outputBytes());
        }
    }

    /** Notes what may be divided among tasks that share a partition; sides come in their order. */
    void addSide(List<OutputTracker> inputs) {
        sides.add(new MeasuredSide(sides.size(), List.copyOf(inputs)));
    }

    private void addOutputs(long[] bytes) {
        long[] all = Arrays.copyOf(outputBytes, outputBytes.length + bytes.length);
        System.arraycopy(bytes, 0, all, outputBytes.length, bytes.length);
        outputBytes = all;
    }

    private void addPartitions(long[] bytes) {
        partitionBytes = sum(partitionBytes, bytes);
    }

    private static long[] sum(long[] before, long[] bytes) {
        assert before.length == 0 || before.length == bytes.length : bytes.length;
        long[] sum = Arrays.copyOf(bytes, bytes.length);
        for (int i = 0; i < before.length; i++) {
            sum[i] += before[i];
        }
        return sum;
    }

    boolean isHashed() {
        return partitionBytes.length > 0;
    }

    boolean isWhole() {
        return whole;
    }

    /** Of all whole inputs, those of each input in the order of its tasks. */
    long[] outputBytes() {
        return outputBytes;
    }

    boolean isSorted() {
        return sorted;
    }

    long[] partitionBytes() {
        return partitionBytes;
    }

    /** Those of which tasks may share a partition. */
    List<MeasuredSide> sides() {
        return sides;
    }

    KeySamples samples() {
        return samples;
    }

    long sortedBytes() {
        return sortedBytes;
    }
}
