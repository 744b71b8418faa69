package io.dataflow.runtime.protocol;

import com.google.protobuf.ByteString;
import io.dataflow.runtime.protocol.wire.Wire;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.runtime.scheduler.MemoryFloor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Control messages from protobuf. Every field is checked before anything is made of it. */
final class MessageDecoder {
    private MessageDecoder() {}

    static Message decode(Wire.Envelope envelope) throws MalformedMessageException {
        return switch (envelope.getMessageCase()) {
            case REGISTER_WORKER -> registerWorker(envelope.getRegisterWorker());
            case HEARTBEAT -> heartbeat(envelope.getHeartbeat());
            case ATTEMPTS_FINISHED -> attemptsFinished(envelope.getAttemptsFinished());
            case ATTEMPT_FAILED -> attemptFailed(envelope.getAttemptFailed());
            case WORKER_DRAINING ->
                new Message.WorkerDraining(
                        Field.id(
                                "WorkerDraining.worker",
                                envelope.getWorkerDraining().getWorker()),
                        Field.natural(
                                "WorkerDraining.timeout_millis",
                                envelope.getWorkerDraining().getTimeoutMillis()));
            case LEAVE_REQUEST ->
                new Message.LeaveRequest(Field.natural(
                        "LeaveRequest.timeout_millis",
                        envelope.getLeaveRequest().getTimeoutMillis()));
            case WORKER_DRAINED -> new Message.WorkerDrained();
            case WORKER_LEAVING ->
                new Message.WorkerLeaving(Field.id(
                        "WorkerLeaving.worker", envelope.getWorkerLeaving().getWorker()));
            case ARTIFACT_REQUEST ->
                new Message.ArtifactRequest(Field.hash(
                        "ArtifactRequest.hash", envelope.getArtifactRequest().getHash()));
            case WORKER_REGISTERED -> workerRegistered(envelope.getWorkerRegistered());
            case REPORTS_SEEN ->
                new Message.ReportsSeen(Field.natural(
                        "ReportsSeen.count", envelope.getReportsSeen().getCount()));
            case REJOIN_REQUEST -> new Message.RejoinRequest();
            case OPEN_JOB -> openJob(envelope.getOpenJob());
            case OPEN_STAGE -> openStage(envelope.getOpenStage());
            case LAUNCH_ATTEMPTS -> launchAttempts(envelope.getLaunchAttempts());
            case STAGE_LOCATIONS -> stageLocations(envelope.getStageLocations());
            case CANCEL_ATTEMPT ->
                new Message.CancelAttempt(
                        ReceivedPart.attemptId(envelope.getCancelAttempt().getAttempt()));
            case WITHDRAW_ATTEMPT ->
                new Message.WithdrawAttempt(
                        ReceivedPart.attemptId(envelope.getWithdrawAttempt().getAttempt()));
            case WITHDRAW_STAGE -> withdrawStage(envelope.getWithdrawStage());
            case END_JOB ->
                new Message.EndJob(
                        Field.id("EndJob.job", envelope.getEndJob().getJob()),
                        envelope.getEndJob().getSucceeded());
            case ARTIFACT_CHUNK -> artifactChunk(envelope.getArtifactChunk());
            case ARTIFACT_MISSING ->
                new Message.ArtifactMissing(Field.hash(
                        "ArtifactMissing.hash", envelope.getArtifactMissing().getHash()));
            case CLUSTER_REQUEST -> new Message.ClusterRequest();
            case ARTIFACT_OFFER ->
                new Message.ArtifactOffer(
                        ReceivedPart.artifacts(envelope.getArtifactOffer().getArtifactsList()));
            case SUBMIT_JOB -> submitJob(envelope.getSubmitJob());
            case FOLLOW_JOB ->
                new Message.FollowJob(
                        Field.id("FollowJob.job", envelope.getFollowJob().getJob()),
                        envelope.getFollowJob().getSubmitter());
            case CANCEL_JOB ->
                new Message.CancelJob(
                        Field.id("CancelJob.job", envelope.getCancelJob().getJob()),
                        envelope.getCancelJob().getReason());
            case DRAIN_WORKER ->
                new Message.DrainWorker(
                        Field.id("DrainWorker.worker", envelope.getDrainWorker().getWorker()),
                        Field.natural(
                                "DrainWorker.timeout_millis",
                                envelope.getDrainWorker().getTimeoutMillis()));
            case RESULT_LOST ->
                new Message.ResultLost(
                        ReceivedPart.outputId(envelope.getResultLost().getOutput()));
            case RELEASE_JOB ->
                new Message.ReleaseJob(
                        Field.id("ReleaseJob.job", envelope.getReleaseJob().getJob()));
            case CLUSTER_VIEW -> clusterView(envelope.getClusterView());
            case ARTIFACTS_WANTED ->
                new Message.ArtifactsWanted(Field.hashes(
                        "ArtifactsWanted.hashes", envelope.getArtifactsWanted().getHashesList()));
            case JOB_UPDATE -> jobUpdate(envelope.getJobUpdate());
            case RESULTS_READY ->
                new Message.ResultsReady(
                        Field.id("ResultsReady.job", envelope.getResultsReady().getJob()),
                        LocationColumns.received(envelope.getResultsReady().getOutputs()));
            case JOB_ENDED -> jobEnded(envelope.getJobEnded());
            case FETCH_REQUEST -> fetchRequest(envelope.getFetchRequest());
            case FETCH_CREDIT -> fetchCredit(envelope.getFetchCredit());
            case FETCH_CANCEL ->
                new Message.FetchCancel(Field.natural(
                        "FetchCancel.stream", envelope.getFetchCancel().getStream()));
            case TASK_LOGS -> ReceivedOperationsPart.taskLogs(envelope.getTaskLogs());
            case JOBS_REQUEST -> new Message.JobsRequest();
            case JOB_REQUEST ->
                new Message.JobRequest(
                        Field.id("JobRequest.job", envelope.getJobRequest().getJob()));
            case WORKERS_REQUEST -> new Message.WorkersRequest();
            case LOGS_REQUEST -> ReceivedOperationsPart.logsRequest(envelope.getLogsRequest());
            case JOB_LIST -> ReceivedOperationsPart.jobList(envelope.getJobList());
            case JOB_DETAIL -> ReceivedOperationsPart.jobDetail(envelope.getJobDetail());
            case WORKER_LIST -> ReceivedOperationsPart.workerList(envelope.getWorkerList());
            case JOB_LOGS -> ReceivedOperationsPart.jobLogs(envelope.getJobLogs());
            case MESSAGE_NOT_SET ->
                throw new MalformedMessageException(
                        "The kind of a control message", "unknown or absent", "a known one");
        };
    }

    private static Message registerWorker(Wire.RegisterWorker m) throws MalformedMessageException {
        return new Message.RegisterWorker(
                Field.id("RegisterWorker.worker", m.getWorker()),
                Field.name("RegisterWorker.address", m.getAddress()),
                Field.between("RegisterWorker.slots", m.getSlots(), 1, ReceivedPart.MAX_SLOTS),
                Field.natural("RegisterWorker.memory_bytes", m.getMemoryBytes()),
                Field.natural("RegisterWorker.attempt_bytes", m.getAttemptBytes()),
                Field.natural("RegisterWorker.incarnation", m.getIncarnation()),
                Field.natural("RegisterWorker.registration", m.getRegistration()),
                ReceivedPart.holdings(m.getHoldings()));
    }

    private static Message heartbeat(Wire.Heartbeat m) throws MalformedMessageException {
        List<AttemptProgress> running = new ArrayList<>(m.getRunningCount());
        for (Wire.AttemptProgress progress : m.getRunningList()) {
            running.add(ReceivedPart.attemptProgress(progress));
        }
        return new Message.Heartbeat(Field.id("Heartbeat.worker", m.getWorker()), List.copyOf(running));
    }

    private static Message attemptsFinished(Wire.AttemptsFinished m) throws MalformedMessageException {
        return new Message.AttemptsFinished(
                Field.id("AttemptsFinished.worker", m.getWorker()),
                Field.id("AttemptsFinished.job", m.getJob()),
                Field.natural("AttemptsFinished.stage", m.getStage()),
                FinishedColumns.received(m.getAttempts()));
    }

    private static Message attemptFailed(Wire.AttemptFailed m) throws MalformedMessageException {
        return new Message.AttemptFailed(
                Field.id("AttemptFailed.worker", m.getWorker()),
                ReceivedPart.attemptId(m.getAttempt()),
                ReceivedPart.failureReport(m.getFailure()),
                m.hasLost() ? ReceivedPart.outputId(m.getLost()) : null);
    }

    private static Message workerRegistered(Wire.WorkerRegistered m) throws MalformedMessageException {
        return new Message.WorkerRegistered(
                Field.natural("WorkerRegistered.lease_millis", m.getLeaseMillis()),
                Field.natural("WorkerRegistered.heartbeat_millis", m.getHeartbeatMillis()),
                m.getResumes());
    }

    private static Message openJob(Wire.OpenJob m) throws MalformedMessageException {
        return new Message.OpenJob(Field.id("OpenJob.job", m.getJob()), ReceivedPart.artifacts(m.getArtifactsList()));
    }

    private static Message openStage(Wire.OpenStage m) throws MalformedMessageException {
        return new Message.OpenStage(
                Field.id("OpenStage.job", m.getJob()),
                Field.natural("OpenStage.stage", m.getStage()),
                Parcel.serialized(m.getProgram().toByteArray()));
    }

    private static Message launchAttempts(Wire.LaunchAttempts m) throws MalformedMessageException {
        List<LaunchedAttempt> attempts = new ArrayList<>(m.getAttemptsCount());
        for (Wire.LaunchedAttempt attempt : m.getAttemptsList()) {
            attempts.add(new LaunchedAttempt(
                    Field.natural("LaunchedAttempt.task", attempt.getTask()),
                    Field.natural("LaunchedAttempt.attempt", attempt.getAttempt()),
                    attempt.hasInput() ? ReceivedPart.inputRange(attempt.getInput()) : new InputRange.All(),
                    attempt.hasSplits()
                            ? Field.between("LaunchedAttempt.splits", attempt.getSplits(), 0, m.getSplitsCount() - 1)
                            : LaunchedAttempt.NONE,
                    Field.natural("LaunchedAttempt.place", attempt.getPlace())));
        }
        return new Message.LaunchAttempts(
                Field.id("LaunchAttempts.job", m.getJob()),
                Field.natural("LaunchAttempts.stage", m.getStage()),
                ReceivedPart.stages("LaunchAttempts.fused", m.getFusedList()),
                List.copyOf(attempts),
                parcels(m.getSplitsList()));
    }

    private static Message stageLocations(Wire.StageLocations m) throws MalformedMessageException {
        return new Message.StageLocations(
                Field.id("StageLocations.job", m.getJob()),
                Field.natural("StageLocations.stage", m.getStage()),
                Field.natural("StageLocations.version", m.getVersion()),
                LocationColumns.received(m.getOutputs()));
    }

    private static Message withdrawStage(Wire.WithdrawStage m) throws MalformedMessageException {
        return new Message.WithdrawStage(
                Field.id("WithdrawStage.job", m.getJob()), Field.natural("WithdrawStage.stage", m.getStage()));
    }

    private static Message artifactChunk(Wire.ArtifactChunk m) throws MalformedMessageException {
        long totalBytes = Field.natural("ArtifactChunk.total_bytes", m.getTotalBytes());
        long offset = Field.natural("ArtifactChunk.offset", m.getOffset());
        if (offset > totalBytes - m.getBytes().size()) {
            throw new MalformedMessageException(
                    "ArtifactChunk.offset",
                    offset,
                    "at most " + (totalBytes - m.getBytes().size()));
        }
        return new Message.ArtifactChunk(
                Field.hash("ArtifactChunk.hash", m.getHash()),
                offset,
                totalBytes,
                m.getBytes().toByteArray());
    }

    private static Message submitJob(Wire.SubmitJob m) throws MalformedMessageException {
        List<StageSplits> splits = new ArrayList<>(m.getSplitsCount());
        for (Wire.StageSplits stage : m.getSplitsList()) {
            splits.add(new StageSplits(
                    Field.between("StageSplits.tasks_of_each", stage.getTasksOfEach(), 1, Integer.MAX_VALUE),
                    parcels(stage.getSplitsList())));
        }
        List<MemoryFloor> floors = new ArrayList<>(m.getFloorsCount());
        for (Wire.MemoryFloor floor : m.getFloorsList()) {
            floors.add(new MemoryFloor(
                    Field.natural("MemoryFloor.attempt_bytes", floor.getAttemptBytes()), floor.getWhat()));
        }
        return new Message.SubmitJob(
                Field.id("SubmitJob.job", m.getJob()),
                m.getName(),
                ReceivedPart.jobGraph(m.getGraph()),
                parcels(m.getProgramsList()),
                List.copyOf(splits),
                ReceivedPart.artifacts(m.getArtifactsList()),
                List.copyOf(floors),
                Map.copyOf(m.getCounterLimitsMap()),
                ReceivedPart.jobPolicy(m.getPolicy()),
                m.getCollected());
    }

    private static List<Parcel> parcels(List<ByteString> strings) {
        return strings.stream()
                .map(string -> Parcel.serialized(string.toByteArray()))
                .toList();
    }

    private static Message clusterView(Wire.ClusterView m) throws MalformedMessageException {
        return new Message.ClusterView(
                Field.natural("ClusterView.workers", m.getWorkers()), Field.natural("ClusterView.slots", m.getSlots()));
    }

    private static Message jobUpdate(Wire.JobUpdate m) throws MalformedMessageException {
        return new Message.JobUpdate(Field.id("JobUpdate.job", m.getJob()), ReceivedPart.jobProgress(m.getProgress()));
    }

    private static Message jobEnded(Wire.JobEnded m) throws MalformedMessageException {
        return new Message.JobEnded(
                Field.id("JobEnded.job", m.getJob()),
                m.hasFailure() ? ReceivedPart.failureReport(m.getFailure()) : null,
                ReceivedPart.jobProgress(m.getProgress()));
    }

    private static Message fetchRequest(Wire.FetchRequest m) throws MalformedMessageException {
        return new Message.FetchRequest(
                Field.natural("FetchRequest.stream", m.getStream()),
                ReceivedPart.outputId(m.getOutput()),
                ReceivedPart.selection(m.getSelection()),
                Field.natural("FetchRequest.credit_bytes", m.getCreditBytes()));
    }

    private static Message fetchCredit(Wire.FetchCredit m) throws MalformedMessageException {
        return new Message.FetchCredit(
                Field.natural("FetchCredit.stream", m.getStream()),
                Field.natural("FetchCredit.credit_bytes", m.getCreditBytes()));
    }
}
