package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;

/**
 * Values combined two at a time, without a value for nothing: minimum, maximum, reduce.
 *
 * @param <T> the records
 * @param <V> what is taken from each record, combined, and the result
 */
class Fold<T, V> implements Aggregator<T, V, V> {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final Fn1<? super T, ? extends V> value;
    private final Fn2<? super V, ? super V, ? extends V> combine;
    private final ValueType valueType;

    Fold(
            String name,
            Fn1<? super T, ? extends V> value,
            Fn2<? super V, ? super V, ? extends V> combine,
            ValueType valueType) {
        this.name = name;
        this.value = value;
        this.combine = combine;
        this.valueType = valueType;
    }

    @Override
    public V create() {
        throw new IllegalStateException(name + " of no records has no value");
    }

    @Override
    public V first(T record) throws Exception {
        return Values.ofRecord(this, value.apply(record));
    }

    @Override
    public V add(V accumulator, T record) throws Exception {
        return combine.apply(accumulator, first(record));
    }

    @Override
    public V merge(V left, V right) throws Exception {
        return combine.apply(left, right);
    }

    @Override
    public V finish(V accumulator) {
        return accumulator;
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return valueType;
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return valueType;
    }

    @Override
    public String toString() {
        return name;
    }
}
