package io.dataflow.runtime.protocol;

import java.io.Serializable;
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
 * @param filteredRecords records that were not written by key, since a filter said that they have no partner
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
        long uncombinedRecords,
        long filteredRecords)
        implements Serializable {
    public AttemptReport {
        counters = sorted(counters);
        hotKeys = sorted(hotKeys);
    }

    /** A coordinator keeps a report for each task; most have none of either. */
    private static Map<String, Long> sorted(Map<String, Long> counts) {
        return counts.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(counts));
    }
}
