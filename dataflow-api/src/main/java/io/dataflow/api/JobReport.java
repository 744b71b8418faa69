package io.dataflow.api;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a job is, or what it did.
 *
 * <pre>{@code
 * JobReport report = purchases.distinct().write(TextFiles.into(folder.resolve("distinct"))).report();
 * for (JobReport.Stage stage : report.stages()) {
 *     System.out.println(stage.name() + ": " + stage.writtenRecords() + " records in " + stage.elapsed());
 * }
 * }</pre>
 *
 * @param elapsed from the submission to the end, or until now; of a job whose result is kept for others, until that was there
 * @param stages in the order in which they run
 * @param losses what was lost on the way and computed again, a line each; empty when all went well
 * @param counters what functions counted, by name: all committed tasks, each once; those that were never touched are left out
 */
public record JobReport(
        String job,
        boolean ended,
        Duration elapsed,
        List<Stage> stages,
        List<String> losses,
        Map<String, Long> counters) {
    /** Without counters. */
    public JobReport(String job, boolean ended, Duration elapsed, List<Stage> stages, List<String> losses) {
        this(job, ended, elapsed, stages, losses, Map.of());
    }

    public JobReport {
        counters = Collections.unmodifiableMap(new TreeMap<>(counters));
        stages = List.copyOf(stages);
        losses = List.copyOf(losses);
    }

    /**
     * What the tasks of one stage did, all committed attempts together; while it runs also what running attempts have told.
     *
     * <pre>{@code
     * Job job = purchases.write(TextFiles.into(folder.resolve("purchases")));
     * job.report().stages().forEach(stage -> stage.notes().forEach(System.out::println));
     * }</pre>
     *
     * @param taskCount 0 until it is known
     * @param attemptCount more than {@code taskCount} when some were rerun
     * @param totalBytes what the stage will read; 0 when unknown
     * @param readRecords of other stages, or a source; and what a task wrote in one step for the next
     * @param spilledBytes written to disk because memory was used up
     * @param peakMemoryBytes the most that one attempt held
     * @param elapsed from the first launch to the last commit, or until now
     * @param taskTime wall time of the attempts, added up
     * @param notes what was noticed about its records, such as a key that has a large part of them, and decided because of
     *     what was measured; for people. Keys are in it as text.
     */
    public record Stage(
            int id,
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
            Duration elapsed,
            Duration taskTime,
            Duration cpuTime,
            List<String> notes) {
        public Stage {
            notes = List.copyOf(notes);
        }

        /** Whether all tasks have committed. */
        public boolean done() {
            return taskCount > 0 && doneCount == taskCount;
        }
    }

    /** Bytes written to disk because memory was used up, in all stages. */
    public long spilledBytes() {
        return stages.stream().mapToLong(Stage::spilledBytes).sum();
    }
}
