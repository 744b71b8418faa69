package io.dataflow.runtime.coordinator;

import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.operations.JobState;
import io.dataflow.runtime.operations.JobSummary;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.protocol.JobProgress;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.WorkerStanding;
import io.dataflow.runtime.transport.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Answers those who operate the cluster: which jobs there are and were, which workers, and what tasks have logged. Sees what
 * the coordinator does and decides nothing. Confined to the coordinator's loop.
 */
final class ClusterDesk {
    private static final String FAILURE_LOGGER = "io.dataflow.attempt";

    private final Clock clock;
    private final Map<String, CoordinatorJob> jobs;
    private final Function<CoordinatorJob, JobProgress> progress;
    private final WorkerRoster workers;
    private final JobHistory history;
    private final LongSupplier nowMillis;
    private final JobLogs logs = new JobLogs();

    /**
     * @param jobs those that run, by id, as the coordinator knows them
     * @param history those that ended last
     * @param progress how far one of them is
     * @param nowMillis the coordinator's own time
     * @param standing whether a worker is given attempts
     */
    ClusterDesk(
            Clock clock,
            Map<String, CoordinatorJob> jobs,
            JobHistory history,
            LongSupplier nowMillis,
            Function<CoordinatorJob, JobProgress> progress,
            Function<String, Optional<WorkerStanding>> standing,
            long heartbeatMillis) {
        this.clock = clock;
        this.jobs = jobs;
        this.history = history;
        this.nowMillis = nowMillis;
        this.progress = progress;
        this.workers = new WorkerRoster(clock, standing, heartbeatMillis);
    }

    WorkerRoster workers() {
        return workers;
    }

    /** Takes the messages that ask, and those that tell what was logged; false for all others. */
    boolean onMessage(Connection connection, Message message) {
        if (message instanceof Message.TaskLogs told) {
            onLogs(told);
        } else if (message instanceof Message.LogsRequest request) {
            connection.send(logsOf(request));
        } else if (message instanceof Message.JobsRequest) {
            connection.send(new Message.JobList(summaries()));
        } else if (message instanceof Message.JobRequest request) {
            connection.send(detail(request.job()));
        } else if (message instanceof Message.WorkersRequest) {
            connection.send(new Message.WorkerList(workers.summaries()));
        } else {
            return false;
        }
        return true;
    }

    /** The last word on a job. */
    void onEnded(CoordinatorJob job, @Nullable FailureReport failure, JobProgress last) {
        JobState state = JobHistory.stateAfter(failure);
        String why = failure == null ? null : failure.message();
        String forgotten = history.add(JobHistory.summary(job, state, nowMillis.getAsLong(), last, why), last);
        if (forgotten != null) {
            logs.forget(forgotten);
        }
    }

    /** Goes on with what former coordinators kept of the jobs that are known. To be called before anything is heard. */
    void restoreLogs(KeptLogs kept) {
        kept.read(job -> jobs.containsKey(job) || history.find(job) != null)
                .forEach(before -> logs.restore(before, jobs.keySet()));
    }

    /** Has kept what was logged since the last time. */
    void keepLogs(KeptLogs kept) {
        if (logs.hasChanges()) {
            kept.write(logs.takeChanges());
        }
    }

    /** How an attempt failed belongs to what it said. Of one that was cancelled nobody wants to know. */
    void onFailed(Message.AttemptFailed failed) {
        FailureReport failure = failed.failure();
        if (failure.kind() == FailureKind.CANCELLED) {
            return;
        }
        AttemptId id = failed.attempt();
        String trace = failure.trace();
        String text = failure.message() + " (on worker " + failed.worker() + ")"
                + (trace == null ? "" : "\n" + trace.stripTrailing());
        LogLine line = LogLine.of(
                id.job(), id.stage(), id.task(), id.attempt(), clock.millis(), Level.ERROR, FAILURE_LOGGER, text);
        add(id.job(), List.of(line), 0);
    }

    private void onLogs(Message.TaskLogs told) {
        add(told.job(), told.lines(), told.droppedCount());
    }

    /** What comes of a job that is forgotten, or was never there, would never be dropped. */
    private void add(String job, List<LogLine> lines, long droppedCount) {
        if (jobs.containsKey(job) || history.find(job) != null) {
            logs.add(job, lines, droppedCount, jobs.keySet());
        }
    }

    private Message.JobLogs logsOf(Message.LogsRequest request) {
        JobLog log = logs.of(request.job());
        JobLog.Page page = log.page(request.from());
        boolean ended = page.last() && !jobs.containsKey(request.job());
        return new Message.JobLogs(request.job(), page.lines(), page.next(), log.droppedCount(), ended);
    }

    private List<JobSummary> summaries() {
        List<JobSummary> all = new ArrayList<>(history.summaries());
        jobs.values().forEach(job -> all.add(summaryOf(job, progress.apply(job))));
        all.sort(Comparator.comparingLong(JobSummary::submittedMillis).thenComparing(JobSummary::job));
        return all;
    }

    private Message.JobDetail detail(String id) {
        CoordinatorJob job = jobs.get(id);
        if (job != null) {
            JobProgress now = progress.apply(job);
            return new Message.JobDetail(id, summaryOf(job, now), now);
        }
        JobHistory.Ended ended = history.find(id);
        return ended == null
                ? new Message.JobDetail(id, null, new JobProgress(List.of(), List.of(), Map.of()))
                : new Message.JobDetail(id, ended.summary(), ended.progress());
    }

    private JobSummary summaryOf(CoordinatorJob job, JobProgress now) {
        return JobHistory.summary(job, JobHistory.stateOf(now), nowMillis.getAsLong(), now, null);
    }
}
