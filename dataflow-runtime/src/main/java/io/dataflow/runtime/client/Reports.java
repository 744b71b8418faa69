package io.dataflow.runtime.client;

import io.dataflow.api.JobReport;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.io.Split;
import io.dataflow.runtime.plan.PhysicalPlan;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.protocol.JobProgress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the coordinator tells, as the program sees it. */
final class Reports {
    private Reports() {}

    /** @param plan null if it is not known here */
    static JobReport of(
            String job, boolean ended, Duration elapsed, JobProgress progress, @Nullable PhysicalPlan plan) {
        List<JobReport.Stage> stages =
                progress.stages().stream().map(stage -> stage(stage, plan)).toList();
        return new JobReport(job, ended, elapsed, stages, progress.losses(), progress.counters());
    }

    private static JobReport.Stage stage(JobProgress.StageProgress stage, @Nullable PhysicalPlan plan) {
        long splitBytes = plan == null
                ? 0
                : plan.splits().get(stage.stage()).stream()
                        .flatMap(List::stream)
                        .mapToLong(Split::sizeBytes)
                        .sum();
        return new JobReport.Stage(
                stage.stage(),
                stage.name(),
                stage.taskCount(),
                stage.runningCount(),
                stage.doneCount(),
                stage.attemptCount(),
                Math.max(stage.totalBytes(), splitBytes),
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
