package io.dataflow.runtime.protocol;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a finished attempt did.
 *
 * @param spilledBytes bytes written to disk because memory was used up, shuffle and operator state together
 * @param peakMemoryBytes most bytes of budget held at one time
 * @param counters what functions counted, by name
 * @param keyedRecords records that were written by key, or combined
 * @param hotKeys of those, about how many had a key, as text; only of keys that have many
 * @param uncombinedRecords of those, how many were not combined, since that had hardly paid before
 */
public record AttemptReport(
        long readRecords,
        long readBytes,
        long writtenRecords,
        long writtenBytes,
        long spilledBytes,
        long peakMemoryBytes,
        long wallNanos,
        long cpuNanos,
        Map<String, Long> counters,
        long keyedRecords,
        Map<String, Long> hotKeys,
        long uncombinedRecords) {
    public AttemptReport {
        counters = Collections.unmodifiableMap(new TreeMap<>(counters));
        hotKeys = Collections.unmodifiableMap(new TreeMap<>(hotKeys));
    }
}
