package io.dataflow.runtime.protocol;

import io.dataflow.api.failure.FailureKind;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts that messages are made of, from protobuf and checked; the reverse of {@link Part}. */
final class ReceivedPart {
    /** More threads than any machine has. */
    static final int MAX_SLOTS = 1 << 16;

    private ReceivedPart() {}

    static AttemptId attemptId(Wire.AttemptId id) throws MalformedMessageException {
        return new AttemptId(
                Field.id("AttemptId.job", id.getJob()),
                Field.natural("AttemptId.stage", id.getStage()),
                Field.natural("AttemptId.task", id.getTask()),
                Field.natural("AttemptId.attempt", id.getAttempt()));
    }

    static Holdings holdings(Wire.Holdings has) throws MalformedMessageException {
        List<String> jobs = new ArrayList<>(has.getJobsCount());
        for (String job : has.getJobsList()) {
            jobs.add(Field.id("Holdings.jobs", job));
        }
        List<AttemptId> outputs = new ArrayList<>();
        for (Wire.StageOutputs group : has.getOutputsList()) {
            String job = Field.id("StageOutputs.job", group.getJob());
            int stage = Field.natural("StageOutputs.stage", group.getStage());
            int count = group.getTasksCount();
            Field.between("The number of StageOutputs.attempts", group.getAttemptsCount(), count, count);
            for (int i = 0; i < count; i++) {
                outputs.add(new AttemptId(
                        job,
                        stage,
                        Field.natural("StageOutputs.tasks", group.getTasks(i)),
                        Field.natural("StageOutputs.attempts", group.getAttempts(i))));
            }
        }
        return new Holdings(jobs, attemptIds(has.getRunningList()), attemptIds(has.getReportedList()), outputs);
    }

    private static List<AttemptId> attemptIds(List<Wire.AttemptId> ids) throws MalformedMessageException {
        List<AttemptId> checked = new ArrayList<>(ids.size());
        for (Wire.AttemptId id : ids) {
            checked.add(attemptId(id));
        }
        return checked;
    }

    static OutputId outputId(Wire.OutputId id) throws MalformedMessageException {
        return new OutputId(
                Field.id("OutputId.job", id.getJob()),
                Field.natural("OutputId.stage", id.getStage()),
                Field.natural("OutputId.task", id.getTask()),
                Field.natural("OutputId.attempt", id.getAttempt()));
    }

    static List<ArtifactId> artifacts(List<Wire.ArtifactId> artifacts) throws MalformedMessageException {
        List<ArtifactId> checked = new ArrayList<>(artifacts.size());
        for (Wire.ArtifactId artifact : artifacts) {
            checked.add(new ArtifactId(
                    Field.hash("ArtifactId.hash", artifact.getHash()),
                    artifact.getName(),
                    Field.natural("ArtifactId.size_bytes", artifact.getSizeBytes())));
        }
        return List.copyOf(checked);
    }

    static AttemptProgress attemptProgress(Wire.AttemptProgress progress) throws MalformedMessageException {
        return new AttemptProgress(
                attemptId(progress.getAttempt()),
                Field.natural("AttemptProgress.read_records", progress.getReadRecords()),
                Field.natural("AttemptProgress.read_bytes", progress.getReadBytes()),
                Field.natural("AttemptProgress.written_records", progress.getWrittenRecords()),
                Field.natural("AttemptProgress.spilled_bytes", progress.getSpilledBytes()));
    }

    static FailureReport failureReport(Wire.FailureReport report) throws MalformedMessageException {
        return new FailureReport(
                failureKind(report), report.getMessage(), report.hasTrace() ? report.getTrace() : null);
    }

    private static FailureKind failureKind(Wire.FailureReport report) throws MalformedMessageException {
        return switch (report.getKind()) {
            case FAILURE_KIND_USER_CODE -> FailureKind.USER_CODE;
            case FAILURE_KIND_BAD_DATA -> FailureKind.BAD_DATA;
            case FAILURE_KIND_RESOURCES -> FailureKind.RESOURCES;
            case FAILURE_KIND_WORKER_LOST -> FailureKind.WORKER_LOST;
            case FAILURE_KIND_CORRUPTION -> FailureKind.CORRUPTION;
            case FAILURE_KIND_CANCELLED -> FailureKind.CANCELLED;
            case FAILURE_KIND_INVALID_PLAN -> FailureKind.INVALID_PLAN;
            case FAILURE_KIND_CONNECTION -> FailureKind.CONNECTION;
            case FAILURE_KIND_INTERNAL -> FailureKind.INTERNAL;
            case FAILURE_KIND_UNKNOWN, UNRECOGNIZED ->
                throw new MalformedMessageException("FailureReport.kind", report.getKindValue(), "a known one");
        };
    }

    static InputRange inputRange(Wire.InputRange range) throws MalformedMessageException {
        return switch (range.getRangeCase()) {
            case PARTITIONS -> {
                Wire.PartitionRange partitions = range.getPartitions();
                int from = Field.between(
                        "InputRange.partitions.from", partitions.getFrom(), 0, ExchangeKind.MAX_PARTITIONS - 1);
                yield new InputRange.Partitions(
                        from,
                        Field.between(
                                "InputRange.partitions.to", partitions.getTo(), from + 1, ExchangeKind.MAX_PARTITIONS));
            }
            case KEYS -> keys(range.getKeys());
            case OUTPUTS -> outputs(range.getOutputs());
            case SHARE -> {
                Wire.PartitionShare share = range.getShare();
                InputRange.Outputs outputs = outputs(share.getOutputs());
                yield new InputRange.Share(
                        Field.between(
                                "InputRange.share.partition", share.getPartition(), 0, ExchangeKind.MAX_PARTITIONS - 1),
                        Field.natural("InputRange.share.side", share.getSide()),
                        outputs.from(),
                        outputs.to(),
                        stripe(share));
            }
            case ALL -> new InputRange.All();
            case RANGE_NOT_SET -> throw new MalformedMessageException("InputRange", "absent", "a known one");
        };
    }

    private static InputRange.Stripe stripe(Wire.PartitionShare share) throws MalformedMessageException {
        int count =
                Field.between("InputRange.share.stripe_count", share.getStripeCount(), 1, InputRange.Stripe.MAX_COUNT);
        return new InputRange.Stripe(Field.between("InputRange.share.stripe", share.getStripe(), 0, count - 1), count);
    }

    private static InputRange.Outputs outputs(Wire.OutputRange outputs) throws MalformedMessageException {
        int from = Field.between("InputRange.outputs.from", outputs.getFrom(), 0, Integer.MAX_VALUE - 1);
        return new InputRange.Outputs(
                from, Field.between("InputRange.outputs.to", outputs.getTo(), from + 1, Integer.MAX_VALUE));
    }

    private static InputRange keys(Wire.KeyRange keys) {
        return new InputRange.Keys(
                keys.hasLow() ? keys.getLow().toByteArray() : null,
                keys.hasHigh() ? keys.getHigh().toByteArray() : null);
    }

    static Selection selection(Wire.Selection selection) throws MalformedMessageException {
        return switch (selection.getSelectionCase()) {
            case PARTITIONS -> {
                Wire.PartitionRange partitions = selection.getPartitions();
                int from = Field.natural("Selection.partitions.from", partitions.getFrom());
                yield new Selection.Partitions(
                        from,
                        Field.between(
                                "Selection.partitions.to", partitions.getTo(), from, ExchangeKind.MAX_PARTITIONS));
            }
            case REGION_KEYS -> regionKeys(selection.getRegionKeys());
            case SELECTION_NOT_SET -> throw new MalformedMessageException("Selection", "absent", "a known one");
        };
    }

    @SuppressWarnings("NullAway") // It does not find the annotations of the bounds in the class file.
    private static Selection regionKeys(Wire.RegionKeys range) throws MalformedMessageException {
        Wire.KeyRange keys = range.getKeys();
        return new Selection.KeyRange(
                Field.natural("Selection.region", range.getRegion()),
                keys.hasLow() ? keys.getLow().toByteArray() : null,
                keys.hasHigh() ? keys.getHigh().toByteArray() : null);
    }

    static JobGraph jobGraph(Wire.JobGraph graph) throws MalformedMessageException {
        List<StageSpec> stages = new ArrayList<>(graph.getStagesCount());
        for (Wire.StageSpec stage : graph.getStagesList()) {
            stages.add(stageSpec(stage));
        }
        try {
            return new JobGraph(stages, graph.getKeepsResult());
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("The graph of a job is none: " + e.getMessage(), e);
        }
    }

    private static StageSpec stageSpec(Wire.StageSpec stage) throws MalformedMessageException {
        return new StageSpec(
                Field.natural("StageSpec.id", stage.getId()),
                stage.getName(),
                stage.getInputsList(),
                taskCount(stage.getTasks()),
                exchangeKind(stage.getOutput()),
                stage.getSidesList().stream()
                        .map(Wire.StageSpec.Side::getInputsList)
                        .toList(),
                broadcast(stage));
    }

    static JobPolicy jobPolicy(Wire.JobPolicy policy) throws MalformedMessageException {
        return new JobPolicy(
                Field.between("JobPolicy.weight", policy.getWeight(), 1, JobPolicy.MAX_WEIGHT),
                deadline("JobPolicy.deadline_millis", policy.getDeadlineMillis()),
                deadline("JobPolicy.attempt_deadline_millis", policy.getAttemptDeadlineMillis()),
                policy.getSpeculates(),
                stages("JobPolicy.sole_stages", policy.getSoleStagesList()));
    }

    private static long deadline(String field, long millis) throws MalformedMessageException {
        return millis == 0 ? JobPolicy.NO_DEADLINE : Field.natural(field, millis);
    }

    static List<Integer> stages(String field, List<Integer> stages) throws MalformedMessageException {
        for (int stage : stages) {
            Field.natural(field, stage);
        }
        return List.copyOf(stages);
    }

    private static @Nullable BroadcastOption broadcast(Wire.StageSpec stage) throws MalformedMessageException {
        if (!stage.hasBroadcast()) {
            return null;
        }
        Wire.StageSpec.Broadcast option = stage.getBroadcast();
        return new BroadcastOption(
                Field.natural("StageSpec.broadcast.probe_stage", option.getProbeStage()),
                stages("StageSpec.broadcast.build_stages", option.getBuildStagesList()),
                Field.natural("StageSpec.broadcast.probe_bytes", option.getProbeBytes()),
                option.getWanted(),
                option.hasFilterStage()
                        ? Field.natural("StageSpec.broadcast.filter_stage", option.getFilterStage())
                        : null);
    }

    private static TaskCount taskCount(Wire.TaskCount count) throws MalformedMessageException {
        return switch (count.getCountCase()) {
            case FIXED -> new TaskCount.Fixed(Field.between("TaskCount.fixed", count.getFixed(), 1, Integer.MAX_VALUE));
            case BY_INPUT -> new TaskCount.ByInput();
            case KEPT -> new TaskCount.Kept(Field.id("TaskCount.kept", count.getKept()));
            case WANTED ->
                new TaskCount.Wanted(Field.between("TaskCount.wanted", count.getWanted(), 1, Integer.MAX_VALUE));
            case COUNT_NOT_SET -> throw new MalformedMessageException("TaskCount", "absent", "a known one");
        };
    }

    private static ExchangeKind exchangeKind(Wire.ExchangeKind kind) throws MalformedMessageException {
        return switch (kind.getKindCase()) {
            case HASHED ->
                new ExchangeKind.Hashed(Field.between(
                        "ExchangeKind.partition_count",
                        kind.getHashed().getPartitionCount(),
                        1,
                        ExchangeKind.MAX_PARTITIONS));
            case SORTED -> new ExchangeKind.Sorted();
            case WHOLE -> new ExchangeKind.Whole();
            case SINGLE -> new ExchangeKind.Single();
            case KIND_NOT_SET -> throw new MalformedMessageException("ExchangeKind", "absent", "a known one");
        };
    }

    static JobProgress jobProgress(Wire.JobProgress progress) throws MalformedMessageException {
        List<StageProgress> stages = new ArrayList<>(progress.getStagesCount());
        for (Wire.StageProgress stage : progress.getStagesList()) {
            stages.add(stageProgress(stage));
        }
        return new JobProgress(List.copyOf(stages), List.copyOf(progress.getLossesList()), progress.getCountersMap());
    }

    private static StageProgress stageProgress(Wire.StageProgress stage) throws MalformedMessageException {
        return new StageProgress(
                Field.natural("StageProgress.stage", stage.getStage()),
                stage.getName(),
                Field.natural("StageProgress.task_count", stage.getTaskCount()),
                Field.natural("StageProgress.running_count", stage.getRunningCount()),
                Field.natural("StageProgress.done_count", stage.getDoneCount()),
                Field.natural("StageProgress.attempt_count", stage.getAttemptCount()),
                Field.natural("StageProgress.total_bytes", stage.getTotalBytes()),
                Field.natural("StageProgress.read_records", stage.getReadRecords()),
                Field.natural("StageProgress.read_bytes", stage.getReadBytes()),
                Field.natural("StageProgress.written_records", stage.getWrittenRecords()),
                Field.natural("StageProgress.written_bytes", stage.getWrittenBytes()),
                Field.natural("StageProgress.spilled_bytes", stage.getSpilledBytes()),
                Field.natural("StageProgress.peak_memory_bytes", stage.getPeakMemoryBytes()),
                Field.natural("StageProgress.wall_nanos", stage.getWallNanos()),
                Field.natural("StageProgress.cpu_nanos", stage.getCpuNanos()),
                Field.natural("StageProgress.elapsed_millis", stage.getElapsedMillis()),
                List.copyOf(stage.getNotesList()));
    }
}
