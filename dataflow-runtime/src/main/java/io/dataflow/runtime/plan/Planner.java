package io.dataflow.runtime.plan;

import io.dataflow.api.codec.TaggedRecord;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Tag;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.runtime.scheduler.ExchangeKind;
import io.dataflow.runtime.scheduler.TaskCount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a logical plan at its exchanges.
 *
 * <p>Nodes are visited once, inputs first, without recursion. Operators that look at one record at a time are fused behind
 * their input; whatever needs records brought together closes the stages that feed it and begins a new one. The result of
 * an exchange is shared by all that build on it, and fused operators that several build on are run once: what comes out of
 * them is written, in order, and read by each.
 */
public final class Planner {
    /** A call chain of this length uses a quarter of a default thread stack. */
    static final int MAX_FUSED_OPERATORS = 1_000;

    /** Up to here the first records of an order are kept in memory by each task. */
    static final long MAX_TOP = 10_000;

    private final StageBuilder stages;
    private final Map<PlanNode, KeptInput> kept;
    private final Map<PlanNode, Flow> flows = new IdentityHashMap<>();
    private final Map<PlanNode, Map<Tag<?>, Flow>> sideOutputs = new IdentityHashMap<>();

    /** So that no slot waits long for the last task of another. */
    private static final int TASKS_OF_A_SLOT = 8;

    private Planner(StageBuilder stages, Map<PlanNode, KeptInput> kept) {
        this.stages = stages;
        this.kept = kept;
    }

    /** How many tasks a stage that reads sources has at least, where there are splits for them, when slots are known to be so many. */
    public static int minTasks(int slots) {
        return (int) Math.min(StageBuilder.MIN_TASKS, (long) TASKS_OF_A_SLOT * slots);
    }

    /** Where slots are not known, as many tasks as keep those of a cluster busy. */
    public static int minTasks() {
        return StageBuilder.MIN_TASKS;
    }

    /** Asks sources for their splits, so that missing input is found here. */
    public static PhysicalPlan plan(LogicalPlan plan) {
        return plan(plan, Map.of());
    }

    /**
     * As {@link #plan(LogicalPlan)}, with some results that are there already.
     *
     * @param kept nodes, by identity, whose records other jobs keep
     */
    public static PhysicalPlan plan(LogicalPlan plan, Map<PlanNode, KeptInput> kept) {
        return plan(plan, kept, StageBuilder.MIN_TASKS);
    }

    /** As {@link #plan(LogicalPlan, Map)}, with {@link #minTasks} of its own. */
    public static PhysicalPlan plan(LogicalPlan plan, Map<PlanNode, KeptInput> kept, int minTasks) {
        Planner planner = new Planner(new StageBuilder(minTasks), kept);
        Flow root = planner.flowOfRoot(plan);
        return planner.stages.finish(
                root.branches().size() == 1 ? root : planner.spread(root, "part of a union", "all branches of a union"),
                plan.isCollected());
    }

    /** A plan whose result other jobs can read, in its order, as the result of {@code job}. */
    public static KeptPlan planKept(LogicalPlan plan, Map<PlanNode, KeptInput> kept, int minTasks, String job) {
        Planner planner = new Planner(new StageBuilder(minTasks), kept);
        Flow root = planner.flowOfRoot(plan);
        boolean one = root.branches().size() == 1;
        return planner.stages.finishKept(one ? root : planner.shared(root, "a branch of a union"), job);
    }

    /** As {@link #planKept(LogicalPlan, Map, int, String)}, with the result partitioned by a key, and in no order. */
    public static KeptPlan planKept(
            LogicalPlan plan, Map<PlanNode, KeptInput> kept, int minTasks, String job, PartitionKey key) {
        Planner planner = new Planner(new StageBuilder(minTasks), kept);
        Flow root = planner.flowOfRoot(plan);
        boolean one = root.branches().size() == 1;
        return planner.stages.finishKept(one ? root : planner.shared(root, "a branch of a union"), job, key);
    }

    /** A plan, and its result as the input of others. */
    public record KeptPlan(PhysicalPlan plan, KeptInput result) {}

    private Flow flowOfRoot(LogicalPlan plan) {
        List<PlanNode> order = plan.topologicalOrder(kept.keySet());
        Map<PlanNode, List<PlanNode>> consumers = new IdentityHashMap<>();
        order.forEach(node -> node.inputs().forEach(input -> consumers
                .computeIfAbsent(input, none -> new ArrayList<>())
                .add(node)));
        for (PlanNode node : order) {
            Flow flow = sharedFlowOf(node, consumers.getOrDefault(node, List.of()));
            int longest = flow.branches().stream()
                    .mapToInt(Flow.Branch::operatorCount)
                    .max()
                    .orElse(0);
            if (longest > MAX_FUSED_OPERATORS) {
                throw new DataflowException(
                        FailureKind.INVALID_PLAN,
                        "More than " + MAX_FUSED_OPERATORS + " operators in a row up to '" + node.name()
                                + "'; put several steps into one function");
            }
            if (flow.branches().size() > StageBuilder.MAX_STAGES) {
                throw StageBuilder.tooManyStages();
            }
            flows.put(node, flow);
        }
        return flow(plan.root());
    }

    /** What several consumers read is written once, unless reading it again costs no more than that. */
    private Flow sharedFlowOf(PlanNode node, List<PlanNode> consumers) {
        List<Tag<?>> tags = new ArrayList<>();
        for (PlanNode consumer : consumers) {
            if (consumer instanceof PlanNode.Tagged tagged && !tags.contains(tagged.tag())) {
                tags.add(tagged.tag());
            }
        }
        Flow flow = flowOf(node, consumers, tags);
        if (!tags.isEmpty()) {
            return mainOutput(node, consumers, tags, flow);
        }
        boolean costly = flow.branches().stream()
                .anyMatch(branch -> branch.operatorCount() > 0
                        || !(branch.input() instanceof StageInput.FromSource
                                || branch.input() instanceof StageInput.Records
                                || branch.input() instanceof StageInput.KeyedRecords));
        return consumers.size() > 1 && costly ? shared(flow, node.name()) : flow;
    }

    /** Notes the side outputs of a node, whose flow is of tagged records; what is left is its main output. */
    private Flow mainOutput(PlanNode node, List<PlanNode> consumers, List<Tag<?>> tags, Flow flow) {
        List<ValueType> types = new ArrayList<>();
        types.add(node.type());
        tags.forEach(tag -> types.add(typeOf(tag, consumers)));
        ValueType mixed = ValueType.of(TaggedRecord.class, types.toArray(ValueType[]::new));
        boolean alone = consumers.size() == 1;
        Flow tagged = new Flow(flow.branches(), mixed, flow.ordered());
        List<Integer> written = alone ? List.of() : closeWhole(tagged, "all outputs of " + node.name());
        for (int place = 0; place < tags.size(); place++) {
            int tag = place + 1;
            String reason = "side output '" + tags.get(place).name() + "' of " + node.name();
            Flow side = alone
                    ? flow.with(new OperatorSpec.Select(tags.get(place).name(), tag), types.get(tag))
                    : Flow.of(
                            new StageInput.Records(written, mixed, tag),
                            flow.single(),
                            types.get(tag),
                            flow.ordered(),
                            reason);
            sideOutputs.computeIfAbsent(node, none -> new HashMap<>()).put(tags.get(place), side);
        }
        return alone
                ? flow
                : Flow.of(
                        new StageInput.Records(written, mixed, 0),
                        flow.single(),
                        node.type(),
                        flow.ordered(),
                        "main output of " + node.name());
    }

    private static ValueType typeOf(Tag<?> tag, List<PlanNode> consumers) {
        return consumers.stream()
                .filter(consumer -> consumer instanceof PlanNode.Tagged tagged
                        && tagged.tag().equals(tag))
                .findFirst()
                .orElseThrow()
                .type();
    }

    private Flow shared(Flow flow, String what) {
        return Flow.of(
                new StageInput.Records(closeWhole(flow, what + ", for all that read it"), flow.type()),
                flow.single(),
                flow.type(),
                flow.ordered(),
                "reads what was written once for several");
    }

    /** Closes a flow so that its outputs, in their order, are divided among the tasks that read them. */
    private List<Integer> closeWhole(Flow flow, String what) {
        return stages.close(
                flow,
                what,
                new StageOutput.Records(flow.type()),
                flow.single() ? new ExchangeKind.Single() : new ExchangeKind.Whole());
    }

    private Flow flow(PlanNode node) {
        Flow flow = flows.get(node);
        if (flow == null) {
            throw new AssertionError("no flow for " + node.name());
        }
        return flow;
    }

    private Flow flowOf(PlanNode node, List<PlanNode> consumers, List<Tag<?>> tags) {
        KeptInput keptInput = kept.get(node);
        if (keptInput != null) {
            return stages.kept(layout(keptInput, node, consumers));
        }
        OperatorSpec operator = operatorOf(node, tags);
        if (operator != null) {
            return flow(node.inputs().get(0)).with(operator, node.type());
        } else if (node instanceof PlanNode.Read read) {
            return Flow.of(new StageInput.FromSource(read.source()), false, read.type(), false, "reads " + read.name());
        } else if (node instanceof PlanNode.Tagged tagged) {
            return Objects.requireNonNull(
                    sideOutputs.getOrDefault(tagged.input(), Map.of()).get(tagged.tag()));
        } else if (node instanceof PlanNode.MapPartitions partitions) {
            Flow input = flow(partitions.input());
            return Flow.of(
                    new StageInput.Partition(
                            partitions.name(),
                            wholeStages(input, partitions.name()),
                            input.type(),
                            partitions.function(),
                            tags),
                    tasksOfWhole(input),
                    partitions.type(),
                    false,
                    "takes all records of a task at once");
        } else if (node instanceof PlanNode.ZipWithIndex zip) {
            Flow input = flow(zip.input());
            return Flow.of(
                    new StageInput.Indexed(zip.name(), wholeStages(input, zip.name()), input.type(), zip.result()),
                    tasksOfWhole(input),
                    zip.type(),
                    input.ordered(),
                    "knows how many records come before those of a task");
        } else if (node instanceof PlanNode.Repartition repartition) {
            return repartition(repartition);
        } else if (node instanceof PlanNode.Cross cross) {
            return cross(cross);
        } else if (node instanceof PlanNode.Cache cache) {
            return flow(cache.input());
        } else if (node instanceof PlanNode.Together together) {
            return together(together);
        } else if (node instanceof PlanNode.Previous previous) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN,
                    "The dataset '" + previous.name()
                            + "' stands for the records of a round, and exists only inside the"
                            + " iterate that gave it; use it in the body, and nowhere else");
        } else if (node instanceof PlanNode.Rebalance rebalance) {
            return spread(flow(rebalance.input()), rebalance.name(), "spread evenly");
        } else if (node instanceof PlanNode.Declare declare) {
            return flow(declare.input()).as(declare.type());
        } else if (node instanceof PlanNode.Union union) {
            return Flow.union(union.inputs().stream().map(this::flow).toList(), union.type());
        } else if (node instanceof PlanNode.AggregateByKey byKey) {
            return aggregateByKey(byKey);
        } else if (node instanceof PlanNode.Join join) {
            return JoinPlanner.plan(join, (input, key) -> flow(join, input, key), stages);
        } else if (node instanceof PlanNode.CoGroup both) {
            return together(
                    both,
                    List.of(both.left(), both.right()),
                    both.keyType(),
                    List.of(),
                    new StageInput.GroupBody.OfTwo(both.function()),
                    tags);
        } else if (node instanceof PlanNode.TransformGroups groups) {
            return together(
                    groups,
                    List.of(groups.side()),
                    groups.keyType(),
                    groups.order(),
                    new StageInput.GroupBody.OfOne(groups.function()),
                    tags);
        } else if (node instanceof PlanNode.Aggregate all) {
            return aggregate(all);
        } else if (node instanceof PlanNode.Distinct distinct) {
            return distinct(distinct);
        } else if (node instanceof PlanNode.Sort sort) {
            return sort(sort, wanted(consumers));
        } else if (node instanceof PlanNode.SortWith sort) {
            return sortWith(sort);
        } else if (node instanceof PlanNode.Limit limit) {
            return limit(limit);
        } else if (node instanceof PlanNode.Write write) {
            return write(write);
        }
        throw new AssertionError(node);
    }

    /** What is kept by key if nobody reads it in another way, else as it came. */
    private static KeptInput layout(KeptInput input, PlanNode node, List<PlanNode> consumers) {
        List<PartitionKey> keys = new ArrayList<>();
        for (PlanNode consumer : consumers) {
            List<PartitionKey> wanted = PartitionKey.of(consumer, node);
            if (wanted.isEmpty() || wanted.stream().anyMatch(key -> input.by(key) == null)) {
                return input;
            }
            keys.addAll(wanted);
        }
        return keys.isEmpty() ? input : Objects.requireNonNullElse(input.by(keys.get(0)), input);
    }

    /** What a node reads of another by a key; partitioned by it if it is kept so. */
    private Flow flow(PlanNode reader, PlanNode input, PartitionKey key) {
        KeptInput keptInput = PartitionKey.of(reader, input).isEmpty() ? null : kept.get(input);
        KeptInput partitioned = keptInput == null ? null : keptInput.by(key);
        return partitioned == null ? flow(input) : stages.kept(partitioned);
    }

    /** The operator of a node that looks at a record at a time; null for others. */
    private @Nullable OperatorSpec operatorOf(PlanNode node, List<Tag<?>> tags) {
        if (node instanceof PlanNode.Transform map) {
            return new OperatorSpec.Map(map.name(), map.function());
        } else if (node instanceof PlanNode.Filter filter) {
            return new OperatorSpec.Filter(filter.name(), filter.condition());
        } else if (node instanceof PlanNode.FlatMap flatMap) {
            return new OperatorSpec.FlatMap(flatMap.name(), flatMap.function());
        } else if (node instanceof PlanNode.Emit emit) {
            return new OperatorSpec.Emit(emit.name(), emit.function(), tags);
        } else if (node instanceof PlanNode.MapWith with) {
            return new OperatorSpec.MapWith(with.name(), with.open(), with.function());
        } else if (node instanceof PlanNode.Sample sample) {
            return new OperatorSpec.Sample(sample.name(), sample.fraction(), sample.seed());
        } else if (node instanceof PlanNode.Guarded guarded) {
            return new OperatorSpec.Guarded(
                    Objects.requireNonNull(operatorOf(guarded.operator(), tags)),
                    guarded.limit(),
                    stages.rejections(guarded.name(), guarded.limit()),
                    guarded.rejected(),
                    tags);
        }
        return null;
    }

    /** The stages whose outputs, one after the other, are the flow; written for it, if they are not there already. */
    private List<Integer> wholeStages(Flow flow, String what) {
        return isWritten(flow) ? flow.branches().get(0).input().stages() : closeWhole(flow, "for " + what);
    }

    private static TaskCount tasksOfWhole(Flow flow) {
        return isWritten(flow) || flow.single() ? flow.branches().get(0).tasks() : new TaskCount.ByInput();
    }

    private static boolean isWritten(Flow flow) {
        Flow.Branch first = flow.branches().get(0);
        return flow.branches().size() == 1
                && first.operatorCount() == 0
                && first.input() instanceof StageInput.Records records
                && records.tag() == StageInput.Records.ALL;
    }

    private Flow repartition(PlanNode.Repartition node) {
        Flow input = flow(node.input());
        List<Integer> closed = node.inOrder()
                ? stages.close(input, node.name(), new StageOutput.Records(input.type()), new ExchangeKind.Whole())
                : stages.close(
                        input,
                        node.name(),
                        new StageOutput.Spread(input.type(), node.count()),
                        new ExchangeKind.Hashed(node.count()));
        return Flow.of(
                new StageInput.Records(closed, input.type()),
                new TaskCount.Wanted(node.count()),
                input.type(),
                node.inOrder() && input.ordered(),
                (node.inOrder() ? "at most " : "") + node.count() + " tasks, as asked for");
    }

    private Flow cross(PlanNode.Cross node) {
        Flow right = flow(node.right());
        List<Integer> rightStages = stages.close(
                right, "for " + node.name(), new StageOutput.Records(right.type()), new ExchangeKind.Single());
        Flow left = flow(node.left());
        return new Flow(left.branches(), left.type(), false)
                .with(
                        new OperatorSpec.Cross(node.name(), rightStages, left.type(), right.type(), node.result()),
                        node.type());
    }

    private Flow together(PlanNode.Together node) {
        List<StageInput.Result> results = new ArrayList<>();
        for (PlanNode input : node.inputs()) {
            Flow flow = flow(input);
            boolean collected = !(input instanceof PlanNode.Write);
            List<Integer> closed = stages.close(
                    flow, "result " + results.size(), new StageOutput.Records(flow.type()), new ExchangeKind.Single());
            results.add(new StageInput.Result(closed, flow.type(), collected));
        }
        ValueType type = ValueType.of(
                TaggedRecord.class,
                results.stream().map(StageInput.Result::type).toArray(ValueType[]::new));
        return Flow.of(new StageInput.Together(results), true, type, true, "brings all results together");
    }

    private Flow aggregateByKey(PlanNode.AggregateByKey node) {
        Flow input = flow(node.input());
        ValueType accumulator = node.aggregator().accumulatorType(input.type());
        PartitionKey key = new PartitionKey(node.name(), 0, node.key(), node.keyType());
        int partitionCount = stages.partitionCount(List.of(input), List.of(key));
        boolean step = stages.mayBeStep(input, key, partitionCount) && !input.isShared();
        StageOutput.Combined combined = new StageOutput.Combined(
                node.key(), node.keyType(), accumulator, node.aggregator(), step ? 1 : partitionCount);
        List<Integer> read = step
                ? List.of(stages.addStep(input, "for " + node.name(), combined, partitionCount))
                : stages.close(input, node.name() + ", in part", combined, new ExchangeKind.Hashed(partitionCount));
        Flow groups = Flow.of(
                new StageInput.Groups(read, node.keyType(), accumulator, node.aggregator(), node.result()),
                false,
                node.type(),
                false,
                node.name() + " of " + partitionCount + " partitions by key hash"
                        + (step ? "; already partitioned by it: no exchange" : ""));
        return DividedBy.makesPairs(node.result()) ? groups.dividedBy(DividedBy.firstOfPair(node.keyType())) : groups;
    }

    /** Records of all sides with equal keys meet in one task, which sorts them by key. */
    private Flow together(
            PlanNode node,
            List<PlanNode.Side> sides,
            ValueType keyType,
            List<PlanNode.SortKey> order,
            StageInput.GroupBody body,
            List<Tag<?>> tags) {
        List<Flow> flows = new ArrayList<>();
        List<PartitionKey> keys = new ArrayList<>();
        for (PlanNode.Side side : sides) {
            PartitionKey key = new PartitionKey(node.name(), keys.size(), side.key(), keyType);
            keys.add(key);
            flows.add(flow(node, side.input(), key));
        }
        int partitionCount = stages.partitionCount(flows, keys);
        List<Integer> closed = new ArrayList<>();
        List<String> present = new ArrayList<>();
        for (int side = 0; side < sides.size(); side++) {
            boolean step = stages.mayBeStep(flows.get(side), keys.get(side), partitionCount);
            List<Integer> read = step
                    ? stages.addStepByKey(flows.get(side), keys.get(side), order, partitionCount)
                    : stages.closeByKey(flows.get(side), keys.get(side), order, partitionCount, null);
            closed.addAll(read);
            if (step || stages.isKept(read)) {
                present.add(sides.size() == 1 ? "any records" : side == 0 ? "the left side" : "the right side");
            }
        }
        return Flow.of(
                new StageInput.SortedGroups(
                        node.name(),
                        List.copyOf(closed),
                        keyType,
                        flows.stream().map(Flow::type).toList(),
                        body,
                        tags),
                false,
                node.type(),
                false,
                node.name() + " of " + partitionCount + " partitions by key hash, sorted by key in each"
                        + (present.isEmpty()
                                ? ""
                                : "; already partitioned by it: no exchange of " + String.join(" and ", present)));
    }

    private Flow aggregate(PlanNode.Aggregate node) {
        Flow input = flow(node.input());
        ValueType accumulator = node.aggregator().accumulatorType(input.type());
        List<Integer> closed = stages.close(
                input,
                node.name() + ", in part",
                new StageOutput.Accumulated(accumulator, node.aggregator()),
                new ExchangeKind.Single());
        return Flow.of(
                new StageInput.Accumulators(closed, accumulator, node.aggregator(), node.resultOfNone()),
                true,
                node.type(),
                true,
                node.name() + " of one accumulator from each task");
    }

    private Flow distinct(PlanNode.Distinct node) {
        Flow input = flow(node.input());
        int partitionCount = stages.partitionCount(input);
        List<Integer> closed = stages.close(
                input,
                node.name() + ", in part",
                new StageOutput.Distinct(node.type(), partitionCount),
                new ExchangeKind.Hashed(partitionCount));
        return Flow.of(
                new StageInput.Keys(closed, node.type()),
                false,
                node.type(),
                false,
                node.name() + " of " + partitionCount + " partitions by record hash");
    }

    private Flow sort(PlanNode.Sort node, long limit) {
        Flow input = flow(node.input());
        boolean top = limit != StageOutput.Sorted.NO_LIMIT;
        List<Integer> closed = stages.close(
                input,
                node.name() + (top ? ", the first " + limit : ", in runs"),
                new StageOutput.Sorted(node.keys(), node.type(), limit),
                new ExchangeKind.Sorted());
        String reason = top
                ? "merges the first " + limit + " of each task, since no more are wanted"
                : "merges sorted runs; each task a range of keys chosen from samples";
        return Flow.of(new StageInput.Merged(closed, node.type()), top, node.type(), true, reason);
    }

    /** The coordinator cannot compare records, so it cannot divide them by ranges: one task merges all runs. */
    private Flow sortWith(PlanNode.SortWith node) {
        Flow input = flow(node.input());
        List<Integer> closed = stages.close(
                input,
                node.name() + ", in runs",
                new StageOutput.SortedWith(node.name(), node.comparison(), input.type()),
                new ExchangeKind.Single());
        return Flow.of(
                new StageInput.MergedWith(node.name(), closed, input.type(), node.comparison()),
                true,
                node.type(),
                true,
                "one task merges all runs, since a comparator says nothing about ranges");
    }

    /** How many records of an order its only consumer wants. */
    private static long wanted(List<PlanNode> consumers) {
        boolean limited =
                consumers.size() == 1 && consumers.get(0) instanceof PlanNode.Limit limit && limit.count() <= MAX_TOP;
        return limited ? ((PlanNode.Limit) consumers.get(0)).count() : StageOutput.Sorted.NO_LIMIT;
    }

    private Flow limit(PlanNode.Limit node) {
        OperatorSpec first = new OperatorSpec.Limit(node.name(), node.count());
        Flow each = flow(node.input()).with(first, node.type());
        if (each.single()) {
            return each;
        }
        return gather(each, node.name() + " " + node.count()).with(first, node.type());
    }

    /** All records through one task, in the order of the tasks they come from. */
    private Flow gather(Flow flow, String why) {
        List<Integer> closed =
                stages.close(flow, why + ", in part", new StageOutput.Records(flow.type()), new ExchangeKind.Single());
        return Flow.of(new StageInput.Records(closed, flow.type()), true, flow.type(), flow.ordered(), why);
    }

    /** Several branches become one, with tasks according to what there is. */
    private Flow spread(Flow flow, String what, String why) {
        int partitionCount = stages.partitionCount(flow);
        List<Integer> closed = stages.close(
                flow,
                what,
                new StageOutput.Spread(flow.type(), partitionCount),
                new ExchangeKind.Hashed(partitionCount));
        return Flow.of(new StageInput.Records(closed, flow.type()), false, flow.type(), false, why);
    }

    private Flow write(PlanNode.Write node) {
        Flow input = flow(node.input());
        List<Integer> closed = stages.close(
                input, node.sink().describe(), new StageOutput.Staged(node.sink()), new ExchangeKind.Single());
        return Flow.of(
                new StageInput.Committables(closed, node.sink()),
                true,
                node.type(),
                true,
                "commits what all tasks staged");
    }
}
