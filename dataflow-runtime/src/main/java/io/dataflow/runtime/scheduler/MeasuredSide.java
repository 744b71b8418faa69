package io.dataflow.runtime.scheduler;

/**
 * Inputs of a stage that meet others by key, and whose outputs may be divided among tasks.
 *
 * @param number the place among the stage's sides
 * @param partitionBytes of all outputs together, by partition
 * @param outputBytes of all partitions together, by output
 */
@SuppressWarnings("ArrayRecordComponent")
record MeasuredSide(int number, long[] partitionBytes, long[] outputBytes) {}
