package io.dataflow.runtime.scheduler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The stages of one job: which can run, which are needed, and what their tasks read. A stage is needed while a consumer
 * lacks outputs, the result stage until the job ends. It is ready when all its inputs are complete.
 */
final class StageTracker {
    private final JobGraph graph;
    private final StageState[] states;
    private final int[][] inputs;
    private final int[][] consumers;
    private final int[] unavailableInputCounts;
    private final List<List<InputRange>> ranges = new ArrayList<>();

    StageTracker(JobGraph graph) {
        this.graph = graph;
        int stageCount = graph.stages().size();
        states = new StageState[stageCount];
        Arrays.fill(states, StageState.WAITING);
        inputs = new int[stageCount][];
        consumers = new int[stageCount][0];
        unavailableInputCounts = new int[stageCount];
        for (StageSpec stage : graph.stages()) {
            int id = stage.id();
            inputs[id] = stage.inputs().stream()
                    .mapToInt(Integer::intValue)
                    .distinct()
                    .toArray();
            unavailableInputCounts[id] = inputs[id].length;
            for (int input : inputs[id]) {
                consumers[input] = Arrays.copyOf(consumers[input], consumers[input].length + 1);
                consumers[input][consumers[input].length - 1] = id;
            }
            ranges.add(List.of());
        }
    }

    StageState state(int stage) {
        return states[stage];
    }

    /** The stages it reads, each once, in the order given. */
    int[] inputs(int stage) {
        return inputs[stage];
    }

    /** The stages that read it, in ascending order. */
    int[] consumers(int stage) {
        return consumers[stage];
    }

    boolean isReady(int stage) {
        return unavailableInputCounts[stage] == 0;
    }

    boolean isDecided(int stage) {
        return states[stage] != StageState.WAITING;
    }

    /** Whether every consumer has its ranges, so that the stage's sizes are not asked for again. */
    boolean consumersAreDecided(int stage) {
        for (int consumer : consumers[stage]) {
            if (!isDecided(consumer)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the outputs of the stage are those of another job; such a stage is never released. */
    boolean isKept(int stage) {
        return graph.stage(stage).tasks() instanceof TaskCount.Kept;
    }

    /** Whether some stage that reads this one has not done so for good. */
    boolean isAwaited(int stage) {
        for (int consumer : consumers[stage]) {
            if (!states[consumer].isSatisfied()) {
                return true;
            }
        }
        return false;
    }

    /** Opens a stage for the first time; what its tasks read is fixed from here on. */
    void open(int stage, List<InputRange> taskRanges) {
        assert isReady(stage) : stage;
        ranges.set(stage, taskRanges);
        become(stage, StageState.OPEN);
    }

    InputRange range(int stage, int task) {
        return ranges.get(stage).get(task);
    }

    /** Marks a stage complete and returns the stages that nobody needs because of it, highest first, released. */
    List<Integer> complete(int stage) {
        become(stage, StageState.COMPLETE);
        List<Integer> released = new ArrayList<>();
        BitSet candidates = new BitSet();
        candidates.set(stage);
        for (int id = stage; id >= 0; id = candidates.previousSetBit(id - 1)) {
            if (id != stage) {
                if (!isReleasable(id)) {
                    continue;
                }
                become(id, StageState.RELEASED);
                released.add(id);
            }
            for (int input : inputs[id]) {
                candidates.set(input);
            }
        }
        return released;
    }

    private boolean isReleasable(int stage) {
        if (states[stage] == StageState.RELEASED
                || stage == graph.resultStage()
                || graph.stage(stage).tasks() instanceof TaskCount.Kept) {
            return false;
        }
        for (int consumer : consumers[stage]) {
            if (!states[consumer].isSatisfied()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Marks a complete stage open again, as it lacks outputs, and returns the released stages that must run again for
     * it, highest first, opened.
     */
    List<Integer> reopen(int stage) {
        if (states[stage] == StageState.COMPLETE) {
            become(stage, StageState.OPEN);
        }
        List<Integer> reopened = new ArrayList<>();
        BitSet needed = new BitSet();
        needed.set(stage);
        for (int id = stage; id >= 0; id = needed.previousSetBit(id - 1)) {
            if (id != stage) {
                if (states[id] != StageState.RELEASED) {
                    continue;
                }
                become(id, StageState.OPEN);
                reopened.add(id);
            }
            for (int input : inputs[id]) {
                needed.set(input);
            }
        }
        return reopened;
    }

    /** The stages that read the stage, directly or through others, in ascending order. */
    List<Integer> descendants(int stage) {
        BitSet found = new BitSet();
        found.set(stage);
        List<Integer> descendants = new ArrayList<>();
        for (int id = stage; id >= 0; id = found.nextSetBit(id + 1)) {
            if (id != stage) {
                descendants.add(id);
            }
            for (int consumer : consumers[id]) {
                found.set(consumer);
            }
        }
        return descendants;
    }

    private void become(int stage, StageState next) {
        StageState last = states[stage];
        assert last.canBecome(next) : "stage " + stage + " is " + last + " and cannot become " + next;
        states[stage] = next;
        int change = (last == StageState.COMPLETE ? 1 : 0) - (next == StageState.COMPLETE ? 1 : 0);
        for (int consumer : consumers[stage]) {
            unavailableInputCounts[consumer] += change;
        }
    }
}
