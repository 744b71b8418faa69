package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ValueType;

/**
 * The record with the least or the greatest value.
 *
 * @param <T> the records
 * @param <V> what they are compared by
 */
final class BestRecord<T, V extends Comparable<?>> implements Aggregator<T, T, T> {
    private static final long serialVersionUID = 1L;

    private final Ranking<T, V> ranking;

    BestRecord(Ranking<T, V> ranking) {
        this.ranking = ranking;
    }

    @Override
    public T create() {
        throw new IllegalStateException(this + " of no records has no value");
    }

    /** Asks for the value too, so that one that is null is refused wherever it comes. */
    @Override
    public T first(T record) throws Exception {
        V value = ranking.valueOf(record);
        assert value != null : record;
        return record;
    }

    @Override
    public T add(T best, T record) throws Exception {
        return ranking.isBetter(ranking.valueOf(record), ranking.valueOf(best)) ? record : best;
    }

    @Override
    public T merge(T left, T right) throws Exception {
        return add(left, right);
    }

    @Override
    public T finish(T best) {
        return best;
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return recordType;
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return recordType;
    }

    @Override
    public String toString() {
        return ranking.name();
    }
}
