package io.dataflow.runtime.protocol;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How far a job is, or what it did: one entry per stage in topological order, and what was lost on the way. */
public record JobProgress(List<StageProgress> stages, List<String> losses, Map<String, Long> counters)
        implements Serializable {
    public JobProgress {
        counters = Collections.unmodifiableMap(new TreeMap<>(counters));
    }

    /**
     * One stage. Figures count committed attempts, plus for the first four what running attempts have told so far.
     *
     * @param taskCount 0 until it is known
     * @param attemptCount attempts launched so far; more than {@code taskCount} when some were rerun
     * @param totalBytes bytes the stage will read, 0 when unknown
     * @param notes what was noticed, and decided for it, for people
     */
    public record StageProgress(
            int stage,
            String name,
            int taskCount,
            int runningCount,
            int doneCount,
            int attemptCount,
            long totalBytes,
            long readRecords,
            long readBytes,
            long writtenRecords,
            long writtenBytes,
            long spilledBytes,
            long peakMemoryBytes,
            long wallNanos,
            long cpuNanos,
            long elapsedMillis,
            List<String> notes)
            implements Serializable {}
}
