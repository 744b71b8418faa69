package io.dataflow.runtime.protocol;

import io.dataflow.runtime.operations.JobState;
import io.dataflow.runtime.operations.JobSummary;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.operations.WorkerState;
import io.dataflow.runtime.operations.WorkerSummary;
import io.dataflow.runtime.protocol.wire.Wire;
import java.util.List;
import org.slf4j.event.Level;

/** What people ask of a cluster, to protobuf. The way back is {@link ReceivedOperationsPart}. */
final class OperationsPart {
    private OperationsPart() {}

    static List<Wire.LogLine> lines(List<LogLine> lines) {
        return lines.stream().map(OperationsPart::line).toList();
    }

    private static Wire.LogLine line(LogLine line) {
        return Wire.LogLine.newBuilder()
                .setStage(line.stage())
                .setTask(line.task())
                .setAttempt(line.attempt())
                .setMillis(line.millis())
                .setLevel(level(line.level()))
                .setLogger(line.logger())
                .setText(line.text())
                .build();
    }

    private static Wire.LogLevel level(Level level) {
        return switch (level) {
            case TRACE -> Wire.LogLevel.LOG_LEVEL_TRACE;
            case DEBUG -> Wire.LogLevel.LOG_LEVEL_DEBUG;
            case INFO -> Wire.LogLevel.LOG_LEVEL_INFO;
            case WARN -> Wire.LogLevel.LOG_LEVEL_WARN;
            case ERROR -> Wire.LogLevel.LOG_LEVEL_ERROR;
        };
    }

    static Wire.JobList jobList(Message.JobList list) {
        Wire.JobList.Builder out = Wire.JobList.newBuilder();
        list.jobs().forEach(job -> out.addJobs(summary(job)));
        return out.build();
    }

    static Wire.JobDetail jobDetail(Message.JobDetail detail) {
        Wire.JobDetail.Builder out =
                Wire.JobDetail.newBuilder().setJob(detail.job()).setProgress(Part.jobProgress(detail.progress()));
        if (detail.summary() != null) {
            out.setSummary(summary(detail.summary()));
        }
        return out.build();
    }

    private static Wire.JobSummary summary(JobSummary job) {
        Wire.JobSummary.Builder out = Wire.JobSummary.newBuilder()
                .setJob(job.job())
                .setName(job.name())
                .setState(state(job.state()))
                .setSubmittedMillis(job.submittedMillis())
                .setElapsedMillis(job.elapsedMillis())
                .setStageCount(job.stageCount())
                .setDoneStageCount(job.doneStageCount())
                .setTaskCount(job.taskCount())
                .setRunningTaskCount(job.runningTaskCount())
                .setDoneTaskCount(job.doneTaskCount());
        if (job.failure() != null) {
            out.setFailure(job.failure());
        }
        return out.build();
    }

    private static Wire.JobState state(JobState state) {
        return switch (state) {
            case WAITING -> Wire.JobState.JOB_STATE_WAITING;
            case RUNNING -> Wire.JobState.JOB_STATE_RUNNING;
            case READY -> Wire.JobState.JOB_STATE_READY;
            case SUCCEEDED -> Wire.JobState.JOB_STATE_SUCCEEDED;
            case FAILED -> Wire.JobState.JOB_STATE_FAILED;
            case CANCELLED -> Wire.JobState.JOB_STATE_CANCELLED;
        };
    }

    static Wire.WorkerList workerList(Message.WorkerList list) {
        Wire.WorkerList.Builder out = Wire.WorkerList.newBuilder();
        list.workers().forEach(worker -> out.addWorkers(worker(worker)));
        return out.build();
    }

    private static Wire.WorkerSummary worker(WorkerSummary worker) {
        return Wire.WorkerSummary.newBuilder()
                .setWorker(worker.worker())
                .setAddress(worker.address())
                .setSlots(worker.slots())
                .setBusySlots(worker.busySlots())
                .setMemoryBytes(worker.memoryBytes())
                .setJoinedMillis(worker.joinedMillis())
                .setHeartbeatMillis(worker.heartbeatMillis())
                .setState(state(worker.state()))
                .build();
    }

    private static Wire.WorkerState state(WorkerState state) {
        return switch (state) {
            case UP -> Wire.WorkerState.WORKER_STATE_UP;
            case LATE -> Wire.WorkerState.WORKER_STATE_LATE;
            case DRAINING -> Wire.WorkerState.WORKER_STATE_DRAINING;
            case ABSENT -> Wire.WorkerState.WORKER_STATE_ABSENT;
            case EXCLUDED -> Wire.WorkerState.WORKER_STATE_EXCLUDED;
        };
    }
}
