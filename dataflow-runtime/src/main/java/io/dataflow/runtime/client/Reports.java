package io.dataflow.runtime.client;

import io.dataflow.api.JobReport;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.protocol.JobProgress;
import java.time.Duration;
import java.util.List;

/** What the coordinator tells, as the program sees it. */
final class Reports {
    private Reports() {}

    /** @param splitBytes of each stage, as far as they are known here */
    static JobReport of(String job, boolean ended, Duration elapsed, JobProgress progress, List<Long> splitBytes) {
        List<JobReport.Stage> stages = progress.stages().stream()
                .map(stage -> stage(stage, splitBytes))
                .toList();
        return new JobReport(job, ended, elapsed, stages, progress.losses(), progress.counters());
    }

    private static JobReport.Stage stage(JobProgress.StageProgress stage, List<Long> splitBytes) {
        long knownBytes = stage.stage() < splitBytes.size() ? splitBytes.get(stage.stage()) : 0;
        return new JobReport.Stage(
                stage.stage(),
                stage.name(),
                stage.taskCount(),
                stage.runningCount(),
                stage.doneCount(),
                stage.attemptCount(),
                Math.max(stage.totalBytes(), knownBytes),
                stage.readRecords(),
                stage.readBytes(),
                stage.writtenRecords(),
                stage.writtenBytes(),
                stage.spilledBytes(),
                stage.peakMemoryBytes(),
                Duration.ofMillis(stage.elapsedMillis()),
                Duration.ofNanos(stage.wallNanos()),
                Duration.ofNanos(stage.cpuNanos()),
                stage.notes());
    }

    static DataflowException exception(FailureReport failure) {
        String trace = failure.trace();
        return new DataflowException(failure.kind(), failure.message(), trace == null ? null : new RemoteTrace(trace));
    }

    /** What the failing side's stack looked like, as text: its classes need not exist here. */
    static final class RemoteTrace extends Exception {
        private static final long serialVersionUID = 1L;

        RemoteTrace(String trace) {
            super(trace, null, false, false);
        }
    }
}
