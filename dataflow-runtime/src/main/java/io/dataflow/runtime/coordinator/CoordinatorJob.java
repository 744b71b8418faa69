package io.dataflow.runtime.coordinator;

import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.protocol.AttemptReport;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.protocol.JobProgress;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.StageSplits;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.transport.Connection;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job under way: what was submitted, by whom, and how far it is. Confined to the coordinator's loop. */
@SuppressWarnings("serial") // Its connection can be written wherever there is a journal.
final class CoordinatorJob implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final long THERE = -1;

    /** More people than look at one job. */
    private static final int MAX_FOLLOWERS = 64;

    private final Message.SubmitJob submitted;
    private Connection client;
    private final List<Connection> followers = new ArrayList<>();
    private long awaySinceMillis = THERE;
    private final long submittedMillis;
    private final long beganMillis;
    private final JobMetrics metrics;
    private JobProgress last;
    private @Nullable AttemptId failedAttempt;
    private @Nullable FailureReport failure;
    private @Nullable String cancelReason;

    /**
     * @param submittedMillis when: milliseconds since 1970
     * @param nowMillis the same by the coordinator's own time
     */
    CoordinatorJob(Message.SubmitJob submitted, Connection client, long submittedMillis, long nowMillis) {
        this.submitted = submitted;
        this.client = client;
        this.submittedMillis = submittedMillis;
        this.beganMillis = nowMillis;
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

    /** Milliseconds since 1970. */
    long submittedMillis() {
        return submittedMillis;
    }

    /** How long it has been there, without the time in which no coordinator was. */
    long elapsedMillis(long nowMillis) {
        return nowMillis - beganMillis;
    }

    Connection client() {
        return client;
    }

    /** Tells the client, and all others that want to hear of the job. */
    void tell(Message message) {
        client.send(message);
        followers.forEach(follower -> follower.send(message));
    }

    /** The client that submitted the job has another connection. */
    void onClientBack(Connection another) {
        client = another;
        awaySinceMillis = THERE;
    }

    void addFollower(Connection follower) {
        if (followers.size() < MAX_FOLLOWERS && !followers.contains(follower)) {
            followers.add(follower);
        }
    }

    void removeFollower(Connection follower) {
        followers.remove(follower);
    }

    /** Whether nobody is to read its results, nor there to hear that they are complete. */
    boolean isLeftAlone() {
        return !submitted.collected() && awaySinceMillis != THERE;
    }

    void clientLost(long nowMillis) {
        awaySinceMillis = nowMillis;
    }

    /** Whether whoever is to read the results has been away for so long. */
    boolean isForsaken(long graceMillis, long nowMillis) {
        return submitted.collected() && awaySinceMillis != THERE && nowMillis - awaySinceMillis >= graceMillis;
    }

    JobMetrics metrics() {
        return metrics;
    }

    JobProgress progress(io.dataflow.runtime.scheduler.@Nullable JobProgress scheduled, long nowMillis) {
        last = metrics.snapshot(scheduled, last, nowMillis);
        return last;
    }

    StageSplits splits(int stage) {
        return submitted.splits().get(stage);
    }

    /** Remembers the words of the worker, which say more than the scheduler has to know. */
    void failed(AttemptId attempt, FailureReport report) {
        failedAttempt = attempt;
        failure = report;
    }

    /** Somebody wants it to end, for a reason that its client should hear. */
    void cancel(String reason) {
        cancelReason = reason;
    }

    /** What the client is told of a job that was cancelled. */
    FailureReport cancellation() {
        String why = cancelReason == null ? "" : ": " + cancelReason;
        return new FailureReport(FailureKind.CANCELLED, "Job " + id() + " was cancelled" + why, null);
    }

    /** What the client is told: the worker's own words if it was this attempt that ended the job. */
    FailureReport verdict(io.dataflow.runtime.scheduler.Failure reason, @Nullable AttemptId where) {
        FailureReport reported = failure;
        boolean same = reported != null && where != null && where.equals(failedAttempt);
        return new FailureReport(reason.kind(), reason.message(), same && reported != null ? reported.trace() : null);
    }
}
