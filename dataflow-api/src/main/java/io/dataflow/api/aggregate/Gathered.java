package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn0;
import java.util.Collection;

/**
 * The records themselves, in a collection.
 *
 * @param <T> the records
 * @param <C> the collection
 */
final class Gathered<T, C extends Collection<T>> implements Aggregator<T, C, C> {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final Class<?> type;
    private final Fn0<? extends C> create;

    Gathered(String name, Class<?> type, Fn0<? extends C> create) {
        this.name = name;
        this.type = type;
        this.create = create;
    }

    @Override
    public C create() throws Exception {
        return create.apply();
    }

    @Override
    public C add(C records, T record) {
        records.add(record);
        return records;
    }

    @Override
    public C merge(C left, C right) {
        left.addAll(right);
        return left;
    }

    @Override
    public C finish(C records) {
        return records;
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(type, recordType);
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return ValueType.of(type, recordType);
    }

    @Override
    public String toString() {
        return name;
    }
}
