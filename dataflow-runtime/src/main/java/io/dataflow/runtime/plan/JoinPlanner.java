package io.dataflow.runtime.plan;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.plan.JoinKind;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.runtime.scheduler.ExchangeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Plans joins: both sides by key, and one of them left out if the other turns out to be small. */
final class JoinPlanner {
    private static final int LEFT = 0;
    private static final int RIGHT = 1;
    private static final int NO_SIDE = -1;

    /** What more bytes go into is hardly small enough to be read by each task; the other side does not wait for it. */
    static final long MAX_BROADCAST_SOURCE_BYTES = 256L << 20;

    private JoinPlanner() {}

    /**
     * Records of both sides with equal keys meet in one task, which keeps one side in a table as far as memory allows.
     *
     * @param flowByKey the records of a node, partitioned by the key if they are already
     */
    static Flow plan(PlanNode.Join node, BiFunction<PlanNode, PartitionKey, Flow> flowByKey, StageBuilder stages) {
        List<PartitionKey> keys = List.of(key(node, LEFT), key(node, RIGHT));
        List<Flow> flows = List.of(
                flowByKey.apply(node.left().input(), keys.get(LEFT)),
                flowByKey.apply(node.right().input(), keys.get(RIGHT)));
        StageInput.GroupBody.Joined body = new StageInput.GroupBody.Joined(node.kind(), node.result());
        int partitionCount = stages.partitionCount(flows, keys);
        List<Boolean> kept = List.of(
                stages.partitionCountBy(flows.get(LEFT), keys.get(LEFT)) == partitionCount,
                stages.partitionCountBy(flows.get(RIGHT), keys.get(RIGHT)) == partitionCount);
        List<Boolean> steps = steps(node, flows, keys, kept, partitionCount, stages);
        List<Boolean> present = List.of(kept.get(LEFT) || steps.get(LEFT), kept.get(RIGHT) || steps.get(RIGHT));
        int probe = probeSide(node, flows, present, stages);
        int first = probe == LEFT ? RIGHT : LEFT;
        List<Integer> firstStages = steps.get(first)
                ? stages.addStepByKey(flows.get(first), keys.get(first), List.of(), partitionCount)
                : stages.closeByKey(flows.get(first), keys.get(first), List.of(), partitionCount, null);
        int second = 1 - first;
        Integer filter = probe == NO_SIDE || !mayFilter(node) ? null : filter(node, firstStages, stages);
        List<Integer> secondStages = steps.get(second)
                ? stages.addStepByKey(flows.get(second), keys.get(second), List.of(), partitionCount)
                : stages.closeByKey(flows.get(second), keys.get(second), List.of(), partitionCount, filter);
        StageInput.Bypass bypass = probe == NO_SIDE
                ? null
                : new StageInput.Bypass(
                        secondStages.get(0), stages.sourceBytes(flows.get(probe)), node.broadcast(), filter);
        List<Integer> all = new ArrayList<>(firstStages);
        all.addAll(secondStages);
        boolean shares = node.kind() != JoinKind.FULL && !steps.contains(true);
        Flow joined = Flow.of(
                new StageInput.HashJoined(
                        node.name(),
                        all,
                        first == LEFT ? firstStages : secondStages,
                        node.keyType(),
                        flows.stream().map(Flow::type).toList(),
                        body,
                        bypass),
                false,
                node.type(),
                false,
                node.name() + " of " + partitionCount
                        + " partitions by key hash, in each the smaller side in a hash table"
                        + (shares ? "; tasks share a partition that is much larger than others" : "")
                        + presence(present)
                        + (bypass == null ? "" : "; " + leftOut(bypass, first == LEFT ? "left" : "right")));
        boolean keepsLeft = node.kind() == JoinKind.SEMI || node.kind() == JoinKind.ANTI;
        return keepsLeft && bypass == null
                ? joined.dividedBy(new DividedBy(node.left().key(), node.keyType(), shares))
                : joined;
    }

    /**
     * The sides that the tasks of the join make themselves, as steps: those that have the same key already, unless the other
     * side comes from elsewhere and might be shared by tasks or make a stage unnecessary.
     */
    private static List<Boolean> steps(
            PlanNode.Join node,
            List<Flow> flows,
            List<PartitionKey> keys,
            List<Boolean> kept,
            int partitionCount,
            StageBuilder stages) {
        List<Boolean> may = new ArrayList<>();
        for (int place = LEFT; place <= RIGHT; place++) {
            Flow flow = flows.get(place);
            may.add(!node.broadcast() && !flow.isShared() && stages.mayBeStep(flow, keys.get(place), partitionCount));
        }
        List<Boolean> steps = new ArrayList<>();
        for (int place = LEFT; place <= RIGHT; place++) {
            int other = 1 - place;
            boolean otherIsLarge = kept.get(other) || stages.sourceBytes(flows.get(other)) > MAX_BROADCAST_SOURCE_BYTES;
            boolean loses = node.kind().mayDivide(other) || (node.kind().mayDivide(place) && !otherIsLarge);
            steps.add(may.get(place) && (may.get(other) || !loses));
        }
        return steps;
    }

    private static String leftOut(StageInput.Bypass bypass, String small) {
        String what = "stage " + bypass.stage() + " is left out, and each task here reads its input and all of the "
                + small + " side";
        return bypass.wanted()
                ? "as was asked for, " + what + ", unless attempts have too little memory"
                : "if the " + small + " side measures little, " + what;
    }

    /**
     * The side whose records may be joined where they come from, if the other turns out to be small: of two such sides the
     * one that more bytes go into.
     */
    private static int probeSide(PlanNode.Join node, List<Flow> flows, List<Boolean> present, StageBuilder stages) {
        boolean left = mayBeLeftOut(LEFT, node, flows, present);
        boolean right = mayBeLeftOut(RIGHT, node, flows, present);
        if (node.broadcast()) {
            return left ? LEFT : NO_SIDE;
        }
        long leftBytes = stages.sourceBytes(flows.get(LEFT));
        long rightBytes = stages.sourceBytes(flows.get(RIGHT));
        if (left && right) {
            left = leftBytes >= rightBytes;
        }
        int probe = left ? LEFT : right ? RIGHT : NO_SIDE;
        return Math.min(leftBytes, rightBytes) > MAX_BROADCAST_SOURCE_BYTES ? NO_SIDE : probe;
    }

    /** Whether records without a partner leave no trace, on whichever side. One that is small by order needs no filter. */
    private static boolean mayFilter(PlanNode.Join node) {
        return !node.broadcast() && (node.kind() == JoinKind.INNER || node.kind() == JoinKind.SEMI);
    }

    /** Adds the stage that may make a filter of the keys of some stages; its id. */
    private static int filter(PlanNode.Join node, List<Integer> build, StageBuilder stages) {
        ValueType records = ValueType.of(byte[].class);
        Flow keys = Flow.of(
                new StageInput.FilteredKeys(build),
                false,
                records,
                false,
                "is run only if stage " + numbers(build)
                        + " measures too much to be read whole by each task, and little "
                        + "beside what the next stage reads: that drops records whose keys the filter does not have, "
                        + "before it writes them");
        return stages.close(keys, "for " + node.name(), new StageOutput.Records(records), new ExchangeKind.Single())
                .get(0);
    }

    private static String numbers(List<Integer> stages) {
        return String.join(", ", stages.stream().map(String::valueOf).toList());
    }

    /** Whether there will be one stage that partitions the side, and nothing else. */
    private static boolean mayBeLeftOut(int place, PlanNode.Join node, List<Flow> flows, List<Boolean> present) {
        return node.kind().mayDivide(place) && flows.get(place).branches().size() == 1 && !present.get(place);
    }

    private static PartitionKey key(PlanNode.Join node, int place) {
        PlanNode.Side side = place == LEFT ? node.left() : node.right();
        return new PartitionKey(node.name(), place, side.key(), node.keyType());
    }

    private static String presence(List<Boolean> present) {
        if (present.get(LEFT) && present.get(RIGHT)) {
            return "; already partitioned by it: no exchange of either side";
        } else if (present.get(LEFT) || present.get(RIGHT)) {
            return "; already partitioned by it: no exchange of the " + (present.get(LEFT) ? "left" : "right")
                    + " side";
        }
        return "";
    }
}
