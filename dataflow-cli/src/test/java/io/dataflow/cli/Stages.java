package io.dataflow.cli;

import io.dataflow.api.JobReport;
import java.time.Duration;
import java.util.List;

/** Reports of jobs that never ran. */
final class Stages {
    private Stages() {}

    static JobReport report(List<String> losses, JobReport.Stage... stages) {
        return new JobReport("job", false, Duration.ofSeconds(2), List.of(stages), losses);
    }

    static JobReport.Stage stage(
            String name, int taskCount, int doneCount, long totalBytes, long readBytes, String... notes) {
        return new JobReport.Stage(
                0,
                name,
                taskCount,
                Math.min(1, taskCount - doneCount),
                doneCount,
                doneCount + 1,
                totalBytes,
                readBytes / 100,
                readBytes,
                0,
                0,
                readBytes / 2,
                0,
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                List.of(notes));
    }
}
