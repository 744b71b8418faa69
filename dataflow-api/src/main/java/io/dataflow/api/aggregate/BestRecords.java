package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * So many records with the least or the greatest values, the best first. The accumulator is always in that order.
 *
 * @param <T> the records
 * @param <V> what they are compared by
 */
final class BestRecords<T, V extends Comparable<?>> implements Aggregator<T, List<T>, List<T>> {
    private static final long serialVersionUID = 1L;

    private final int limit;
    private final Ranking<T, V> ranking;

    BestRecords(int limit, Ranking<T, V> ranking) {
        if (limit < 1) {
            throw new IllegalArgumentException(ranking.name() + " needs at least 1 record to keep, got " + limit);
        }
        this.limit = limit;
        this.ranking = ranking;
    }

    @Override
    public List<T> create() {
        return new ArrayList<>();
    }

    @Override
    public List<T> add(List<T> best, T record) throws Exception {
        int position = position(best, ranking.valueOf(record));
        if (position < limit) {
            if (best.size() == limit) {
                best.remove(limit - 1);
            }
            best.add(position, record);
        }
        return best;
    }

    /** How many records are at least as good. */
    private int position(List<T> best, V value) throws Exception {
        int from = 0;
        int to = best.size();
        if (to == limit && !ranking.isBetter(value, ranking.valueOf(best.get(limit - 1)))) {
            return limit;
        }
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (ranking.isBetter(value, ranking.valueOf(best.get(middle)))) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    @Override
    public List<T> merge(List<T> left, List<T> right) throws Exception {
        int size = (int) Math.min(limit, (long) left.size() + right.size());
        List<T> merged = new ArrayList<>(size);
        int fromLeft = 0;
        int fromRight = 0;
        while (merged.size() < size) {
            if (isFromRight(left, fromLeft, right, fromRight)) {
                merged.add(right.get(fromRight++));
            } else {
                merged.add(left.get(fromLeft++));
            }
        }
        return merged;
    }

    private boolean isFromRight(List<T> left, int fromLeft, List<T> right, int fromRight) throws Exception {
        if (fromLeft == left.size() || fromRight == right.size()) {
            return fromLeft == left.size();
        }
        return ranking.isBetter(ranking.valueOf(right.get(fromRight)), ranking.valueOf(left.get(fromLeft)));
    }

    @Override
    public List<T> finish(List<T> best) {
        return best;
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(List.class, recordType);
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return ValueType.of(List.class, recordType);
    }

    @Override
    public String toString() {
        return ranking.name() + " " + limit;
    }
}
