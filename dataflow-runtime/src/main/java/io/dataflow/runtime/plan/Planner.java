package io.dataflow.runtime.plan;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.runtime.scheduler.ExchangeKind;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts a logical plan at its exchanges.
 *
 * <p>Nodes are visited once, inputs first, without recursion. Operators that look at one record at a time are fused behind
 * their input; whatever needs records brought together closes the stages that feed it and begins a new one. The result of
 * an exchange is shared by all that build on it; fused operators in front of several exchanges are run for each.
 */
public final class Planner {
    /** A call chain of this length uses a quarter of a default thread stack. */
    static final int MAX_FUSED_OPERATORS = 1_000;

    /** Up to here the first records of an order are kept in memory by each task. */
    static final long MAX_TOP = 10_000;

    private final StageBuilder stages;
    private final Map<PlanNode, Flow> flows = new IdentityHashMap<>();

    private Planner(StageBuilder stages) {
        this.stages = stages;
    }

    /** Asks sources for their splits, so that missing input is found here. */
    public static PhysicalPlan plan(LogicalPlan plan) {
        return new Planner(new StageBuilder()).build(plan);
    }

    private PhysicalPlan build(LogicalPlan plan) {
        List<PlanNode> order = plan.topologicalOrder();
        Map<PlanNode, List<PlanNode>> consumers = new IdentityHashMap<>();
        order.forEach(node -> node.inputs().forEach(input -> consumers
                .computeIfAbsent(input, none -> new ArrayList<>())
                .add(node)));
        for (PlanNode node : order) {
            Flow flow = flowOf(node, consumers.getOrDefault(node, List.of()));
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
        Flow root = flow(plan.root());
        return stages.finish(
                root.branches().size() == 1 ? root : spread(root, "part of a union", "all branches of a union"),
                !(plan.root() instanceof PlanNode.Write));
    }

    private Flow flow(PlanNode node) {
        Flow flow = flows.get(node);
        if (flow == null) {
            throw new AssertionError("no flow for " + node.name());
        }
        return flow;
    }

    private Flow flowOf(PlanNode node, List<PlanNode> consumers) {
        if (node instanceof PlanNode.Read read) {
            return Flow.of(new StageInput.FromSource(read.source()), false, read.type(), false, "reads " + read.name());
        } else if (node instanceof PlanNode.Transform map) {
            return flow(map.input()).with(new OperatorSpec.Map(map.name(), map.function()), map.type());
        } else if (node instanceof PlanNode.Filter filter) {
            return flow(filter.input()).with(new OperatorSpec.Filter(filter.name(), filter.condition()), filter.type());
        } else if (node instanceof PlanNode.FlatMap flatMap) {
            return flow(flatMap.input())
                    .with(new OperatorSpec.FlatMap(flatMap.name(), flatMap.function()), flatMap.type());
        } else if (node instanceof PlanNode.Emit emit) {
            return flow(emit.input()).with(new OperatorSpec.Emit(emit.name(), emit.function()), emit.type());
        } else if (node instanceof PlanNode.MapWith with) {
            return flow(with.input())
                    .with(new OperatorSpec.MapWith(with.name(), with.open(), with.function()), with.type());
        } else if (node instanceof PlanNode.Sample sample) {
            return flow(sample.input())
                    .with(new OperatorSpec.Sample(sample.name(), sample.fraction(), sample.seed()), sample.type());
        } else if (node instanceof PlanNode.Rebalance rebalance) {
            return spread(flow(rebalance.input()), rebalance.name(), "spread evenly");
        } else if (node instanceof PlanNode.Declare declare) {
            Flow input = flow(declare.input());
            return new Flow(input.branches(), declare.type(), input.ordered());
        } else if (node instanceof PlanNode.Union union) {
            return Flow.union(union.inputs().stream().map(this::flow).toList(), union.type());
        } else if (node instanceof PlanNode.AggregateByKey byKey) {
            return aggregateByKey(byKey);
        } else if (node instanceof PlanNode.Join join) {
            return join(join);
        } else if (node instanceof PlanNode.CoGroup both) {
            return together(
                    both,
                    List.of(both.left(), both.right()),
                    both.keyType(),
                    List.of(),
                    new StageInput.GroupBody.OfTwo(both.function()));
        } else if (node instanceof PlanNode.TransformGroups groups) {
            return together(
                    groups,
                    List.of(groups.side()),
                    groups.keyType(),
                    groups.order(),
                    new StageInput.GroupBody.OfOne(groups.function()));
        } else if (node instanceof PlanNode.Aggregate all) {
            return aggregate(all);
        } else if (node instanceof PlanNode.Distinct distinct) {
            return distinct(distinct);
        } else if (node instanceof PlanNode.Sort sort) {
            return sort(sort, wanted(consumers));
        } else if (node instanceof PlanNode.Limit limit) {
            return limit(limit);
        } else if (node instanceof PlanNode.Write write) {
            return write(write);
        }
        throw new AssertionError(node);
    }

    private Flow aggregateByKey(PlanNode.AggregateByKey node) {
        Flow input = flow(node.input());
        ValueType accumulator = node.aggregator().accumulatorType(input.type());
        int partitionCount = stages.partitionCount(input);
        List<Integer> closed = stages.close(
                input,
                node.name() + ", in part",
                new StageOutput.Combined(node.key(), node.keyType(), accumulator, node.aggregator(), partitionCount),
                new ExchangeKind.Hashed(partitionCount));
        return Flow.of(
                new StageInput.Groups(closed, node.keyType(), accumulator, node.aggregator(), node.result()),
                false,
                node.type(),
                false,
                node.name() + " of " + partitionCount + " partitions by key hash");
    }

    /** Records of both sides with equal keys meet in one task, which keeps one side in a table as far as memory allows. */
    private Flow join(PlanNode.Join node) {
        Flow left = flow(node.left().input());
        Flow right = flow(node.right().input());
        int partitionCount = Math.max(stages.partitionCount(left), stages.partitionCount(right));
        List<Integer> leftStages = keyed(node.name(), 0, left, node.left(), node.keyType(), partitionCount);
        List<Integer> closed = new ArrayList<>(leftStages);
        closed.addAll(keyed(node.name(), 1, right, node.right(), node.keyType(), partitionCount));
        return Flow.of(
                new StageInput.HashJoined(
                        node.name(),
                        closed,
                        leftStages,
                        node.keyType(),
                        List.of(left.type(), right.type()),
                        new StageInput.GroupBody.Joined(node.kind(), node.result())),
                false,
                node.type(),
                false,
                node.name() + " of " + partitionCount + " partitions by key hash, in each the right in a hash table");
    }

    private List<Integer> keyed(
            String name, int side, Flow input, PlanNode.Side spec, ValueType keyType, int partitionCount) {
        return stages.close(
                input,
                "by key for " + name,
                new StageOutput.Keyed(name, side, spec.key(), keyType, List.of(), input.type(), partitionCount),
                new ExchangeKind.Hashed(partitionCount));
    }

    /** Records of all sides with equal keys meet in one task, which sorts them by key. */
    private Flow together(
            PlanNode node,
            List<PlanNode.Side> sides,
            ValueType keyType,
            List<PlanNode.SortKey> order,
            StageInput.GroupBody body) {
        int partitionCount = sides.stream()
                .mapToInt(side -> stages.partitionCount(flow(side.input())))
                .max()
                .orElseThrow();
        List<Integer> closed = new ArrayList<>();
        List<ValueType> types = new ArrayList<>();
        for (int side = 0; side < sides.size(); side++) {
            Flow input = flow(sides.get(side).input());
            types.add(input.type());
            closed.addAll(stages.close(
                    input,
                    "by key for " + node.name(),
                    new StageOutput.Keyed(
                            node.name(), side, sides.get(side).key(), keyType, order, input.type(), partitionCount),
                    new ExchangeKind.Hashed(partitionCount)));
        }
        return Flow.of(
                new StageInput.SortedGroups(node.name(), List.copyOf(closed), keyType, types, body),
                false,
                node.type(),
                false,
                node.name() + " of " + partitionCount + " partitions by key hash, sorted by key in each");
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

    /** How many records of an order its only consumer wants. */
    private static long wanted(List<PlanNode> consumers) {
        boolean limited =
                consumers.size() == 1 && consumers.get(0) instanceof PlanNode.Limit limit && limit.count() <= MAX_TOP;
        return limited ? ((PlanNode.Limit) consumers.get(0)).count() : StageOutput.Sorted.NO_LIMIT;
    }

    private Flow limit(PlanNode.Limit node) {
        OperatorSpec first = new OperatorSpec.Limit(node.name(), node.count());
        Flow each = flow(node.input()).with(first, node.type());
        if (each.branches().size() == 1 && each.branches().get(0).single()) {
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
