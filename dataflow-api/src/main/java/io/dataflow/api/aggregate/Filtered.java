package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Condition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Another aggregator over the records for which a condition holds. Its accumulator is empty until there is one, because an
 * aggregator need not have an accumulator of no records.
 *
 * @param <T> the records
 * @param <A> the other's accumulator
 * @param <R> the result
 */
final class Filtered<T, A, R> implements Aggregator<T, Optional<A>, R>, Packable<T> {
    private static final long serialVersionUID = 1L;

    private final Condition<? super T> condition;
    private final Aggregator<? super T, A, R> aggregator;
    private final OptionalResult<T, A, R> ofAny;

    Filtered(Condition<? super T> condition, Aggregator<? super T, A, R> aggregator) {
        this.condition = condition;
        this.aggregator = aggregator;
        this.ofAny = new OptionalResult<>(aggregator);
    }

    @Override
    public Optional<A> create() {
        return ofAny.create();
    }

    @Override
    public Optional<A> add(Optional<A> accumulator, T record) throws Exception {
        return condition.test(record) ? ofAny.add(accumulator, record) : accumulator;
    }

    @Override
    public Optional<A> merge(Optional<A> left, Optional<A> right) throws Exception {
        return ofAny.merge(left, right);
    }

    @Override
    public R finish(Optional<A> accumulator) throws Exception {
        return aggregator.finish(accumulator.isPresent() ? accumulator.get() : aggregator.create());
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ofAny.accumulatorType(recordType);
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return aggregator.resultType(recordType);
    }

    @Override
    public @Nullable PackedAccumulator<T> packed() {
        return ofAny.packedIf(condition);
    }

    @Override
    public String toString() {
        return aggregator + " of filtered";
    }
}
