package io.dataflow.runtime.protocol;

import io.dataflow.runtime.operations.JobSummary;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.operations.WorkerSummary;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.Holdings;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.JobPolicy;
import io.dataflow.runtime.scheduler.MemoryFloor;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.Selection;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing said between coordinator, worker and client. Within a process it travels as it is; on a wire
 * {@code MessageCodec} turns it into a frame and back.
 */
public sealed interface Message {

    // ---- worker to coordinator

    /**
     * A worker offers its slots, for the first time or again.
     *
     * @param address where it serves blocks, {@code host:port}
     * @param attemptBytes what an attempt gets of its memory
     * @param incarnation how often it has begun anew, with nothing of what it had before
     * @param registration how often it has registered
     * @param has what it still has; the reports that it names follow
     */
    record RegisterWorker(
            String worker,
            String address,
            int slots,
            long memoryBytes,
            long attemptBytes,
            long incarnation,
            long registration,
            Holdings has)
            implements Message {}

    /** Renews the lease, and tells how far the running attempts are. */
    record Heartbeat(String worker, List<AttemptProgress> running) implements Message {}

    /** In the order in which they ended; several where others waited for their slots. */
    record AttemptsFinished(String worker, String job, int stage, List<FinishedAttempt> attempts) implements Message {}

    /** {@code lost} is the output that could not be read, when that is why the attempt failed. */
    record AttemptFailed(String worker, AttemptId attempt, FailureReport failure, @Nullable OutputId lost)
            implements Message {}

    /**
     * The worker is to leave: it takes no more attempts, and stays until it is told that nothing of it is needed, or for so
     * long. Answered by {@link WorkerDrained}.
     */
    record WorkerDraining(String worker, long timeoutMillis) implements Message {}

    /** The worker stops by its own will; its outputs go with it. */
    record WorkerLeaving(String worker) implements Message {}

    /** Asks for a piece of shipped code. Answered by {@link ArtifactChunk}s, or by {@link ArtifactMissing}. */
    record ArtifactRequest(String hash) implements Message {}

    /**
     * What attempts of a job have logged on a worker since it was told last.
     *
     * @param droppedCount lines that were too many to be kept until now
     */
    record TaskLogs(String worker, String job, List<LogLine> lines, long droppedCount) implements Message {}

    // ---- coordinator to worker

    /** {@code resumes} says that the coordinator, once it is gone, will come back and know its jobs. */
    record WorkerRegistered(long leaseMillis, long heartbeatMillis, boolean resumes) implements Message {}

    /** Answers heartbeats: so many of the reports that came since the worker registered were heard, and are not forgotten. */
    record ReportsSeen(long count) implements Message {}

    /**
     * Somebody who operates the cluster wants the worker to leave: it does as if its process had been told to end, within so
     * long. Comes again after each registration.
     */
    record LeaveRequest(long timeoutMillis) implements Message {}

    /** A worker that is draining may leave. */
    record WorkerDrained() implements Message {}

    /** The coordinator does not know the worker (any more): register anew; all earlier attempts are void. */
    record RejoinRequest() implements Message {}

    /** Before the first attempt of a job on a worker: what the job's code is. */
    record OpenJob(String job, List<ArtifactId> artifacts) implements Message {}

    /** Before the first attempt of a stage on a worker: what its tasks do, as an opaque program. */
    record OpenStage(String job, int stage, Parcel program) implements Message {}

    /**
     * What attempts of a stage are to do. They begin in this order, as slots become free.
     *
     * @param fused the stages whose work each attempt does, in the order of the records; the last is its own
     * @param splits those that attempts read, as in {@link StageSplits}
     */
    record LaunchAttempts(
            String job, int stage, List<Integer> fused, List<LaunchedAttempt> attempts, List<Parcel> splits)
            implements Message {}

    /** Where the outputs of a stage are; {@code version} grows with each change. */
    record StageLocations(String job, int stage, int version, List<OutputLocation> outputs) implements Message {}

    record CancelAttempt(AttemptId attempt) implements Message {}

    record WithdrawAttempt(AttemptId attempt) implements Message {}

    record WithdrawStage(String job, int stage) implements Message {}

    record EndJob(String job, boolean succeeded) implements Message {}

    // ---- code, both ways

    /** The next bytes of an artifact, in order. {@code totalBytes} is the same in every chunk. */
    record ArtifactChunk(String hash, long offset, long totalBytes, byte[] bytes) implements Message {}

    record ArtifactMissing(String hash) implements Message {}

    // ---- client to coordinator

    record ClusterRequest() implements Message {}

    /** Asks which of these the coordinator lacks. Answered by {@link ArtifactsWanted}. */
    record ArtifactOffer(List<ArtifactId> artifacts) implements Message {}

    /**
     * A plan to run: a program per stage, and for stages that read a source their splits.
     *
     * @param floors what the tasks of each stage need at least
     * @param counterLimits counters of the job that fail it when they pass their limits
     * @param policy how it is treated beside other jobs
     * @param collected whether the client will read the results; otherwise the job goes on without it
     */
    record SubmitJob(
            String job,
            String name,
            JobGraph graph,
            List<Parcel> programs,
            List<StageSplits> splits,
            List<ArtifactId> artifacts,
            List<MemoryFloor> floors,
            Map<String, Long> counterLimits,
            JobPolicy policy,
            boolean collected)
            implements Message, Serializable {}

    /** The client wants to hear of a job: one that it submitted over another connection, or one that another client did. */
    record FollowJob(String job, boolean submitter) implements Message {}

    record CancelJob(String job, String reason) implements Message {}

    /** The worker is to take no more attempts, and to leave when nothing of it is needed, or after so long. */
    record DrainWorker(String worker, long timeoutMillis) implements Message {}

    /** The client could not read a result. */
    record ResultLost(OutputId output) implements Message {}

    /** The client has read all it wants. */
    record ReleaseJob(String job) implements Message {}

    // ---- somebody who operates the cluster to the coordinator, each with its answer

    /** Answered by {@link JobList}. */
    record JobsRequest() implements Message {}

    /** Answered by {@link JobDetail}. */
    record JobRequest(String job) implements Message {}

    /** Answered by {@link WorkerList}. */
    record WorkersRequest() implements Message {}

    /** What the tasks of a job have logged, from a position on. Answered by {@link JobLogs}. */
    record LogsRequest(String job, long from) implements Message {}

    /** Jobs that run, and the latest of those that have ended; the latest submitted come last. */
    record JobList(List<JobSummary> jobs) implements Message {}

    /** {@code summary} is null of a job that is not known, or not any more. */
    record JobDetail(String job, @Nullable JobSummary summary, JobProgress progress) implements Message {}

    record WorkerList(List<WorkerSummary> workers) implements Message {}

    /**
     * A page of what was logged.
     *
     * @param next from where the next page goes on
     * @param droppedCount lines of the job that were dropped so far
     * @param ended the job has ended, and there is nothing behind this page
     */
    record JobLogs(String job, List<LogLine> lines, long next, long droppedCount, boolean ended) implements Message {}

    // ---- coordinator to client

    record ClusterView(int workers, int slots) implements Message {}

    record ArtifactsWanted(List<String> hashes) implements Message {}

    record JobUpdate(String job, JobProgress progress) implements Message {}

    record ResultsReady(String job, List<OutputLocation> outputs) implements Message {}

    /** The last word on a job. {@code failure} is null when it succeeded. */
    record JobEnded(String job, @Nullable FailureReport failure, JobProgress progress)
            implements Message, Serializable {}

    // ---- blocks: reader to server, and back. A stream's events cost no credit and keep their place behind its blocks

    /**
     * Opens a stream of encoded blocks. The server sends blocks of at most the standard size while there is credit, which each
     * of them takes from, and any block when it is asked for the next; see {@link FetchNext}. The reader has leased the
     * memory for its credit and one standard block beyond.
     */
    record FetchRequest(long stream, OutputId output, Selection selection, long creditBytes) implements Message {}

    record FetchCredit(long stream, long creditBytes) implements Message {}

    /**
     * The reader waits: whatever the credit and however long it is, the next block may be sent, if {@code blockCount} were
     * sent before.
     */
    record FetchNext(long stream, long blockCount) implements Message {}

    record FetchCancel(long stream) implements Message {}

    /** One encoded block (header and payload as in {@code BlockCodec}). Takes its length from the credit, even below zero. */
    record BlockFrame(long stream, byte[] block) implements Message {}

    /** All blocks of the selection were sent. */
    record EndOfPartition(long stream) implements Message {}

    /** The output is not here (any more), or cannot be read. */
    record FetchFailed(long stream, String reason) implements Message {}
}
