package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ValueType;
import java.util.Optional;

/**
 * Another aggregator whose result of no records is empty.
 *
 * @param <T> the records
 * @param <A> the other's accumulator
 * @param <R> the other's result
 */
final class OptionalResult<T, A, R> implements Aggregator<T, Optional<A>, Optional<R>> {
    private static final long serialVersionUID = 1L;

    private final Aggregator<? super T, A, R> aggregator;

    OptionalResult(Aggregator<? super T, A, R> aggregator) {
        this.aggregator = aggregator;
    }

    @Override
    public Optional<A> create() {
        return Optional.empty();
    }

    @Override
    public Optional<A> add(Optional<A> accumulator, T record) throws Exception {
        A next = accumulator.isPresent() ? aggregator.add(accumulator.get(), record) : aggregator.first(record);
        return Optional.of(Values.accumulated(aggregator, next));
    }

    @Override
    public Optional<A> merge(Optional<A> left, Optional<A> right) throws Exception {
        if (left.isEmpty() || right.isEmpty()) {
            return left.isEmpty() ? right : left;
        }
        return Optional.of(Values.accumulated(aggregator, aggregator.merge(left.get(), right.get())));
    }

    @Override
    public Optional<R> finish(Optional<A> accumulator) throws Exception {
        return accumulator.isPresent() ? Optional.of(aggregator.finish(accumulator.get())) : Optional.empty();
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(Optional.class, aggregator.accumulatorType(recordType));
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return ValueType.of(Optional.class, aggregator.resultType(recordType));
    }

    @Override
    public String toString() {
        return aggregator + " if any";
    }
}
