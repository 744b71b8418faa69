package io.dataflow.runtime.protocol;

import io.dataflow.runtime.protocol.JobProgress.StageProgress;
import io.dataflow.runtime.protocol.wire.Wire;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.BroadcastOption;
import io.dataflow.runtime.scheduler.ExchangeKind;
import io.dataflow.runtime.scheduler.Holdings;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.JobPolicy;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.scheduler.TaskCount;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts that messages are made of, as protobuf. {@link MessageDecoder} reads them back. */
final class Part {
    private Part() {}

    static Wire.AttemptId attemptId(AttemptId id) {
        return Wire.AttemptId.newBuilder()
                .setJob(id.job())
                .setStage(id.stage())
                .setTask(id.task())
                .setAttempt(id.attempt())
                .build();
    }

    static Wire.OutputId outputId(OutputId id) {
        return Wire.OutputId.newBuilder()
                .setJob(id.job())
                .setStage(id.stage())
                .setTask(id.task())
                .setAttempt(id.attempt())
                .build();
    }

    static Wire.Holdings holdings(Holdings has) {
        Wire.Holdings.Builder holdings = Wire.Holdings.newBuilder().addAllJobs(has.jobs());
        has.running().forEach(attempt -> holdings.addRunning(attemptId(attempt)));
        has.reported().forEach(attempt -> holdings.addReported(attemptId(attempt)));
        Wire.StageOutputs.Builder group = null;
        for (AttemptId output : has.outputs()) {
            if (group == null
                    || group.getStage() != output.stage()
                    || !group.getJob().equals(output.job())) {
                group = holdings.addOutputsBuilder().setJob(output.job()).setStage(output.stage());
            }
            group.addTasks(output.task()).addAttempts(output.attempt());
        }
        return holdings.build();
    }

    static List<Wire.ArtifactId> artifacts(List<ArtifactId> artifacts) {
        return artifacts.stream().map(Part::artifact).toList();
    }

    private static Wire.ArtifactId artifact(ArtifactId artifact) {
        return Wire.ArtifactId.newBuilder()
                .setHash(artifact.hash())
                .setName(artifact.name())
                .setSizeBytes(artifact.sizeBytes())
                .build();
    }

    static Wire.AttemptProgress attemptProgress(AttemptProgress progress) {
        return Wire.AttemptProgress.newBuilder()
                .setAttempt(attemptId(progress.attempt()))
                .setReadRecords(progress.readRecords())
                .setReadBytes(progress.readBytes())
                .setWrittenRecords(progress.writtenRecords())
                .setSpilledBytes(progress.spilledBytes())
                .build();
    }

    static Wire.FailureReport failureReport(FailureReport report) {
        Wire.FailureReport.Builder out =
                Wire.FailureReport.newBuilder().setKind(failureKind(report)).setMessage(report.message());
        if (report.trace() != null) {
            out.setTrace(report.trace());
        }
        return out.build();
    }

    private static Wire.FailureKind failureKind(FailureReport report) {
        return switch (report.kind()) {
            case USER_CODE -> Wire.FailureKind.FAILURE_KIND_USER_CODE;
            case BAD_DATA -> Wire.FailureKind.FAILURE_KIND_BAD_DATA;
            case RESOURCES -> Wire.FailureKind.FAILURE_KIND_RESOURCES;
            case WORKER_LOST -> Wire.FailureKind.FAILURE_KIND_WORKER_LOST;
            case CORRUPTION -> Wire.FailureKind.FAILURE_KIND_CORRUPTION;
            case CANCELLED -> Wire.FailureKind.FAILURE_KIND_CANCELLED;
            case INVALID_PLAN -> Wire.FailureKind.FAILURE_KIND_INVALID_PLAN;
            case CONNECTION -> Wire.FailureKind.FAILURE_KIND_CONNECTION;
            case INTERNAL -> Wire.FailureKind.FAILURE_KIND_INTERNAL;
        };
    }

    static Wire.InputRange inputRange(InputRange range) {
        Wire.InputRange.Builder out = Wire.InputRange.newBuilder();
        if (range instanceof InputRange.Partitions partitions) {
            out.setPartitions(partitionRange(partitions.from(), partitions.to()));
        } else if (range instanceof InputRange.Keys keys) {
            out.setKeys(keyRange(keys.low(), keys.high()));
        } else if (range instanceof InputRange.Outputs outputs) {
            out.setOutputs(outputRange(outputs.from(), outputs.to()));
        } else if (range instanceof InputRange.Share share) {
            out.getShareBuilder()
                    .setPartition(share.partition())
                    .setSide(share.side())
                    .setOutputs(outputRange(share.from(), share.to()))
                    .setStripe(share.stripe().number())
                    .setStripeCount(share.stripe().count());
        } else {
            out.setAll(Wire.InputRange.All.getDefaultInstance());
        }
        return out.build();
    }

    private static Wire.OutputRange outputRange(int from, int to) {
        return Wire.OutputRange.newBuilder().setFrom(from).setTo(to).build();
    }

    static Wire.Selection selection(Selection selection) {
        Wire.Selection.Builder out = Wire.Selection.newBuilder();
        if (selection instanceof Selection.KeyRange range) {
            out.getRegionKeysBuilder().setRegion(range.region()).setKeys(keyRange(range.low(), range.high()));
        } else if (selection instanceof Selection.Partitions partitions) {
            out.setPartitions(partitionRange(partitions.from(), partitions.to()));
        }
        return out.build();
    }

    private static Wire.PartitionRange partitionRange(int from, int to) {
        return Wire.PartitionRange.newBuilder().setFrom(from).setTo(to).build();
    }

    private static Wire.KeyRange keyRange(byte @Nullable [] low, byte @Nullable [] high) {
        Wire.KeyRange.Builder out = Wire.KeyRange.newBuilder();
        if (low != null) {
            out.setLow(MessageEncoder.bytes(low));
        }
        if (high != null) {
            out.setHigh(MessageEncoder.bytes(high));
        }
        return out.build();
    }

    static Wire.JobPolicy jobPolicy(JobPolicy policy) {
        return Wire.JobPolicy.newBuilder()
                .setWeight(policy.weight())
                .setDeadlineMillis(deadline(policy.deadlineMillis()))
                .setAttemptDeadlineMillis(deadline(policy.attemptDeadlineMillis()))
                .setSpeculates(policy.speculates())
                .addAllSoleStages(policy.soleStages())
                .build();
    }

    private static long deadline(long millis) {
        return millis == JobPolicy.NO_DEADLINE ? 0 : millis;
    }

    static Wire.JobGraph jobGraph(JobGraph graph) {
        Wire.JobGraph.Builder out = Wire.JobGraph.newBuilder().setKeepsResult(graph.keepsResult());
        graph.stages().forEach(stage -> out.addStages(stageSpec(stage)));
        return out.build();
    }

    private static Wire.StageSpec stageSpec(StageSpec stage) {
        Wire.StageSpec.Builder out = Wire.StageSpec.newBuilder();
        stage.sides().forEach(side -> out.addSidesBuilder().addAllInputs(side));
        BroadcastOption option = stage.broadcast();
        if (option != null) {
            out.getBroadcastBuilder()
                    .setProbeStage(option.probeStage())
                    .addAllBuildStages(option.buildStages())
                    .setProbeBytes(option.probeBytes())
                    .setWanted(option.wanted());
            Integer filter = option.filterStage();
            if (filter != null) {
                out.getBroadcastBuilder().setFilterStage(filter);
            }
        }
        return out.setId(stage.id())
                .setName(stage.name())
                .addAllInputs(stage.inputs())
                .setTasks(taskCount(stage.tasks()))
                .setOutput(exchangeKind(stage.output()))
                .build();
    }

    private static Wire.TaskCount taskCount(TaskCount count) {
        Wire.TaskCount.Builder out = Wire.TaskCount.newBuilder();
        if (count instanceof TaskCount.Fixed fixed) {
            out.setFixed(fixed.count());
        } else if (count instanceof TaskCount.Wanted wanted) {
            out.setWanted(wanted.count());
        } else if (count instanceof TaskCount.Kept kept) {
            out.setKept(kept.job());
        } else {
            out.setByInput(Wire.TaskCount.ByInput.getDefaultInstance());
        }
        return out.build();
    }

    private static Wire.ExchangeKind exchangeKind(ExchangeKind kind) {
        Wire.ExchangeKind.Builder out = Wire.ExchangeKind.newBuilder();
        if (kind instanceof ExchangeKind.Hashed hashed) {
            out.getHashedBuilder().setPartitionCount(hashed.partitionCount());
        } else if (kind instanceof ExchangeKind.Sorted) {
            out.setSorted(Wire.ExchangeKind.Sorted.getDefaultInstance());
        } else if (kind instanceof ExchangeKind.Whole) {
            out.setWhole(Wire.ExchangeKind.Whole.getDefaultInstance());
        } else {
            out.setSingle(Wire.ExchangeKind.Single.getDefaultInstance());
        }
        return out.build();
    }

    static Wire.JobProgress jobProgress(JobProgress progress) {
        Wire.JobProgress.Builder out =
                Wire.JobProgress.newBuilder().addAllLosses(progress.losses()).putAllCounters(progress.counters());
        progress.stages().forEach(stage -> out.addStages(stageProgress(stage)));
        return out.build();
    }

    private static Wire.StageProgress stageProgress(StageProgress stage) {
        return Wire.StageProgress.newBuilder()
                .setStage(stage.stage())
                .setName(stage.name())
                .setTaskCount(stage.taskCount())
                .setRunningCount(stage.runningCount())
                .setDoneCount(stage.doneCount())
                .setAttemptCount(stage.attemptCount())
                .setTotalBytes(stage.totalBytes())
                .setReadRecords(stage.readRecords())
                .setReadBytes(stage.readBytes())
                .setWrittenRecords(stage.writtenRecords())
                .setWrittenBytes(stage.writtenBytes())
                .setSpilledBytes(stage.spilledBytes())
                .setPeakMemoryBytes(stage.peakMemoryBytes())
                .setWallNanos(stage.wallNanos())
                .setCpuNanos(stage.cpuNanos())
                .setElapsedMillis(stage.elapsedMillis())
                .addAllNotes(stage.notes())
                .build();
    }
}
