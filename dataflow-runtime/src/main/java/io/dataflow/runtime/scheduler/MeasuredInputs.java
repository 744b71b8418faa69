package io.dataflow.runtime.scheduler;

import java.util.Arrays;

/** What the inputs of a stage measured together, as far as it can be divided among tasks. */
final class MeasuredInputs {
    private long[] partitionBytes = new long[0];
    private final KeySamples samples = new KeySamples();
    private long sortedBytes;
    private boolean sorted;
    private long[] outputBytes = new long[0];
    private boolean whole;

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

    private void addOutputs(long[] bytes) {
        int before = outputBytes.length;
        outputBytes = Arrays.copyOf(outputBytes, before + bytes.length);
        System.arraycopy(bytes, 0, outputBytes, before, bytes.length);
    }

    private void addPartitions(long[] bytes) {
        assert partitionBytes.length == 0 || partitionBytes.length == bytes.length : bytes.length;
        long[] sum = Arrays.copyOf(bytes, bytes.length);
        for (int i = 0; i < partitionBytes.length; i++) {
            sum[i] += partitionBytes[i];
        }
        partitionBytes = sum;
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

    KeySamples samples() {
        return samples;
    }

    long sortedBytes() {
        return sortedBytes;
    }
}
