package io.dataflow.runtime.operator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Joins the two sides of a key. The left is taken a chunk at a time, and the right is passed once for each chunk, so that
 * the cost of a key is that of its pairs and of one pass for each few thousand records of the left.
 */
final class JoinRunner implements GroupBodyRunner {
    private static final int CHUNK_RECORDS = 1_024;

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

    private void pairs(Iterable<Object> left, Iterable<Object> right) throws Exception {
        List<Object> chunk = new ArrayList<>();
        Iterator<Object> records = left.iterator();
        while (records.hasNext()) {
            chunk.clear();
            while (records.hasNext() && chunk.size() < CHUNK_RECORDS) {
                chunk.add(records.next());
            }
            for (Object record : right) {
                for (Object one : chunk) {
                    results.pair(one, record);
                }
            }
        }
    }
}
