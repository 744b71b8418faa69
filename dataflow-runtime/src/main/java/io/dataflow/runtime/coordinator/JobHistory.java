package io.dataflow.runtime.coordinator;

import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.operations.JobState;
import io.dataflow.runtime.operations.JobSummary;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.protocol.JobProgress;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The jobs that ended last, with what they did. Confined to the coordinator's loop. */
final class JobHistory implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A working day of jobs that a person submits, or the last rounds of a loop. */
    static final int MAX_JOBS = 200;

    private final Map<String, Ended> jobs = new LinkedHashMap<>();

    /** A job that has ended, with its last report. */
    record Ended(JobSummary summary, JobProgress progress) implements Serializable {}

    /** Returns the job that is forgotten for this one, if one is. */
    @Nullable
    String add(JobSummary summary, JobProgress progress) {
        jobs.put(summary.job(), new Ended(summary, progress));
        if (jobs.size() <= MAX_JOBS) {
            return null;
        }
        String oldest = jobs.keySet().iterator().next();
        jobs.remove(oldest);
        return oldest;
    }

    @Nullable
    Ended find(String job) {
        return jobs.get(job);
    }

    List<JobSummary> summaries() {
        return jobs.values().stream().map(Ended::summary).toList();
    }

    static JobState stateAfter(@Nullable FailureReport failure) {
        if (failure == null) {
            return JobState.SUCCEEDED;
        }
        return failure.kind() == FailureKind.CANCELLED ? JobState.CANCELLED : JobState.FAILED;
    }

    static JobState stateOf(JobProgress progress) {
        boolean begun = progress.stages().stream().anyMatch(stage -> stage.attemptCount() > 0);
        if (!begun) {
            return JobState.WAITING;
        }
        JobProgress.StageProgress last = progress.stages().get(progress.stages().size() - 1);
        return isDone(last) ? JobState.READY : JobState.RUNNING;
    }

    static JobSummary summary(
            CoordinatorJob job, JobState state, long nowMillis, JobProgress progress, @Nullable String failure) {
        List<JobProgress.StageProgress> stages = progress.stages();
        return new JobSummary(
                job.id(),
                job.submitted().name(),
                state,
                job.submittedMillis(),
                job.elapsedMillis(nowMillis),
                stages.size(),
                (int) stages.stream().filter(JobHistory::isDone).count(),
                stages.stream().mapToInt(JobProgress.StageProgress::taskCount).sum(),
                stages.stream()
                        .mapToInt(JobProgress.StageProgress::runningCount)
                        .sum(),
                stages.stream().mapToInt(JobProgress.StageProgress::doneCount).sum(),
                failure);
    }

    private static boolean isDone(JobProgress.StageProgress stage) {
        return stage.taskCount() > 0 && stage.doneCount() == stage.taskCount();
    }
}
