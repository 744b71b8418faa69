package io.dataflow.cli;

import io.dataflow.api.JobReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the time of some jobs went, what they spilled, and what they lost, for people. */
final class StageTable {
    /** The last one has no width: names are as long as their operators are many. */
    private static final List<String> HEADER =
            List.of("", "elapsed", "tasks", "attempts", "records", "bytes", "spilled", "stage");

    private StageTable() {}

    static void print(PrintWriter out, List<JobReport> jobs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        Collection<Work> stages = work(jobs);
        for (Work work : stages) {
            rows.add(row(rows.size(), work));
        }
        Columns.print(out, rows);

        Duration elapsed = jobs.stream().map(JobReport::elapsed).reduce(Duration.ZERO, Duration::plus);
        long spilledBytes = jobs.stream().mapToLong(JobReport::spilledBytes).sum();
        out.println("in all " + Quantities.duration(elapsed) + ", spilled " + Quantities.bytes(spilledBytes));
        printNotes(out, stages);
        printLosses(out, jobs);
    }

    /** What a stage did, in all jobs that had it: the rounds of a loop are jobs with the same stages. */
    private record Work(
            String stage,
            int times,
            Duration elapsed,
            long tasks,
            long attempts,
            long records,
            long bytes,
            long spilledBytes,
            Set<String> notes) {
        private static final int MAX_NOTES = 5;

        static Work of(JobReport.Stage stage) {
            return new Work(
                    stage.name(),
                    1,
                    stage.elapsed(),
                    stage.taskCount(),
                    stage.attemptCount(),
                    stage.readRecords(),
                    stage.readBytes(),
                    stage.spilledBytes(),
                    new LinkedHashSet<>(stage.notes()));
        }

        Work plus(Work other) {
            Set<String> some = new LinkedHashSet<>(notes);
            other.notes.stream().limit(Math.max(0, MAX_NOTES - some.size())).forEach(some::add);
            return new Work(
                    stage,
                    times + other.times,
                    elapsed.plus(other.elapsed),
                    tasks + other.tasks,
                    attempts + other.attempts,
                    records + other.records,
                    bytes + other.bytes,
                    spilledBytes + other.spilledBytes,
                    some);
        }

        String name() {
            return times == 1 ? stage : stage + " (" + times + " times)";
        }
    }

    /** Without stages that stand for the kept result of another job, where nothing was attempted. */
    private static Collection<Work> work(List<JobReport> jobs) {
        Map<String, Work> byStage = new LinkedHashMap<>();
        for (JobReport job : jobs) {
            Map<String, Integer> occurrences = new HashMap<>();
            for (JobReport.Stage stage : job.stages()) {
                if (stage.attemptCount() > 0) {
                    // Two stages of one job may have the same name.
                    int occurrence = occurrences.merge(stage.name(), 1, Integer::sum);
                    byStage.merge(occurrence + " " + stage.name(), Work.of(stage), Work::plus);
                }
            }
        }
        return byStage.values();
    }

    private static List<String> row(int number, Work work) {
        return List.of(
                Integer.toString(number),
                Quantities.duration(work.elapsed()),
                Quantities.count(work.tasks()),
                Quantities.count(work.attempts()),
                Quantities.count(work.records()),
                Quantities.bytes(work.bytes()),
                Quantities.bytes(work.spilledBytes()),
                work.name());
    }

    private static void printNotes(PrintWriter out, Collection<Work> stages) {
        List<String> notes = new ArrayList<>();
        int number = 1;
        for (Work stage : stages) {
            for (String note : stage.notes()) {
                notes.add("  stage " + number + ": " + note);
            }
            number++;
        }
        if (!notes.isEmpty()) {
            out.println();
            out.println("Noticed on the way:");
            notes.forEach(out::println);
        }
    }

    private static void printLosses(PrintWriter out, List<JobReport> jobs) {
        List<String> losses =
                jobs.stream().flatMap(job -> job.losses().stream()).toList();
        if (!losses.isEmpty()) {
            out.println();
            out.println("Lost on the way and computed again:");
            losses.forEach(loss -> out.println("  " + loss));
        }
    }
}
