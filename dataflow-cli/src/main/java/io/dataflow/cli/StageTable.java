package io.dataflow.cli;

import io.dataflow.api.JobReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Where the time of some jobs went, what they spilled, and what they lost, for people. */
final class StageTable {
    /** The last one has no width: names are as long as their operators are many. */
    private static final List<String> HEADER =
            List.of("", "elapsed", "tasks", "attempts", "records", "bytes", "spilled", "stage");

    private StageTable() {}

    static void print(PrintWriter out, List<JobReport> jobs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        for (JobReport job : jobs) {
            for (JobReport.Stage stage : job.stages()) {
                rows.add(row(rows.size(), stage));
            }
        }
        Columns.print(out, rows);

        Duration elapsed = jobs.stream().map(JobReport::elapsed).reduce(Duration.ZERO, Duration::plus);
        long spilledBytes = jobs.stream().mapToLong(JobReport::spilledBytes).sum();
        out.println("in all " + Quantities.duration(elapsed) + ", spilled " + Quantities.bytes(spilledBytes));
        printNotes(out, jobs);
        printLosses(out, jobs);
    }

    private static List<String> row(int number, JobReport.Stage stage) {
        return List.of(
                Integer.toString(number),
                Quantities.duration(stage.elapsed()),
                Quantities.count(stage.taskCount()),
                Quantities.count(stage.attemptCount()),
                Quantities.count(stage.readRecords()),
                Quantities.bytes(stage.readBytes()),
                Quantities.bytes(stage.spilledBytes()),
                stage.name());
    }

    private static void printNotes(PrintWriter out, List<JobReport> jobs) {
        List<String> notes = new ArrayList<>();
        int number = 1;
        for (JobReport job : jobs) {
            for (JobReport.Stage stage : job.stages()) {
                for (String note : stage.notes()) {
                    notes.add("  stage " + number + ": " + note);
                }
                number++;
            }
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
