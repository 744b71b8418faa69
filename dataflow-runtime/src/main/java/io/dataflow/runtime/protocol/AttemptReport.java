package io.dataflow.runtime.protocol;

/**
 * What a finished attempt did.
 *
 * @param spilledBytes bytes written to disk because memory was used up, shuffle and operator state together
 * @param peakMemoryBytes most bytes of budget held at one time
 */
public record AttemptReport(
        long readRecords,
        long readBytes,
        long writtenRecords,
        long writtenBytes,
        long spilledBytes,
        long peakMemoryBytes,
        long wallNanos,
        long cpuNanos) {}
