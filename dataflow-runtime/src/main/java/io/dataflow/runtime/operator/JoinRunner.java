package io.dataflow.runtime.operator;

import java.util.ArrayList;
import java.util.List;

/**
 * Joins the two sides of a key. The left is taken a chunk at a time, and the right is passed once for each chunk, so that
 * the cost of a key is that of its pairs and of one pass for each few thousand records of the left.
 */
final class JoinRunner implements GroupBodyRunner {
    private static final int CHUNK_RECORDS = 1_024;

    /** A chunk of objects is bounded by what they take encoded, too; a longer record is a chunk by itself. */
    private static final int CHUNK_BYTES = 64 << 10;

    private final JoinResults results;

    JoinRunner(JoinResults results) {
        this.results = results;
    }

    @Override
    public void apply(Object key, List<GroupValues> sides) throws Exception {
        GroupValues left = sides.get(0);
        GroupValues right = sides.get(1);
        boolean hasLeft = !left.isEmpty();
        boolean hasRight = !right.isEmpty();
        if (results.pairs() && hasLeft && hasRight) {
            pairs(left, right);
            return;
        }
        if (hasLeft && results.wants(JoinResults.LEFT, hasRight)) {
            alone(JoinResults.LEFT, left);
        }
        if (hasRight && results.wants(JoinResults.RIGHT, hasLeft)) {
            alone(JoinResults.RIGHT, right);
        }
    }

    private void alone(int side, Iterable<Object> records) throws Exception {
        for (Object record : records) {
            results.alone(side, record);
        }
    }

    private void pairs(GroupValues left, GroupValues right) throws Exception {
        List<Object> chunk = new ArrayList<>();
        ValuePass records = left.iterator();
        while (records.hasNext()) {
            chunk.clear();
            int chunkBytes = 0;
            while (chunkBytes < CHUNK_BYTES && chunk.size() < CHUNK_RECORDS && records.hasNext()) {
                chunk.add(records.next());
                chunkBytes += records.valueBytes();
            }
            for (Object record : right) {
                for (Object one : chunk) {
                    results.pair(one, record);
                }
            }
        }
    }
}
