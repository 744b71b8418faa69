package io.dataflow.runtime.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.dataflow.runtime.protocol.wire.Wire;
import io.dataflow.runtime.scheduler.InputRange;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Control messages as protobuf: one entry per kind of message. Safe for use by many threads. */
final class MessageEncoder {
    private final Map<Class<? extends Message>, BiConsumer<Message, Wire.Envelope.Builder>> kinds = new HashMap<>();

    MessageEncoder() {
        addWorkerToCoordinator();
        addCoordinatorToWorker();
        addCode();
        addClientToCoordinator();
        addCoordinatorToClient();
        addFetches();
        addOperations();
    }

    Wire.Envelope encode(Message message) {
        BiConsumer<Message, Wire.Envelope.Builder> kind = kinds.get(message.getClass());
        if (kind == null) {
            throw new IllegalArgumentException(message.getClass().getSimpleName() + " is no control message");
        }
        Wire.Envelope.Builder envelope = Wire.Envelope.newBuilder();
        kind.accept(message, envelope);
        return envelope.build();
    }

    private <M extends Message> void add(Class<M> kind, BiConsumer<M, Wire.Envelope.Builder> encode) {
        kinds.put(kind, (message, envelope) -> encode.accept(kind.cast(message), envelope));
    }

    private void addWorkerToCoordinator() {
        add(Message.RegisterWorker.class, (m, envelope) -> envelope.getRegisterWorkerBuilder()
                .setWorker(m.worker())
                .setAddress(m.address())
                .setSlots(m.slots())
                .setMemoryBytes(m.memoryBytes())
                .setAttemptBytes(m.attemptBytes())
                .setIncarnation(m.incarnation())
                .setRegistration(m.registration())
                .setHoldings(Part.holdings(m.has())));
        add(Message.Heartbeat.class, (m, envelope) -> {
            Wire.Heartbeat.Builder heartbeat = envelope.getHeartbeatBuilder().setWorker(m.worker());
            m.running().forEach(progress -> heartbeat.addRunning(Part.attemptProgress(progress)));
        });
        add(Message.AttemptsFinished.class, (m, envelope) -> envelope.getAttemptsFinishedBuilder()
                .setWorker(m.worker())
                .setJob(m.job())
                .setStage(m.stage())
                .setAttempts(FinishedColumns.of(m.attempts())));
        add(Message.AttemptFailed.class, (m, envelope) -> {
            Wire.AttemptFailed.Builder failed = envelope.getAttemptFailedBuilder()
                    .setWorker(m.worker())
                    .setAttempt(Part.attemptId(m.attempt()))
                    .setFailure(Part.failureReport(m.failure()));
            if (m.lost() != null) {
                failed.setLost(Part.outputId(m.lost()));
            }
        });
        add(Message.WorkerDraining.class, (m, envelope) -> envelope.getWorkerDrainingBuilder()
                .setWorker(m.worker())
                .setTimeoutMillis(m.timeoutMillis()));
        add(Message.WorkerLeaving.class, (m, envelope) -> envelope.getWorkerLeavingBuilder()
                .setWorker(m.worker()));
        add(Message.ArtifactRequest.class, (m, envelope) -> envelope.getArtifactRequestBuilder()
                .setHash(m.hash()));
    }

    private void addCoordinatorToWorker() {
        add(Message.WorkerRegistered.class, (m, envelope) -> envelope.getWorkerRegisteredBuilder()
                .setLeaseMillis(m.leaseMillis())
                .setHeartbeatMillis(m.heartbeatMillis())
                .setResumes(m.resumes()));
        add(Message.ReportsSeen.class, (m, envelope) -> envelope.getReportsSeenBuilder()
                .setCount(m.count()));
        add(
                Message.RejoinRequest.class,
                (m, envelope) -> envelope.setRejoinRequest(Wire.RejoinRequest.getDefaultInstance()));
        add(Message.LeaveRequest.class, (m, envelope) -> envelope.getLeaveRequestBuilder()
                .setTimeoutMillis(m.timeoutMillis()));
        add(
                Message.WorkerDrained.class,
                (m, envelope) -> envelope.setWorkerDrained(Wire.WorkerDrained.getDefaultInstance()));
        add(Message.OpenJob.class, (m, envelope) -> envelope.getOpenJobBuilder()
                .setJob(m.job())
                .addAllArtifacts(Part.artifacts(m.artifacts())));
        add(Message.OpenStage.class, (m, envelope) -> envelope.getOpenStageBuilder()
                .setJob(m.job())
                .setStage(m.stage())
                .setProgram(bytes(m.program().bytes())));
        add(Message.LaunchAttempts.class, (m, envelope) -> {
            Wire.LaunchAttempts.Builder launch = envelope.getLaunchAttemptsBuilder()
                    .setJob(m.job())
                    .setStage(m.stage())
                    .addAllFused(m.fused());
            m.attempts().forEach(attempt -> launch.addAttempts(launchedAttempt(attempt)));
            m.splits().forEach(splits -> launch.addSplits(bytes(splits.bytes())));
        });
        add(Message.StageLocations.class, (m, envelope) -> envelope.getStageLocationsBuilder()
                .setJob(m.job())
                .setStage(m.stage())
                .setVersion(m.version())
                .setOutputs(LocationColumns.of(m.outputs())));
        add(Message.CancelAttempt.class, (m, envelope) -> envelope.getCancelAttemptBuilder()
                .setAttempt(Part.attemptId(m.attempt())));
        add(Message.WithdrawAttempt.class, (m, envelope) -> envelope.getWithdrawAttemptBuilder()
                .setAttempt(Part.attemptId(m.attempt())));
        add(Message.WithdrawStage.class, (m, envelope) -> envelope.getWithdrawStageBuilder()
                .setJob(m.job())
                .setStage(m.stage()));
        add(
                Message.EndJob.class,
                (m, envelope) -> envelope.getEndJobBuilder().setJob(m.job()).setSucceeded(m.succeeded()));
    }

    private void addCode() {
        add(Message.ArtifactChunk.class, (m, envelope) -> envelope.getArtifactChunkBuilder()
                .setHash(m.hash())
                .setOffset(m.offset())
                .setTotalBytes(m.totalBytes())
                .setBytes(bytes(m.bytes())));
        add(Message.ArtifactMissing.class, (m, envelope) -> envelope.getArtifactMissingBuilder()
                .setHash(m.hash()));
    }

    private void addClientToCoordinator() {
        add(
                Message.ClusterRequest.class,
                (m, envelope) -> envelope.setClusterRequest(Wire.ClusterRequest.getDefaultInstance()));
        add(
                Message.ArtifactOffer.class,
                (m, envelope) -> envelope.setArtifactOffer(
                        Wire.ArtifactOffer.newBuilder().addAllArtifacts(Part.artifacts(m.artifacts()))));
        add(Message.SubmitJob.class, (m, envelope) -> {
            Wire.SubmitJob.Builder submit = envelope.getSubmitJobBuilder()
                    .setJob(m.job())
                    .setName(m.name())
                    .setGraph(Part.jobGraph(m.graph()))
                    .addAllArtifacts(Part.artifacts(m.artifacts()))
                    .putAllCounterLimits(m.counterLimits())
                    .setPolicy(Part.jobPolicy(m.policy()))
                    .setCollected(m.collected());
            m.floors()
                    .forEach(floor -> submit.addFloors(Wire.MemoryFloor.newBuilder()
                            .setAttemptBytes(floor.attemptBytes())
                            .setWhat(floor.what())));
            m.programs().forEach(program -> submit.addPrograms(bytes(program.bytes())));
            m.splits().forEach(splits -> submit.addSplits(stageSplits(splits)));
        });
        add(
                Message.FollowJob.class,
                (m, envelope) -> envelope.getFollowJobBuilder().setJob(m.job()).setSubmitter(m.submitter()));
        add(
                Message.CancelJob.class,
                (m, envelope) -> envelope.getCancelJobBuilder().setJob(m.job()).setReason(m.reason()));
        add(Message.DrainWorker.class, (m, envelope) -> envelope.getDrainWorkerBuilder()
                .setWorker(m.worker())
                .setTimeoutMillis(m.timeoutMillis()));
        add(Message.ResultLost.class, (m, envelope) -> envelope.getResultLostBuilder()
                .setOutput(Part.outputId(m.output())));
        add(Message.ReleaseJob.class, (m, envelope) -> envelope.getReleaseJobBuilder()
                .setJob(m.job()));
    }

    private void addCoordinatorToClient() {
        add(Message.ClusterView.class, (m, envelope) -> envelope.getClusterViewBuilder()
                .setWorkers(m.workers())
                .setSlots(m.slots()));
        add(
                Message.ArtifactsWanted.class,
                (m, envelope) -> envelope.setArtifactsWanted(
                        Wire.ArtifactsWanted.newBuilder().addAllHashes(m.hashes())));
        add(Message.JobUpdate.class, (m, envelope) -> envelope.getJobUpdateBuilder()
                .setJob(m.job())
                .setProgress(Part.jobProgress(m.progress())));
        add(Message.ResultsReady.class, (m, envelope) -> envelope.getResultsReadyBuilder()
                .setJob(m.job())
                .setOutputs(LocationColumns.of(m.outputs())));
        add(Message.JobEnded.class, (m, envelope) -> {
            Wire.JobEnded.Builder ended =
                    envelope.getJobEndedBuilder().setJob(m.job()).setProgress(Part.jobProgress(m.progress()));
            if (m.failure() != null) {
                ended.setFailure(Part.failureReport(m.failure()));
            }
        });
    }

    private void addFetches() {
        add(Message.FetchRequest.class, (m, envelope) -> envelope.getFetchRequestBuilder()
                .setStream(m.stream())
                .setOutput(Part.outputId(m.output()))
                .setSelection(Part.selection(m.selection()))
                .setCreditBytes(m.creditBytes()));
        add(Message.FetchCredit.class, (m, envelope) -> envelope.getFetchCreditBuilder()
                .setStream(m.stream())
                .setCreditBytes(m.creditBytes()));
        add(Message.FetchCancel.class, (m, envelope) -> envelope.getFetchCancelBuilder()
                .setStream(m.stream()));
    }

    private void addOperations() {
        add(Message.TaskLogs.class, (m, envelope) -> envelope.getTaskLogsBuilder()
                .setWorker(m.worker())
                .setJob(m.job())
                .addAllLines(OperationsPart.lines(m.lines()))
                .setDroppedCount(m.droppedCount()));
        add(Message.JobsRequest.class, (m, envelope) -> envelope.setJobsRequest(Wire.JobsRequest.getDefaultInstance()));
        add(Message.JobRequest.class, (m, envelope) -> envelope.getJobRequestBuilder()
                .setJob(m.job()));
        add(
                Message.WorkersRequest.class,
                (m, envelope) -> envelope.setWorkersRequest(Wire.WorkersRequest.getDefaultInstance()));
        add(Message.LogsRequest.class, (m, envelope) -> envelope.getLogsRequestBuilder()
                .setJob(m.job())
                .setFrom(m.from()));
        add(Message.JobList.class, (m, envelope) -> envelope.setJobList(OperationsPart.jobList(m)));
        add(Message.JobDetail.class, (m, envelope) -> envelope.setJobDetail(OperationsPart.jobDetail(m)));
        add(Message.WorkerList.class, (m, envelope) -> envelope.setWorkerList(OperationsPart.workerList(m)));
        add(Message.JobLogs.class, (m, envelope) -> envelope.getJobLogsBuilder()
                .setJob(m.job())
                .addAllLines(OperationsPart.lines(m.lines()))
                .setNext(m.next())
                .setDroppedCount(m.droppedCount())
                .setEnded(m.ended()));
    }

    private static Wire.LaunchedAttempt launchedAttempt(LaunchedAttempt attempt) {
        Wire.LaunchedAttempt.Builder launched =
                Wire.LaunchedAttempt.newBuilder().setTask(attempt.task()).setAttempt(attempt.attempt());
        if (!(attempt.input() instanceof InputRange.All)) {
            launched.setInput(Part.inputRange(attempt.input()));
        }
        if (attempt.splits() != LaunchedAttempt.NONE) {
            launched.setSplits(attempt.splits()).setPlace(attempt.place());
        }
        return launched.build();
    }

    private static Wire.StageSplits stageSplits(StageSplits splits) {
        Wire.StageSplits.Builder stage = Wire.StageSplits.newBuilder().setTasksOfEach(splits.tasksOfEach());
        splits.parcels().forEach(parcel -> stage.addSplits(bytes(parcel.bytes())));
        return stage.build();
    }

    /** Shares the array: it is written out before anyone else could change it. */
    static ByteString bytes(byte[] array) {
        return UnsafeByteOperations.unsafeWrap(array);
    }
}
