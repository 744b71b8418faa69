package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.protocol.AttemptProgress;
import io.dataflow.runtime.protocol.AttemptReport;
import io.dataflow.runtime.protocol.JobProgress;
import io.dataflow.runtime.scheduler.AttemptId;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a job has done, by stage. A task counts once, with its last committed attempt, however often it ran; attempts that
 * run add what they told last. Confined to the coordinator's loop.
 */
final class JobMetrics implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A cluster that loses something every second is not worth a longer story. */
    private static final int MAX_LOSSES = 100;

    /** A key with so much of a stage's records is worth a note. */
    private static final double HOT_PART = 0.1;

    /** Of fewer records it does not matter how they are spread. */
    private static final long LEAST_KEYED_RECORDS = 10_000;

    private static final double NEARLY_ALL = 0.9;

    /** Keys are alike when none has more than so many times the average. */
    private static final int ALIKE = 2;

    private static final int MAX_NOTES = 20;

    private final List<Stage> stages = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();

    JobMetrics(int stageCount) {
        for (int i = 0; i < stageCount; i++) {
            stages.add(new Stage());
        }
    }

    private static final class Stage implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Map<Integer, AttemptReport> committed = new LinkedHashMap<>();

        /** Of all that are committed: kept up with each, since a stage may have a million. */
        private final Totals totals = new Totals();

        private final Map<AttemptId, AttemptProgress> running = new LinkedHashMap<>();
        private long startMillis = -1;
        private long lastMillis;
        private long totalBytes;
        private final List<String> decisions = new ArrayList<>();

        /** The report counts in place of an earlier one of the same task. */
        void commit(int task, AttemptReport report) {
            AttemptReport before = committed.put(task, report);
            if (before != null) {
                totals.add(before, -1);
            }
            totals.add(report, 1);
        }

        /** With what attempts that run have told. */
        Totals totals() {
            Totals all = new Totals(totals);
            furthest().forEach(all::add);
            return all;
        }

        /** Of attempts of one task that run at once, the one that has read the most; none of tasks that are committed. */
        private Collection<AttemptProgress> furthest() {
            Map<Integer, AttemptProgress> byTask = new LinkedHashMap<>();
            running.forEach((attempt, progress) -> {
                if (!committed.containsKey(attempt.task())) {
                    byTask.merge(
                            attempt.task(),
                            progress,
                            (one, other) -> one.readRecords() >= other.readRecords() ? one : other);
                }
            });
            return byTask.values();
        }
    }

    private static final class Totals implements Serializable {
        private static final long serialVersionUID = 1L;

        private long readRecords;
        private long readBytes;
        private long writtenRecords;
        private long writtenBytes;
        private long spilledBytes;
        private long peakMemoryBytes;
        private long wallNanos;
        private long cpuNanos;
        private long keyedRecords;
        private long uncombinedRecords;
        private long filteredRecords;
        private final Map<String, Long> counters = new TreeMap<>();
        private final Map<String, Long> hotKeys = new TreeMap<>();

        Totals() {}

        /** The numbers, without counters and hot keys. */
        Totals(Totals other) {
            readRecords = other.readRecords;
            readBytes = other.readBytes;
            writtenRecords = other.writtenRecords;
            writtenBytes = other.writtenBytes;
            spilledBytes = other.spilledBytes;
            peakMemoryBytes = other.peakMemoryBytes;
            wallNanos = other.wallNanos;
            cpuNanos = other.cpuNanos;
        }

        /** Adds a report, or with -1 takes it away, but for its peak. */
        void add(AttemptReport report, int sign) {
            readRecords += sign * report.readRecords();
            readBytes += sign * report.readBytes();
            writtenRecords += sign * report.writtenRecords();
            writtenBytes += sign * report.writtenBytes();
            spilledBytes += sign * report.spilledBytes();
            peakMemoryBytes = Math.max(peakMemoryBytes, report.peakMemoryBytes());
            wallNanos += sign * report.wallNanos();
            cpuNanos += sign * report.cpuNanos();
            keyedRecords += sign * report.keyedRecords();
            uncombinedRecords += sign * report.uncombinedRecords();
            filteredRecords += sign * report.filteredRecords();
            report.counters().forEach((name, count) -> counters.merge(name, sign * count, Long::sum));
            report.hotKeys().forEach((key, count) -> hotKeys.merge(key, sign * count, Long::sum));
        }

        void add(AttemptProgress progress) {
            readRecords += progress.readRecords();
            readBytes += progress.readBytes();
            writtenRecords += progress.writtenRecords();
            spilledBytes += progress.spilledBytes();
        }
    }

    void onLaunched(AttemptId attempt, long nowMillis) {
        Stage stage = stages.get(attempt.stage());
        if (stage.startMillis < 0) {
            stage.startMillis = nowMillis;
        }
        stage.lastMillis = nowMillis;
    }

    void onProgress(AttemptProgress progress) {
        Stage stage = stages.get(progress.attempt().stage());
        stage.running.put(progress.attempt(), progress);
    }

    void onFinished(AttemptId attempt, AttemptReport report, long nowMillis) {
        Stage stage = stages.get(attempt.stage());
        stage.running.remove(attempt);
        stage.commit(attempt.task(), report);
        stage.lastMillis = nowMillis;
    }

    void onFailed(AttemptId attempt) {
        stages.get(attempt.stage()).running.remove(attempt);
    }

    void totalBytes(int stage, long bytes) {
        stages.get(stage).totalBytes = bytes;
    }

    void onDecided(int stage, String decision) {
        List<String> decisions = stages.get(stage).decisions;
        if (decisions.size() < MAX_NOTES) {
            decisions.add(decision);
        }
    }

    void onLost(String loss) {
        if (losses.size() < MAX_LOSSES) {
            losses.add(loss);
        }
    }

    /** What the functions of committed tasks counted. */
    Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        for (Stage stage : stages) {
            stage.totals.counters.forEach((name, count) -> counters.merge(name, count, Long::sum));
        }
        return counters;
    }

    private static List<String> notes(Stage stage) {
        List<String> notes = new ArrayList<>(stage.decisions);
        Totals totals = stage.totals;
        long records = totals.keyedRecords;
        long uncombined = totals.uncombinedRecords;
        long filtered = totals.filteredRecords;
        if (filtered > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d records (%.0f %%) were dropped before they were written: none on the other side has their key",
                    filtered,
                    records + filtered,
                    100.0 * filtered / (records + filtered)));
        }
        if (uncombined > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d records were not combined: hardly any had the same key",
                    uncombined,
                    records));
        }
        if (records >= LEAST_KEYED_RECORDS && !alike(totals.hotKeys, records)) {
            noteHotKeys(totals.hotKeys, records, notes);
        }
        return List.copyOf(notes);
    }

    private static void noteHotKeys(Map<String, Long> hotKeys, long records, List<String> notes) {
        for (Map.Entry<String, Long> entry : hotKeys.entrySet()) {
            double part = (double) entry.getValue() / records;
            if (part >= HOT_PART && notes.size() < MAX_NOTES) {
                notes.add(String.format(
                        Locale.ROOT,
                        "the key %s has about %.0f %% of %,d records",
                        entry.getKey(),
                        100 * part,
                        records));
            }
        }
    }

    /** Whether there are just a few keys, none of which has much more than the others. */
    private static boolean alike(Map<String, Long> counts, long records) {
        long sum = counts.values().stream().mapToLong(Long::longValue).sum();
        long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return counts.size() > 1 && sum >= records * NEARLY_ALL && most <= ALIKE * sum / counts.size();
    }

    /** @param scheduled what the scheduler knows of the stages; null when it has forgotten the job */
    JobProgress snapshot(
            io.dataflow.runtime.scheduler.@Nullable JobProgress scheduled, JobProgress last, long nowMillis) {
        List<JobProgress.StageProgress> snapshot = new ArrayList<>();
        for (int id = 0; id < stages.size(); id++) {
            Stage stage = stages.get(id);
            Totals totals = stage.totals();
            JobProgress.StageProgress before = last.stages().get(id);
            var view = scheduled == null ? null : scheduled.stages().get(id);
            boolean ended = view == null || (view.decided() && view.done() == view.total());
            long endMillis = ended ? stage.lastMillis : nowMillis;
            snapshot.add(new JobProgress.StageProgress(
                    id,
                    before.name(),
                    view == null ? before.taskCount() : view.total(),
                    view == null ? 0 : view.running(),
                    view == null ? stage.committed.size() : view.done(),
                    view == null ? before.attemptCount() : (int) view.attempts(),
                    stage.totalBytes,
                    totals.readRecords,
                    totals.readBytes,
                    totals.writtenRecords,
                    totals.writtenBytes,
                    totals.spilledBytes,
                    totals.peakMemoryBytes,
                    totals.wallNanos,
                    totals.cpuNanos,
                    stage.startMillis < 0 ? 0 : Math.max(0, endMillis - stage.startMillis),
                    notes(stage)));
        }
        return new JobProgress(snapshot, List.copyOf(losses), counters());
    }
}
