package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a job in topological order; a stage's id is its position. The last one is the result stage, whose
 * outputs the client reads; every other stage has a consumer.
 *
 * @param keepsResult whether other jobs may read the outputs of the result stage, until the job is released
 */
public record JobGraph(List<StageSpec> stages, boolean keepsResult) implements Serializable {
    public JobGraph(List<StageSpec> stages) {
        this(stages, false);
    }

    public JobGraph {
        stages = List.copyOf(stages);
        check(!stages.isEmpty(), "A job needs at least one stage");
        BitSet consumed = new BitSet(stages.size());
        for (int id = 0; id < stages.size(); id++) {
            StageSpec stage = stages.get(id);
            check(stage.id() == id, "Stage " + stage.id() + " stands at position " + id + "; ids are positions");
            for (int input : stage.inputs()) {
                check(input >= 0 && input < id, "Stage " + id + " reads stage " + input + ", which is not before it");
                consumed.set(input);
            }
            checkInputs(stage, stages);
        }
        for (StageSpec stage : stages) {
            checkBroadcast(stage, stages);
            checkFilter(stage, stages, consumed);
        }
        boolean ownResult = !(stages.get(stages.size() - 1).tasks() instanceof TaskCount.Kept);
        check(ownResult, "The result of a job cannot be that of another job");
        int unread = consumed.nextClearBit(0);
        check(unread >= stages.size() - 1, "Nobody reads stage " + unread + ", which is not the last");
    }

    public StageSpec stage(int id) {
        return stages.get(id);
    }

    /** The stage that may do without the outputs of this one; null if none may. */
    public @Nullable StageSpec broadcastBy(int probeStage) {
        for (int id = probeStage + 1; id < stages.size(); id++) {
            BroadcastOption option = stages.get(id).broadcast();
            if (option != null && option.probeStage() == probeStage) {
                return stages.get(id);
            }
        }
        return null;
    }

    /** Whether tasks that read the stage may have to share a partition of it; of other jobs that is not known. */
    boolean mayBeShared(int stage) {
        return (keepsResult && stage == resultStage())
                || stages.stream().anyMatch(reader -> reader.sides().stream().anyMatch(side -> side.contains(stage)));
    }

    /** The id of the stage whose outputs the client reads. */
    public int resultStage() {
        return stages.size() - 1;
    }

    private static void checkInputs(StageSpec stage, List<StageSpec> stages) {
        if (stage.tasks() instanceof TaskCount.Kept) {
            check(stage.inputs().isEmpty(), "Stage " + stage.id() + " is another job's and has inputs");
        }
        if (!stage.tasks().dividesInputs()) {
            return;
        }
        check(!stage.inputs().isEmpty(), "Stage " + stage.id() + " has tasks by input but no input");
        for (List<Integer> side : stage.sides()) {
            boolean shares = stage.inputs().containsAll(side)
                    && side.stream().allMatch(input -> stages.get(input).output() instanceof ExchangeKind.Hashed);
            check(shares, "Stage " + stage.id() + " cannot share partitions of the stages " + side);
        }
        ExchangeKind ranged = new ExchangeKind.Single();
        for (int input : stage.inputs()) {
            ExchangeKind kind = stages.get(input).output();
            if (kind instanceof ExchangeKind.Single) {
                continue;
            }
            check(
                    ranged instanceof ExchangeKind.Single || ranged.equals(kind),
                    "Stage " + stage.id() + " reads both " + ranged + " and " + kind
                            + "; its tasks cannot be ranges of both");
            ranged = kind;
        }
    }

    private static void checkBroadcast(StageSpec stage, List<StageSpec> stages) {
        BroadcastOption option = stage.broadcast();
        if (option == null) {
            return;
        }
        int probe = option.probeStage();
        List<Integer> build = option.buildStages();
        String what = "Stage " + stage.id() + " cannot do without its input " + probe;
        check(stage.inputs().contains(probe) && stage.inputs().containsAll(build), what + ": it reads others");
        check(
                !build.isEmpty() && build.stream().allMatch(other -> other < probe),
                what + ": it does not come after " + build);
        check(stage.tasks() instanceof TaskCount.ByInput, what + ": its tasks are " + stage.tasks());
        check(!(stages.get(probe).tasks() instanceof TaskCount.Kept), what + ": that is another job's");
        long readers =
                stages.stream().filter(other -> other.inputs().contains(probe)).count();
        check(readers == 1, what + ": it has " + readers + " readers");
    }

    /** @param consumed the stages that are read; the filter is added to them */
    private static void checkFilter(StageSpec stage, List<StageSpec> stages, BitSet consumed) {
        BroadcastOption option = stage.broadcast();
        Integer filter = option == null ? null : option.filterStage();
        if (option == null || filter == null) {
            return;
        }
        String what = "Stage " + filter + " cannot make a filter for stage " + option.probeStage();
        check(filter >= 0 && filter < option.probeStage(), what + ": it is not before it");
        StageSpec maker = stages.get(filter);
        check(maker.inputs().equals(option.buildStages()), what + ": it reads " + maker.inputs());
        check(!consumed.get(filter), what + ": somebody else reads it");
        check(maker.tasks() instanceof TaskCount.ByInput, what + ": its tasks are " + maker.tasks());
        check(maker.output() instanceof ExchangeKind.Single, what + ": its output is " + maker.output());
        check(maker.broadcast() == null, what + ": it joins");
        consumed.set(filter);
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
