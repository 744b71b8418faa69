package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ValueType;

/**
 * Two aggregators in one pass over the records; nested in each other, any number.
 *
 * @param <T> the records
 * @param <A> the accumulator of the first
 * @param <B> the accumulator of the second
 * @param <R> the result of the first
 * @param <S> the result of the second
 */
final class Both<T, A, B, R, S> implements Aggregator<T, Two<A, B>, Two<R, S>> {
    private static final long serialVersionUID = 1L;

    private final Aggregator<? super T, A, R> first;
    private final Aggregator<? super T, B, S> second;

    Both(Aggregator<? super T, A, R> first, Aggregator<? super T, B, S> second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public Two<A, B> create() throws Exception {
        return two(first.create(), second.create());
    }

    @Override
    public Two<A, B> first(T record) throws Exception {
        return two(first.first(record), second.first(record));
    }

    @Override
    public Two<A, B> add(Two<A, B> accumulator, T record) throws Exception {
        return two(first.add(accumulator.first(), record), second.add(accumulator.second(), record));
    }

    @Override
    public Two<A, B> merge(Two<A, B> left, Two<A, B> right) throws Exception {
        return two(first.merge(left.first(), right.first()), second.merge(left.second(), right.second()));
    }

    private Two<A, B> two(A ofFirst, B ofSecond) {
        return new Two<>(Values.accumulated(first, ofFirst), Values.accumulated(second, ofSecond));
    }

    @Override
    public Two<R, S> finish(Two<A, B> accumulator) throws Exception {
        return new Two<>(first.finish(accumulator.first()), second.finish(accumulator.second()));
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(Two.class, first.accumulatorType(recordType), second.accumulatorType(recordType));
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return ValueType.of(Two.class, first.resultType(recordType), second.resultType(recordType));
    }

    @Override
    public String toString() {
        return first + ", " + second;
    }
}
