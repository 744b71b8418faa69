package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ValueType;
import java.io.Serializable;

/**
 * Turns many records into one result. Parts of the records are accumulated apart, on several workers and before the
 * shuffle, and their accumulators merged, in any order: {@code merge} must be associative and commutative, and adding
 * records to two accumulators and merging them must give what adding all to one gives.
 *
 * <p>Accumulators are kept serialized between calls. {@code add} and {@code merge} may change the accumulator they are
 * given first and return it.
 *
 * @param <T> the records
 * @param <A> the accumulator; never null
 * @param <R> the result
 */
public interface Aggregator<T, A, R> extends Serializable {

    /** The accumulator of no records. */
    A create() throws Exception;

    /** The accumulator of one record. */
    default A first(T record) throws Exception {
        return add(create(), record);
    }

    A add(A accumulator, T record) throws Exception;

    A merge(A left, A right) throws Exception;

    R finish(A accumulator) throws Exception;

    /** Of the accumulator, given that of the records. Unknown is allowed: values then carry their class along. */
    default ValueType accumulatorType(ValueType recordType) {
        return ValueType.UNKNOWN;
    }

    /** Of the result, given that of the records. Unknown is allowed. */
    default ValueType resultType(ValueType recordType) {
        return ValueType.UNKNOWN;
    }
}
