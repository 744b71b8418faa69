package io.dataflow.runtime.protocol;

import io.dataflow.runtime.operations.JobState;
import io.dataflow.runtime.operations.JobSummary;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.operations.WorkerState;
import io.dataflow.runtime.operations.WorkerSummary;
import io.dataflow.runtime.protocol.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.event.Level;

/** What people ask of a cluster, from protobuf; every field is checked. The way out is {@link OperationsPart}. */
final class ReceivedOperationsPart {
    private ReceivedOperationsPart() {}

    static Message taskLogs(Wire.TaskLogs m) throws MalformedMessageException {
        String job = Field.id("TaskLogs.job", m.getJob());
        return new Message.TaskLogs(
                Field.id("TaskLogs.worker", m.getWorker()),
                job,
                lines(job, m.getLinesList()),
                Field.natural("TaskLogs.dropped_count", m.getDroppedCount()));
    }

    static Message logsRequest(Wire.LogsRequest m) throws MalformedMessageException {
        return new Message.LogsRequest(
                Field.id("LogsRequest.job", m.getJob()), Field.natural("LogsRequest.from", m.getFrom()));
    }

    static Message jobLogs(Wire.JobLogs m) throws MalformedMessageException {
        String job = Field.id("JobLogs.job", m.getJob());
        return new Message.JobLogs(
                job,
                lines(job, m.getLinesList()),
                Field.natural("JobLogs.next", m.getNext()),
                Field.natural("JobLogs.dropped_count", m.getDroppedCount()),
                m.getEnded());
    }

    private static List<LogLine> lines(String job, List<Wire.LogLine> lines) throws MalformedMessageException {
        List<LogLine> received = new ArrayList<>(lines.size());
        for (Wire.LogLine line : lines) {
            Field.between("LogLine.text length", line.getText().length(), 0, LogLine.MAX_TEXT_CHARACTERS);
            Field.between("LogLine.logger length", line.getLogger().length(), 0, LogLine.MAX_LOGGER_CHARACTERS);
            received.add(new LogLine(
                    job,
                    Field.natural("LogLine.stage", line.getStage()),
                    Field.natural("LogLine.task", line.getTask()),
                    Field.natural("LogLine.attempt", line.getAttempt()),
                    Field.natural("LogLine.millis", line.getMillis()),
                    level(line),
                    line.getLogger(),
                    line.getText()));
        }
        return List.copyOf(received);
    }

    private static Level level(Wire.LogLine line) throws MalformedMessageException {
        return switch (line.getLevel()) {
            case LOG_LEVEL_TRACE -> Level.TRACE;
            case LOG_LEVEL_DEBUG -> Level.DEBUG;
            case LOG_LEVEL_INFO -> Level.INFO;
            case LOG_LEVEL_WARN -> Level.WARN;
            case LOG_LEVEL_ERROR -> Level.ERROR;
            case LOG_LEVEL_UNKNOWN, UNRECOGNIZED ->
                throw new MalformedMessageException("LogLine.level", line.getLevelValue(), "a known one");
        };
    }

    static Message jobList(Wire.JobList m) throws MalformedMessageException {
        List<JobSummary> jobs = new ArrayList<>(m.getJobsCount());
        for (Wire.JobSummary job : m.getJobsList()) {
            jobs.add(summary(job));
        }
        return new Message.JobList(List.copyOf(jobs));
    }

    static Message jobDetail(Wire.JobDetail m) throws MalformedMessageException {
        return new Message.JobDetail(
                Field.id("JobDetail.job", m.getJob()),
                m.hasSummary() ? summary(m.getSummary()) : null,
                ReceivedPart.jobProgress(m.getProgress()));
    }

    private static JobSummary summary(Wire.JobSummary job) throws MalformedMessageException {
        return new JobSummary(
                Field.id("JobSummary.job", job.getJob()),
                job.getName(),
                state(job),
                Field.natural("JobSummary.submitted_millis", job.getSubmittedMillis()),
                Field.natural("JobSummary.elapsed_millis", job.getElapsedMillis()),
                Field.natural("JobSummary.stage_count", job.getStageCount()),
                Field.natural("JobSummary.done_stage_count", job.getDoneStageCount()),
                Field.natural("JobSummary.task_count", job.getTaskCount()),
                Field.natural("JobSummary.running_task_count", job.getRunningTaskCount()),
                Field.natural("JobSummary.done_task_count", job.getDoneTaskCount()),
                job.hasFailure() ? job.getFailure() : null);
    }

    private static JobState state(Wire.JobSummary job) throws MalformedMessageException {
        return switch (job.getState()) {
            case JOB_STATE_WAITING -> JobState.WAITING;
            case JOB_STATE_RUNNING -> JobState.RUNNING;
            case JOB_STATE_READY -> JobState.READY;
            case JOB_STATE_SUCCEEDED -> JobState.SUCCEEDED;
            case JOB_STATE_FAILED -> JobState.FAILED;
            case JOB_STATE_CANCELLED -> JobState.CANCELLED;
            case JOB_STATE_UNKNOWN, UNRECOGNIZED ->
                throw new MalformedMessageException("JobSummary.state", job.getStateValue(), "a known one");
        };
    }

    static Message workerList(Wire.WorkerList m) throws MalformedMessageException {
        List<WorkerSummary> workers = new ArrayList<>(m.getWorkersCount());
        for (Wire.WorkerSummary worker : m.getWorkersList()) {
            workers.add(new WorkerSummary(
                    Field.id("WorkerSummary.worker", worker.getWorker()),
                    Field.name("WorkerSummary.address", worker.getAddress()),
                    Field.natural("WorkerSummary.slots", worker.getSlots()),
                    Field.natural("WorkerSummary.busy_slots", worker.getBusySlots()),
                    Field.natural("WorkerSummary.memory_bytes", worker.getMemoryBytes()),
                    Field.natural("WorkerSummary.joined_millis", worker.getJoinedMillis()),
                    Field.natural("WorkerSummary.heartbeat_millis", worker.getHeartbeatMillis()),
                    state(worker)));
        }
        return new Message.WorkerList(List.copyOf(workers));
    }

    private static WorkerState state(Wire.WorkerSummary worker) throws MalformedMessageException {
        return switch (worker.getState()) {
            case WORKER_STATE_UP -> WorkerState.UP;
            case WORKER_STATE_LATE -> WorkerState.LATE;
            case WORKER_STATE_DRAINING -> WorkerState.DRAINING;
            case WORKER_STATE_ABSENT -> WorkerState.ABSENT;
            case WORKER_STATE_EXCLUDED -> WorkerState.EXCLUDED;
            case WORKER_STATE_UNKNOWN, UNRECOGNIZED ->
                throw new MalformedMessageException("WorkerSummary.state", worker.getStateValue(), "a known one");
        };
    }
}
