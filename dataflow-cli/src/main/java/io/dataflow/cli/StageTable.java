package io.dataflow.cli;

import io.dataflow.api.JobReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the time of some jobs went, what they spilled, and what they lost, for people. */
final class StageTable {
    /** The last one has no width: names are as long as their operators are many. */
    private static final List<String> HEADER =
            List.of("", "elapsed", "tasks", "attempts", "records", "bytes", "spilled", "stage");

    private StageTable() {}

    static void print(PrintWriter out, List<JobReport> jobs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        for (Work work : work(jobs)) {
            rows.add(row(rows.size(), work));
        }
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        rows.forEach(row -> out.println(line(row, widths)));

        Duration elapsed = jobs.stream().map(JobReport::elapsed).reduce(Duration.ZERO, Duration::plus);
        long spilledBytes = jobs.stream().mapToLong(JobReport::spilledBytes).sum();
        out.println("in all " + Quantities.duration(elapsed) + ", spilled " + Quantities.bytes(spilledBytes));
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
            long spilledBytes) {
        static Work of(JobReport.Stage stage) {
            return new Work(
                    stage.name(),
                    1,
                    stage.elapsed(),
                    stage.taskCount(),
                    stage.attemptCount(),
                    stage.readRecords(),
                    stage.readBytes(),
                    stage.spilledBytes());
        }

        Work plus(Work other) {
            return new Work(
                    stage,
                    times + other.times,
                    elapsed.plus(other.elapsed),
                    tasks + other.tasks,
                    attempts + other.attempts,
                    records + other.records,
                    bytes + other.bytes,
                    spilledBytes + other.spilledBytes);
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

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        int last = widths.length - 1;
        for (int column = 0; column < last; column++) {
            line.append(" ".repeat(widths[column] - row.get(column).length()));
            line.append(row.get(column)).append("  ");
        }
        return line.append(row.get(last)).toString();
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
