package io.dataflow.runtime.plan;

import io.dataflow.api.plan.JoinKind;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.runtime.scheduler.ExchangeKind;
import java.util.ArrayList;
import java.util.List;

/** Plans joins: both sides by key, and one of them left out if the other turns out to be small. */
final class JoinPlanner {
    private static final int LEFT = 0;
    private static final int RIGHT = 1;
    private static final int NO_SIDE = -1;

    /** What more bytes go into is hardly small enough to be read by each task; the other side does not wait for it. */
    static final long MAX_BROADCAST_SOURCE_BYTES = 256L << 20;

    private JoinPlanner() {}

    /** Records of both sides with equal keys meet in one task, which keeps one side in a table as far as memory allows. */
    static Flow plan(PlanNode.Join node, Flow left, Flow right, StageBuilder stages) {
        List<Flow> flows = List.of(left, right);
        List<PlanNode.Side> sides = List.of(node.left(), node.right());
        StageInput.GroupBody.Joined body = new StageInput.GroupBody.Joined(node.kind(), node.result());
        int partitionCount = Math.max(stages.partitionCount(flows.get(LEFT)), stages.partitionCount(flows.get(RIGHT)));
        int probe = probeSide(node, flows, stages);
        int first = probe == LEFT ? RIGHT : LEFT;
        List<Integer> firstStages = keyed(node, first, flows.get(first), sides.get(first), partitionCount, stages);
        int second = 1 - first;
        List<Integer> secondStages = keyed(node, second, flows.get(second), sides.get(second), partitionCount, stages);
        StageInput.Bypass bypass = probe == NO_SIDE
                ? null
                : new StageInput.Bypass(secondStages.get(0), stages.sourceBytes(flows.get(probe)), node.broadcast());
        List<Integer> all = new ArrayList<>(firstStages);
        all.addAll(secondStages);
        return Flow.of(
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
                        + (node.kind() == JoinKind.FULL
                                ? ""
                                : "; tasks share a partition that is much larger than others")
                        + (bypass == null ? "" : "; " + leftOut(bypass, first == LEFT ? "left" : "right")));
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
    private static int probeSide(PlanNode.Join node, List<Flow> flows, StageBuilder stages) {
        boolean left = node.kind().mayDivide(LEFT) && flows.get(LEFT).branches().size() == 1;
        boolean right =
                node.kind().mayDivide(RIGHT) && flows.get(RIGHT).branches().size() == 1;
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

    private static List<Integer> keyed(
            PlanNode.Join node, int place, Flow input, PlanNode.Side side, int partitionCount, StageBuilder stages) {
        return stages.close(
                input,
                "by key for " + node.name(),
                new StageOutput.Keyed(
                        node.name(), place, side.key(), node.keyType(), List.of(), input.type(), partitionCount),
                new ExchangeKind.Hashed(partitionCount));
    }
}
