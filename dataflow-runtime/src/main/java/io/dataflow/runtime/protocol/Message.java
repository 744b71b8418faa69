package io.dataflow.runtime.protocol;

import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.MemoryFloor;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.OutputSizes;
import io.dataflow.shuffle.Selection;
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
     * A worker offers its slots. {@code address} is where it serves blocks, {@code host:port}; {@code attemptBytes} is what
     * an attempt gets of its memory.
     */
    record RegisterWorker(String worker, String address, int slots, long memoryBytes, long attemptBytes)
            implements Message {}

    /** Renews the lease, and tells how far the running attempts are. */
    record Heartbeat(String worker, List<AttemptProgress> running) implements Message {}

    record AttemptFinished(String worker, AttemptId attempt, OutputSizes sizes, AttemptReport report)
            implements Message {}

    /** {@code lost} is the output that could not be read, when that is why the attempt failed. */
    record AttemptFailed(String worker, AttemptId attempt, FailureReport failure, @Nullable OutputId lost)
            implements Message {}

    /** The worker stops by its own will; its outputs go with it. */
    record WorkerLeaving(String worker) implements Message {}

    /** Asks for a piece of shipped code. Answered by {@link ArtifactChunk}s, or by {@link ArtifactMissing}. */
    record ArtifactRequest(String hash) implements Message {}

    // ---- coordinator to worker

    record WorkerRegistered(long leaseMillis, long heartbeatMillis) implements Message {}

    /** The coordinator does not know the worker (any more): register anew; all earlier attempts are void. */
    record RejoinRequest() implements Message {}

    /** Before the first attempt of a job on a worker: what the job's code is. */
    record OpenJob(String job, List<ArtifactId> artifacts) implements Message {}

    /** Before the first attempt of a stage on a worker: what its tasks do, as an opaque serialized program. */
    record OpenStage(String job, int stage, byte[] program) implements Message {}

    /**
     * What an attempt is to do.
     *
     * @param fused the stages whose work the attempt does, in the order of the records; the last is its own
     */
    record LaunchAttempt(AttemptId attempt, InputRange input, byte @Nullable [] splits, List<Integer> fused)
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
     * A plan to run: a program per stage, and for stages that read a source the splits of each task.
     *
     * @param floors what the tasks of each stage need at least
     * @param counterLimits counters of the job that fail it when they pass their limits
     * @param collected whether the client will read the results; otherwise the job goes on without it
     */
    record SubmitJob(
            String job,
            String name,
            JobGraph graph,
            List<byte[]> programs,
            List<List<byte[]>> splits,
            List<ArtifactId> artifacts,
            List<MemoryFloor> floors,
            Map<String, Long> counterLimits,
            boolean collected)
            implements Message {}

    record CancelJob(String job, String reason) implements Message {}

    /** The client could not read a result. */
    record ResultLost(OutputId output) implements Message {}

    /** The client has read all it wants. */
    record ReleaseJob(String job) implements Message {}

    // ---- coordinator to client

    record ClusterView(int workers, int slots) implements Message {}

    record ArtifactsWanted(List<String> hashes) implements Message {}

    record JobUpdate(String job, JobProgress progress) implements Message {}

    record ResultsReady(String job, List<OutputLocation> outputs) implements Message {}

    /** The last word on a job. {@code failure} is null when it succeeded. */
    record JobEnded(String job, @Nullable FailureReport failure, JobProgress progress) implements Message {}

    // ---- blocks: reader to server, and back. A stream's events cost no credit and keep their place behind its blocks

    /** Opens a stream of encoded blocks; the server sends no more than the credit it was granted. */
    record FetchRequest(long stream, OutputId output, Selection selection, long creditBytes) implements Message {}

    record FetchCredit(long stream, long creditBytes) implements Message {}

    record FetchCancel(long stream) implements Message {}

    /** One encoded block (header and payload as in {@code BlockCodec}). May exceed the remaining credit by one block. */
    record BlockFrame(long stream, byte[] block) implements Message {}

    /** All blocks of the selection were sent. */
    record EndOfPartition(long stream) implements Message {}

    /** The output is not here (any more), or cannot be read. */
    record FetchFailed(long stream, String reason) implements Message {}
}
