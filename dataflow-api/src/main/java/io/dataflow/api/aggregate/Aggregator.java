package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Fn0;
import java.io.Serializable;
import java.util.stream.Collector;

/**
 * Turns many records into one result. Parts of the records are accumulated apart, on several workers and before the
 * shuffle, and their accumulators merged, in any order: {@code merge} must be associative and commutative, and adding
 * records to two accumulators and merging them must give what adding all to one gives.
 *
 * <p>Accumulators are kept serialized between calls. {@code add} and {@code merge} may change the accumulator they are
 * given first and return it.
 *
 * <pre>{@code
 * static final class Longest implements Aggregator<String, String, Integer> {
 *     @Override
 *     public String create() {
 *         return "";
 *     }
 *
 *     @Override
 *     public String add(String longest, String line) {
 *         return line.length() > longest.length() ? line : longest;
 *     }
 *
 *     @Override
 *     public String merge(String left, String right) {
 *         return add(left, right);
 *     }
 *
 *     @Override
 *     public Integer finish(String longest) {
 *         return longest.length();
 *     }
 * }
 * }</pre>
 *
 * @param <T> the records
 * @param <A> the accumulator; never null
 * @param <R> the result
 */
public interface Aggregator<T, A, R> extends Serializable {

    /**
     * A collector of streams: {@code Aggregator.collector(() -> Collectors.averagingDouble(Purchase::price))}. It is made
     * anew for each result, so it need not be serializable.
     *
     * <p>It costs more than the {@link Aggregators}. All records of a group are its accumulator: they must fit memory,
     * and they are sent through the shuffle. The collector sees them at the end, in any order. For large groups {@code transformGroups} streams instead.
     *
     * <pre>{@code
     * purchases.groupBy(Purchase::customer)
     *         .aggregate(Aggregator.collector(() -> Collectors.averagingDouble(Purchase::price)));
     * }</pre>
     */
    static <T, R> Aggregator<T, ?, R> collector(Fn0<? extends Collector<? super T, ?, R>> collector) {
        Captures.check(collector, "collector");
        return new Collected<>(collector);
    }

    /** The accumulator of no records. */
    A create() throws Exception;

    /** The accumulator of one record. */
    default A first(T record) throws Exception {
        return add(create(), record);
    }

    /** The accumulator with one record more. */
    A add(A accumulator, T record) throws Exception;

    /** The accumulator of the records of both. */
    A merge(A left, A right) throws Exception;

    /** The result of all records that were accumulated. */
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
