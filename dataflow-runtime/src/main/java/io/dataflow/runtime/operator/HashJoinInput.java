package io.dataflow.runtime.operator;

import io.dataflow.api.codec.Codec;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.shuffle.BlockReaderOpener;
import io.dataflow.shuffle.hash.KeyHash;
import java.util.ArrayList;
import java.util.List;

/** Joins two sides that come partitioned by key, however large they are. */
final class HashJoinInput implements TaskInput {
    /*
     * A hybrid hash join (L. Shapiro, "Join processing in database systems with large main memories", 1986).
     *
     * The smaller side, the build side, is read to its end into a table of 16 sub-partitions by bits of the key hash that nothing
     * else has used. While there is no memory for a record, the largest sub-partition goes to disk, and stays there: its
     * further records follow it. Then the other side is read: records of sub-partitions in memory are joined at once,
     * those of the others go to disk too. Build records without a partner are found at the end, by a mark on their keys.
     *
     * The sub-partitions on disk are joined one after the other in the same way, by the next bits of the hash, with the
     * smaller of the two sides in the table, whichever it is. One that hardly got smaller has a few keys with many records
     * on both sides, which no hash takes apart; it is sorted and merged, for which nothing needs to fit.
     */

    /** When a sub-partition keeps more of the build side than this, other bits of the hash will not help either. */
    private static final double SHRUNK = 0.75;

    private final StageInput.HashJoined spec;
    private final TaskContext context;
    private final List<Codec<Object>> codecs;

    HashJoinInput(StageInput.HashJoined spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
        this.codecs = spec.types().stream().map(context::<Object>codec).toList();
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        StageInput.GroupBody.Joined join = spec.join();
        JoinResults results = new JoinResults(spec.name(), join.kind(), join.result(), output);
        List<BlockReaderOpener> left = context.openers(spec.leftStages());
        List<BlockReaderOpener> right = context.openers(spec.rightStages());
        join(left, right, buildSide(), 0, context.stripe(), ReadLoop.Totals.ofInput(), results);
    }

    /** The side of which a task has all records of its keys; of two such sides the smaller one. */
    private int buildSide() {
        List<Integer> divided = context.divided();
        if (!divided.isEmpty()) {
            return divided.equals(spec.leftStages()) ? JoinResults.RIGHT : JoinResults.LEFT;
        }
        boolean leftIsSmaller = context.bytes(spec.leftStages()) < context.bytes(spec.rightStages());
        return leftIsSmaller ? JoinResults.LEFT : JoinResults.RIGHT;
    }

    private void join(
            List<BlockReaderOpener> left,
            List<BlockReaderOpener> right,
            int buildSide,
            int level,
            InputRange.Stripe probed,
            ReadLoop.Totals totals,
            JoinResults results)
            throws Exception {
        boolean leftFirst = buildSide == JoinResults.LEFT;
        try (HashJoinPass pass = new HashJoinPass(buildSide, level, codecs, results, context)) {
            pass.run(leftFirst ? left : right, leftFirst ? right : left, probed, totals);
            joinParts(pass, level, results);
        }
    }

    /** Joins what a pass at a level left on disk. */
    void joinParts(HashJoinPass pass, int level, JoinResults results) throws Exception {
        for (int part = 0; part < HashJoinPass.PARTS && !context.stopped(); part++) {
            if (pass.isOnDisk(part)) {
                joinPart(pass, part, level + 1, results);
            }
        }
    }

    private void joinPart(HashJoinPass pass, int part, int level, JoinResults results) throws Exception {
        List<BlockReaderOpener> left = pass.part(JoinResults.LEFT, part);
        List<BlockReaderOpener> right = pass.part(JoinResults.RIGHT, part);
        long leftBytes = pass.bytes(JoinResults.LEFT, part);
        long rightBytes = pass.bytes(JoinResults.RIGHT, part);
        if (level < KeyHash.MAX_LEVELS && Math.min(leftBytes, rightBytes) <= pass.builtBytes() * SHRUNK) {
            int smaller = leftBytes < rightBytes ? JoinResults.LEFT : JoinResults.RIGHT;
            join(left, right, smaller, level, InputRange.Stripe.ALL, ReadLoop.Totals.ofSpilled(), results);
        } else {
            List<BlockReaderOpener> both = new ArrayList<>(left);
            both.addAll(right);
            new SortMergeGroups(spec.name(), spec.keyType(), spec.types(), context)
                    .run(both, ReadLoop.Totals.ofSpilled(), new JoinRunner(results));
        }
    }
}
