package io.dataflow.runtime.plan;

import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.Split;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.runtime.scheduler.BroadcastOption;
import io.dataflow.runtime.scheduler.ExchangeKind;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.scheduler.TaskCount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns closed flows into stages, and the splits of sources into tasks. */
final class StageBuilder {
    /** A plan travels whole, and the scheduler keeps it. */
    static final int MAX_STAGES = 10_000;

    /** What one task should read: enough to make its start unnoticeable, little enough to be done again. */
    static final long TASK_BYTES = 32L << 20;

    /** So many tasks at least, where there are splits for them, so that small inputs use all slots of a cluster too. */
    static final int MIN_TASKS = 64;

    /**
     * What a task should write for each of very many partitions, since whoever reads them waits for the memory of each piece;
     * as long as there are so many tasks, and each reads so much that nobody waits for the last of them.
     */
    static final int MIN_PIECE_BYTES = 1 << 10;

    private static final int MIN_WIDE_TASKS = 16;
    private static final int MIN_WIDE_TASK_BYTES = 1 << 20;

    /** What a partition should hold of what is known to come in; tasks take several where less comes. */
    static final long PARTITION_BYTES = 16L << 20;

    static final int MIN_PARTITIONS = 32;
    static final int MAX_PARTITIONS = 4_096;

    /** What is partitioned already stays so, if there are not more than so many times fewer partitions than there would be. */
    private static final int MAX_TIMES_FEWER = 4;

    /** What a task does by itself is not spread over others, and what a step wrote stays until it is read. */
    static final int MAX_STEPS = 16;

    private final int minTasks;
    private final List<StageSpec> specs = new ArrayList<>();
    private final List<StageProgram> programs = new ArrayList<>();
    private final List<List<List<Split>>> splits = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final Map<Source<?>, List<? extends Split>> splitsBySource = new IdentityHashMap<>();
    private final List<Long> inputBytes = new ArrayList<>();

    /** By stage, how many operators its tasks have at most, with those of the stages that it may bypass. */
    private final List<Integer> longestChains = new ArrayList<>();

    private final Map<String, Long> counterLimits = new HashMap<>();
    private final Map<String, Integer> keptStages = new HashMap<>();
    private final Map<Integer, KeptInput> keptInputs = new HashMap<>();

    /** By their ids, which stand among those of stages in what is read. */
    private final Map<Integer, StageProgram.Step> steps = new HashMap<>();

    /** @param minTasks of a stage that reads sources, where there are splits for them */
    StageBuilder(int minTasks) {
        this.minTasks = minTasks;
    }

    /** Adds a stage for each branch of the flow; their ids. */
    List<Integer> close(Flow flow, String what, StageOutput output, ExchangeKind kind) {
        List<Integer> ids = new ArrayList<>();
        for (Flow.Branch branch : flow.branches()) {
            ids.add(add(branch, what, output, kind));
        }
        return List.copyOf(ids);
    }

    static DataflowException tooManyStages() {
        return new DataflowException(
                FailureKind.INVALID_PLAN,
                "The plan has more than " + MAX_STAGES + " stages; write what is used often to files and read those");
    }

    private int add(Flow.Branch branch, String what, StageOutput output, ExchangeKind kind) {
        int id = specs.size();
        if (id == MAX_STAGES) {
            throw tooManyStages();
        }
        List<OperatorSpec> operators = branch.operators();
        List<List<Split>> tasks = branch.input() instanceof StageInput.FromSource from
                ? pack(splitsOf(from.source()), kind.sizeCount())
                : List.of();
        TaskCount count = branch.input() instanceof StageInput.FromSource
                ? new TaskCount.Fixed(Math.max(1, tasks.size()))
                : branch.tasks();
        String name = name(branch, operators, what);
        List<StageProgram.Step> before = stepsOf(branch.input());
        List<Integer> inputs = new ArrayList<>(exchangesOf(branch.input()));
        operators.forEach(operator -> inputs.addAll(operator.sideStages()));
        BroadcastOption broadcast = branch.input().broadcast();
        int chain = operators.size() + (broadcast == null ? 0 : 1 + longestChains.get(broadcast.probeStage()));
        if (chain > Planner.MAX_FUSED_OPERATORS) {
            broadcast = null;
            chain = operators.size();
        }
        longestChains.add(chain);
        List<List<Integer>> sides = before.isEmpty() ? branch.input().sides() : List.of();
        specs.add(new StageSpec(id, name, inputs, count, kind, sides, broadcast));
        programs.add(new StageProgram(before, name, branch.input(), operators, output));
        splits.add(tasks);
        reasons.add(branch.reason());
        inputBytes.add(bytesOf(branch));
        return id;
    }

    private static String name(Flow.Branch branch, List<OperatorSpec> operators, String what) {
        List<String> parts = new ArrayList<>();
        if (branch.input() instanceof StageInput.FromSource from) {
            parts.add(abbreviated(from.source().describe()));
        } else if (branch.input() instanceof StageInput.Merged) {
            parts.add("merge");
        } else if (branch.input() instanceof StageInput.MergedWith merged) {
            parts.add(merged.name());
        } else if (branch.input() instanceof StageInput.Committables) {
            parts.add("commit");
        } else if (branch.input() instanceof StageInput.Groups groups) {
            parts.add(groups.aggregator() + " by key");
        } else if (branch.input() instanceof StageInput.SortedGroups groups) {
            parts.add(groups.name());
        } else if (branch.input() instanceof StageInput.Partition partition) {
            parts.add(partition.name());
        } else if (branch.input() instanceof StageInput.Indexed indexed) {
            parts.add(indexed.name());
        } else if (branch.input() instanceof StageInput.Together) {
            parts.add("results");
        } else if (branch.input() instanceof StageInput.HashJoined join) {
            parts.add(join.name());
        } else if (branch.input() instanceof StageInput.FilteredKeys) {
            parts.add("filter of keys");
        } else if (branch.input() instanceof StageInput.Keys) {
            parts.add("distinct");
        } else if (branch.input() instanceof StageInput.Accumulators accumulators) {
            parts.add(accumulators.aggregator().toString());
        }
        operators.stream().limit(MAX_NAMED_OPERATORS).map(OperatorSpec::name).forEach(parts::add);
        if (operators.size() > MAX_NAMED_OPERATORS) {
            parts.add("... (" + operators.size() + " operators)");
        }
        if (!what.isEmpty()) {
            parts.add(what);
        }
        return parts.isEmpty() ? "union" : String.join(" > ", parts);
    }

    private static final int MAX_NAMED_OPERATORS = 8;
    private static final int MAX_SOURCE_NAME = 60;

    private static String abbreviated(String text) {
        return text.length() <= MAX_SOURCE_NAME ? text : text.substring(0, MAX_SOURCE_NAME - 3) + "...";
    }

    /** Closes the last stage, whose records stay for the client. */
    PhysicalPlan finish(Flow flow, boolean collected) {
        if (collected) {
            Codecs.check(flow.type());
        }
        close(flow, "", new StageOutput.Records(flow.type()), new ExchangeKind.Single());
        return new PhysicalPlan(new JobGraph(specs), programs, splits, flow.type(), collected, reasons, counterLimits);
    }

    /** Closes the last stage, whose records stay for other jobs. */
    Planner.KeptPlan finishKept(Flow flow, String job) {
        ExchangeKind kind = flow.single() ? new ExchangeKind.Single() : new ExchangeKind.Whole();
        close(flow, "kept", new StageOutput.Records(flow.type()), kind);
        return keptPlan(
                flow, new KeptInput(job, kind, flow.type(), flow.ordered(), inputBytes.get(inputBytes.size() - 1)));
    }

    /** Closes the last stage, whose records stay for other jobs that bring them together by the key. */
    Planner.KeptPlan finishKept(Flow flow, String job, PartitionKey key) {
        int partitionCount = partitionCount(flow);
        add(flow.branches().get(0), "kept by key for " + key.operator(), key, List.of(), flow, partitionCount, null);
        ExchangeKind kind = new ExchangeKind.Hashed(partitionCount);
        long bytes = inputBytes.get(inputBytes.size() - 1);
        return keptPlan(flow, new KeptInput(job, kind, flow.type(), false, bytes, key, List.of()));
    }

    private Planner.KeptPlan keptPlan(Flow flow, KeptInput result) {
        return new Planner.KeptPlan(
                new PhysicalPlan(
                        new JobGraph(specs, true), programs, splits, flow.type(), true, reasons, counterLimits),
                result);
    }

    /**
     * Adds a stage for each branch of the flow, unless its records are partitioned so already; the ids of what is read.
     *
     * @param filter the stage that may make a filter of keys that are wanted; null if all are
     */
    List<Integer> closeByKey(
            Flow flow, PartitionKey key, List<PlanNode.SortKey> order, int partitionCount, @Nullable Integer filter) {
        if (order.isEmpty() && partitionCountBy(flow, key) == partitionCount) {
            return flow.branches().get(0).input().stages();
        }
        return flow.branches().stream()
                .map(branch -> add(branch, "by key for " + key.operator(), key, order, flow, partitionCount, filter))
                .toList();
    }

    private int add(
            Flow.Branch branch,
            String what,
            PartitionKey key,
            List<PlanNode.SortKey> order,
            Flow flow,
            int partitionCount,
            @Nullable Integer filter) {
        return add(
                branch,
                what,
                keyed(key, order, flow.type(), partitionCount, filter),
                new ExchangeKind.Hashed(partitionCount));
    }

    private static StageOutput.Keyed keyed(
            PartitionKey key,
            List<PlanNode.SortKey> order,
            ValueType type,
            int partitionCount,
            @Nullable Integer filter) {
        return new StageOutput.Keyed(
                key.operator(), key.side(), key.key(), key.keyType(), order, type, partitionCount, filter);
    }

    /**
     * Whether what is made of a flow by key can be made by the tasks that have its records, which then do first what the flow
     * does: they have all records of the keys of their partitions, of which there are as many as wanted, or can be.
     */
    boolean mayBeStep(Flow flow, PartitionKey key, int partitionCount) {
        if (!isDividedBy(flow, key)) {
            return false;
        }
        StageInput input = flow.branches().get(0).input();
        int fixed = fixedPartitionCount(input);
        return stepsOf(input).size() < MAX_STEPS && (fixed == 0 || fixed == partitionCount);
    }

    private static boolean isDividedBy(Flow flow, PartitionKey key) {
        return flow.dividedBy() != null && flow.dividedBy().isBy(key);
    }

    /** As {@link #closeByKey}, by the tasks that have the records. */
    List<Integer> addStepByKey(Flow flow, PartitionKey key, List<PlanNode.SortKey> order, int partitionCount) {
        StageOutput.Keyed output = keyed(key, order, flow.type(), 1, null);
        return List.of(addStep(flow, "for " + key.operator(), output, partitionCount));
    }

    /**
     * Makes the flow a step of the stage that will read it; the id to be read. All exchanges under it come to have so many
     * partitions.
     *
     * @param output of one partition
     */
    int addStep(Flow flow, String what, StageOutput output, int partitionCount) {
        Flow.Branch branch = flow.branches().get(0);
        exchangesOf(branch.input()).forEach(stage -> repartition(stage, partitionCount));
        List<OperatorSpec> operators = branch.operators();
        int id = -1 - steps.size();
        StageProgram program = new StageProgram(name(branch, operators, what), branch.input(), operators, output);
        steps.put(id, new StageProgram.Step(id, program, partitionCount));
        return id;
    }

    /** Only what is read by nobody else, or has that many partitions already. */
    private void repartition(int stage, int partitionCount) {
        ExchangeKind kind = new ExchangeKind.Hashed(partitionCount);
        StageSpec spec = specs.get(stage);
        if (!spec.output().equals(kind)) {
            specs.set(
                    stage,
                    new StageSpec(
                            stage, spec.name(), spec.inputs(), spec.tasks(), kind, spec.sides(), spec.broadcast()));
            StageProgram program = programs.get(stage);
            programs.set(stage, program.withOutput(program.output().withPartitions(partitionCount)));
        }
    }

    /** The steps that come before an input is read, each after those that it reads itself. */
    private List<StageProgram.Step> stepsOf(StageInput input) {
        List<StageProgram.Step> all = new ArrayList<>();
        for (int id : input.stages()) {
            StageProgram.Step step = steps.get(id);
            if (step != null) {
                all.addAll(stepsOf(step.program().input()));
                all.add(step);
            }
        }
        return all;
    }

    /** The stages that are read by an input and by the steps before it. */
    private List<Integer> exchangesOf(StageInput input) {
        Stream<StageInput> all =
                Stream.concat(stepsOf(input).stream().map(step -> step.program().input()), Stream.of(input));
        return all.flatMap(each -> each.stages().stream())
                .filter(id -> !steps.containsKey(id))
                .distinct()
                .toList();
    }

    /** How many partitions an input and its steps read, if that cannot be changed; 0 if it can. */
    private int fixedPartitionCount(StageInput input) {
        for (int stage : exchangesOf(input)) {
            KeptInput kept = keptInputs.get(stage);
            if (kept != null && kept.kind() instanceof ExchangeKind.Hashed hashed) {
                return hashed.partitionCount();
            }
        }
        return 0;
    }

    /** Whether these are the outputs of another job, or of several. */
    boolean isKept(List<Integer> stages) {
        return keptInputs.keySet().containsAll(stages);
    }

    /** How many partitions by the key the flow consists of; 0 if it is not partitioned by it. */
    int partitionCountBy(Flow flow, PartitionKey key) {
        Flow.Branch first = flow.branches().get(0);
        KeptInput kept = flow.branches().size() == 1
                        && first.operatorCount() == 0
                        && first.input() instanceof StageInput.KeyedRecords records
                ? keptInputs.get(records.stages().get(0))
                : null;
        return kept == null ? 0 : kept.partitionCount(key);
    }

    /**
     * Into how many partitions sides are divided that meet by key: as many as one of them has already, unless the others are so
     * much larger that those would be too few.
     */
    int partitionCount(List<Flow> flows, List<PartitionKey> keys) {
        int wanted = 0;
        int present = 0;
        for (int place = 0; place < flows.size(); place++) {
            wanted = Math.max(wanted, partitionCount(flows.get(place)));
            present = Math.max(present, partitionCountBy(flows.get(place), keys.get(place)));
            if (isDividedBy(flows.get(place), keys.get(place))) {
                present = Math.max(
                        present,
                        fixedPartitionCount(flows.get(place).branches().get(0).input()));
            }
        }
        return present * MAX_TIMES_FEWER >= wanted ? present : wanted;
    }

    /** The name of a counter of rejected records, which no other operator of the plan has. */
    String rejections(String operator, long limit) {
        String name = "'" + operator + "' rejected";
        for (int number = 2; counterLimits.containsKey(name); number++) {
            name = "'" + operator + "' (" + number + ") rejected";
        }
        counterLimits.put(name, limit);
        return name;
    }

    /** A stage that stands for the result of another job; one for each such job. */
    Flow kept(KeptInput input) {
        Integer known = keptStages.get(input.job());
        int id = known != null ? known : addKept(input);
        return Flow.of(
                input.key() == null
                        ? new StageInput.Records(List.of(id), input.type())
                        : new StageInput.KeyedRecords(List.of(id), input.type()),
                input.kind() instanceof ExchangeKind.Single,
                input.type(),
                input.ordered(),
                "reads what job " + input.job() + " keeps");
    }

    private int addKept(KeptInput input) {
        int id = specs.size();
        String name = "kept by job " + input.job() + (input.key() == null ? "" : ", by key");
        keptStages.put(input.job(), id);
        keptInputs.put(id, input);
        specs.add(new StageSpec(id, name, List.of(), new TaskCount.Kept(input.job()), input.kind()));
        longestChains.add(0);
        programs.add(new StageProgram(
                name,
                new StageInput.Records(List.of(), input.type()),
                List.of(),
                new StageOutput.Records(input.type())));
        splits.add(List.of());
        reasons.add("computed before, and kept" + (input.key() == null ? "" : " partitioned by key"));
        inputBytes.add(input.sizeBytes());
        return id;
    }

    /** From the bytes that are known to come in: what a partition should hold, with room for coalescing. */
    int partitionCount(Flow flow) {
        long bytes = sourceBytes(flow);
        return (int) Math.max(MIN_PARTITIONS, Math.min(MAX_PARTITIONS, bytes / PARTITION_BYTES));
    }

    /** What is known beforehand to come in. */
    long sourceBytes(Flow flow) {
        return flow.branches().stream().mapToLong(this::bytesOf).sum();
    }

    private long bytesOf(Flow.Branch branch) {
        if (branch.input() instanceof StageInput.FromSource from) {
            return sizeBytes(splitsOf(from.source()));
        }
        return exchangesOf(branch.input()).stream().mapToLong(inputBytes::get).sum();
    }

    private List<? extends Split> splitsOf(Source<?> source) {
        List<? extends Split> splits = splitsBySource.get(source);
        if (splits == null) {
            try {
                splits = List.copyOf(source.splits());
            } catch (IOException failure) {
                throw new DataflowException(
                        FailureKind.BAD_DATA, source.describe() + " cannot be listed: " + failure, failure);
            }
            splitsBySource.put(source, splits);
        }
        return splits;
    }

    private static long sizeBytes(List<? extends Split> splits) {
        return splits.stream().mapToLong(Split::sizeBytes).sum();
    }

    /** Neighbouring splits share a task until it has enough to read. */
    private List<List<Split>> pack(List<? extends Split> splits, int partitionCount) {
        long taskBytes = taskBytes(sizeBytes(splits), partitionCount);
        List<List<Split>> tasks = new ArrayList<>();
        List<Split> task = new ArrayList<>();
        long bytes = 0;
        for (Split split : splits) {
            if (!task.isEmpty() && bytes + split.sizeBytes() > taskBytes) {
                tasks.add(List.copyOf(task));
                task.clear();
                bytes = 0;
            }
            task.add(split);
            bytes += split.sizeBytes();
        }
        if (!task.isEmpty()) {
            tasks.add(List.copyOf(task));
        }
        return tasks;
    }

    private long taskBytes(long totalBytes, int partitionCount) {
        long usual = Math.min(TASK_BYTES, Math.max(1, totalBytes / minTasks));
        long most = Math.min(TASK_BYTES, totalBytes / MIN_WIDE_TASKS);
        long wide = Math.min(most, (long) partitionCount * MIN_PIECE_BYTES);
        return wide < MIN_WIDE_TASK_BYTES ? usual : Math.max(usual, wide);
    }
}
