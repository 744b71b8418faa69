package io.dataflow.runtime.scheduler;

import java.util.Arrays;
import java.util.List;

/**
 * Inputs of a stage that meet others by key, and whose outputs may be divided among tasks.
 *
 * @param number the place among the stage's sides
 */
record MeasuredSide(int number, List<OutputTracker> inputs) {
    /** Of all outputs together. */
    long bytes(int partition) {
        return inputs.stream()
                .mapToLong(input -> input.partitionBytes()[partition])
                .sum();
    }

    /** By output, those of each input in the order of its tasks. */
    long[] bytesByOutput(int partition) {
        return inputs.stream()
                .flatMapToLong(input -> Arrays.stream(input.bytesByTask(partition)))
                .toArray();
    }
}
