package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The stages of one job: which can run, which are needed, and what their tasks read. A stage is needed while a consumer
 * lacks outputs, the result stage until the job ends. It is ready when all its inputs are complete.
 */
final class StageTracker implements Serializable {
    private static final long serialVersionUID = 1L;

    private final JobGraph graph;
    private final StageState[] states;
    /** What each stage reads. */
    private final int[][] reads;

    /** What each stage needs to be complete: what it reads, and what it waits for. */
    private final int[][] inputs;

    private final int[][] consumers;
    private final int[] unavailableInputCounts;
    private final List<List<InputRange>> ranges = new ArrayList<>();
    private final List<List<Integer>> fusedStages = new ArrayList<>();

    StageTracker(JobGraph graph) {
        this.graph = graph;
        int stageCount = graph.stages().size();
        states = new StageState[stageCount];
        Arrays.fill(states, StageState.WAITING);
        reads = new int[stageCount][];
        inputs = new int[stageCount][0];
        consumers = new int[stageCount][0];
        unavailableInputCounts = new int[stageCount];
        for (StageSpec stage : graph.stages()) {
            Integer filter =
                    stage.broadcast() == null ? null : stage.broadcast().filterStage();
            if (filter != null) {
                states[filter] = StageState.OPTIONAL;
            }
        }
        for (StageSpec stage : graph.stages()) {
            int id = stage.id();
            reads[id] = stage.inputs().stream()
                    .mapToInt(Integer::intValue)
                    .distinct()
                    .toArray();
            for (int input : reads[id]) {
                if (!isOptional(id)) {
                    connect(input, id);
                }
            }
            ranges.add(List.of());
            fusedStages.add(List.of(id));
        }
        for (StageSpec stage : graph.stages()) {
            BroadcastOption option = stage.broadcast();
            if (option != null) {
                option.buildStages().forEach(build -> connect(build, option.probeStage()));
            }
        }
    }

    private void connect(int input, int consumer) {
        if (!contains(inputs[consumer], input)) {
            inputs[consumer] = with(inputs[consumer], input);
            consumers[input] = with(consumers[input], consumer);
            Arrays.sort(consumers[input]);
            unavailableInputCounts[consumer] += states[input] == StageState.COMPLETE ? 0 : 1;
        }
    }

    private void disconnect(int input, int consumer) {
        inputs[consumer] = without(inputs[consumer], input);
        consumers[input] = without(consumers[input], consumer);
        unavailableInputCounts[consumer] -= states[input] == StageState.COMPLETE ? 0 : 1;
    }

    private static boolean contains(int[] stages, int stage) {
        return Arrays.stream(stages).anyMatch(each -> each == stage);
    }

    private static int[] with(int[] stages, int stage) {
        int[] more = Arrays.copyOf(stages, stages.length + 1);
        more[stages.length] = stage;
        return more;
    }

    private static int[] without(int[] stages, int stage) {
        return Arrays.stream(stages).filter(each -> each != stage).toArray();
    }

    /** Has a consumer of a stage, none of which is open yet, read the inputs of the stage in its place. */
    void bypass(int stage, int consumer) {
        assert isReady(stage) && consumers[stage].length == 1 && consumers[stage][0] == consumer : stage;
        for (int input : reads[stage]) {
            connect(input, consumer);
        }
        reads[consumer] = IntStream.concat(Arrays.stream(reads[stage]), Arrays.stream(without(reads[consumer], stage)))
                .distinct()
                .toArray();
        for (int input : inputs[stage]) {
            disconnect(input, stage);
        }
        disconnect(stage, consumer);
        List<Integer> fused = new ArrayList<>(fusedStages.get(stage));
        fused.add(consumer);
        fusedStages.set(consumer, List.copyOf(fused));
        become(stage, StageState.BYPASSED);
    }

    /** Has a stage that is not open yet read an optional one, which from here on is a stage like others. */
    void ask(int optional, int reader) {
        assert states[reader] == StageState.WAITING : reader;
        become(optional, StageState.WAITING);
        for (int input : reads[optional]) {
            connect(input, optional);
        }
        reads[reader] = with(reads[reader], optional);
        connect(optional, reader);
    }

    /** Whether nobody has asked for the stage. */
    boolean isOptional(int stage) {
        return states[stage] == StageState.OPTIONAL;
    }

    /** What it only waited for has been seen. */
    void waitForReadsOnly(int stage) {
        for (int input : inputs[stage]) {
            if (!contains(reads[stage], input)) {
                disconnect(input, stage);
            }
        }
    }

    /** The stages whose work the tasks of a stage do, in the order of the records: itself, behind those it bypasses. */
    List<Integer> fused(int stage) {
        return fusedStages.get(stage);
    }

    StageState state(int stage) {
        return states[stage];
    }

    /** The stages it reads, each once. */
    int[] reads(int stage) {
        return reads[stage];
    }

    /** The stages that must be complete for it, those it reads among them. */
    int[] inputs(int stage) {
        return inputs[stage];
    }

    /** The stages that need it to be complete, in ascending order. */
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
