package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.protocol.AttemptReport;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.protocol.JobProgress;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.transport.Connection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job under way: what was submitted, by whom, and how far it is. Confined to the coordinator's loop. */
final class CoordinatorJob {
    private final Message.SubmitJob submitted;
    private final Connection client;
    private final JobMetrics metrics;
    private JobProgress last;
    private @Nullable AttemptId failedAttempt;
    private @Nullable FailureReport failure;

    CoordinatorJob(Message.SubmitJob submitted, Connection client) {
        this.submitted = submitted;
        this.client = client;
        List<StageSpec> stages = submitted.graph().stages();
        this.metrics = new JobMetrics(stages.size());
        this.last = new JobProgress(
                stages.stream()
                        .map(stage -> new JobProgress.StageProgress(
                                stage.id(), stage.name(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of()))
                        .toList(),
                List.of(),
                Map.of());
    }

    /** Why the job has to fail for what an attempt counted, if it has to. */
    @Nullable
    String counterBeyondLimit(AttemptReport report) {
        if (Collections.disjoint(
                report.counters().keySet(), submitted.counterLimits().keySet())) {
            return null;
        }
        Map<String, Long> counters = metrics.counters();
        for (Map.Entry<String, Long> limit : submitted.counterLimits().entrySet()) {
            long count = counters.getOrDefault(limit.getKey(), 0L);
            if (count > limit.getValue()) {
                return limit.getKey() + " " + count + " records in all its tasks, and " + limit.getValue()
                        + " are allowed; mend the input, or allow more";
            }
        }
        return null;
    }

    Message.SubmitJob submitted() {
        return submitted;
    }

    String id() {
        return submitted.job();
    }

    Connection client() {
        return client;
    }

    JobMetrics metrics() {
        return metrics;
    }

    JobProgress progress(io.dataflow.runtime.scheduler.@Nullable JobProgress scheduled, long nowMillis) {
        last = metrics.snapshot(scheduled, last, nowMillis);
        return last;
    }

    byte @Nullable [] splits(int stage, int task) {
        List<byte[]> tasks = submitted.splits().get(stage);
        return task < tasks.size() ? tasks.get(task) : null;
    }

    /** Remembers the words of the worker, which say more than the scheduler has to know. */
    void failed(AttemptId attempt, FailureReport report) {
        failedAttempt = attempt;
        failure = report;
    }

    /** What the client is told: the worker's own words if it was this attempt that ended the job. */
    FailureReport verdict(io.dataflow.runtime.scheduler.Failure reason, @Nullable AttemptId where) {
        FailureReport reported = failure;
        boolean same = reported != null && where != null && where.equals(failedAttempt);
        return new FailureReport(reason.kind(), reason.message(), same && reported != null ? reported.trace() : null);
    }
}
