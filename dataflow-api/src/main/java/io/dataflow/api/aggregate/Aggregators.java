package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Condition;
import io.dataflow.api.function.Fn0;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The stock aggregators, ways to put them together, and a way to write others. A function that takes a value from a record
 * never returns null. What one throws, and a null value, fails the job with kind {@code USER_CODE}; so does asking for a
 * result that there is none of.
 *
 * <pre>{@code
 * double total = purchases.aggregate(sumDouble(Purchase::price));
 * Optional<LocalDate> latest = purchases.aggregate(optional(max(Purchase::date)));
 * boolean large = purchases.aggregate(any(p -> p.price() > 1_000));
 * purchases.groupBy(Purchase::customer).aggregate(average(Purchase::price));     // Dataset<Pair<Integer, Double>>
 * purchases.groupBy(Purchase::customer).aggregate(minBy(Purchase::date));        // Dataset<Pair<Integer, Purchase>>
 * }</pre>
 *
 * <p>Each combines records in the tasks that have them, and sends accumulators: about a number or a record for each group and
 * task, unless stated.
 */
public final class Aggregators {
    private Aggregators() {}

    /**
     * How many records; 0 for none.
     *
     * <pre>{@code
     * purchases.groupBy(Purchase::date).aggregate(count());
     * }</pre>
     */
    public static <T> LongSum<T> count() {
        return new LongSum<>(null);
    }

    /**
     * The exact sum; 0 for none. A sum beyond 64 bits fails the job with kind {@code BAD_DATA}.
     *
     * <pre>{@code
     * long millis = hits.map(hit -> (long) hit.millis()).aggregate(sumLong(n -> n));
     * }</pre>
     */
    public static <T> LongSum<T> sumLong(Fn1<? super T, Long> value) {
        Captures.check(value, "sumLong");
        return new LongSum<>(value);
    }

    /** The sum in the order the records happen to come in, so that the last bits may differ between runs; 0 for none. */
    public static <T> Aggregator<T, Double, Double> sumDouble(Fn1<? super T, Double> value) {
        Captures.check(value, "sumDouble");
        return new DoubleSum<>(value);
    }

    /** The least value, by its natural order; of equal ones any. There is none of no records. */
    public static <T, V extends Comparable<?>> Aggregator<T, V, V> min(Fn1<? super T, ? extends V> value) {
        Captures.check(value, "min");
        return Extreme.least(value);
    }

    /** The greatest value, by its natural order; of equal ones any. There is none of no records. */
    public static <T, V extends Comparable<?>> Aggregator<T, V, V> max(Fn1<? super T, ? extends V> value) {
        Captures.check(value, "max");
        return Extreme.greatest(value);
    }

    /**
     * The arithmetic mean. Whole numbers ({@code Integer}, {@code Long}, {@code Short}, {@code Byte}) are summed exactly,
     * others as doubles, in the order they happen to come in. There is none of no records.
     */
    public static <T> Aggregator<T, ?, Double> average(Fn1<? super T, ? extends Number> value) {
        Captures.check(value, "average");
        return new Average<>(value);
    }

    /** Whether the condition holds for any record; false for none. */
    public static <T> Aggregator<T, Boolean, Boolean> any(Condition<? super T> condition) {
        return condition("any", false, (found, record) -> found || condition.test(record), Boolean::logicalOr);
    }

    /** Whether the condition holds for all records; true for none. */
    public static <T> Aggregator<T, Boolean, Boolean> all(Condition<? super T> condition) {
        return condition("all", true, (held, record) -> held && condition.test(record), Boolean::logicalAnd);
    }

    private static <T> Aggregator<T, Boolean, Boolean> condition(
            String name, boolean ofNone, Fn2<Boolean, ? super T, Boolean> add, Fn2<Boolean, Boolean, Boolean> merge) {
        ValueType type = ValueType.of(Boolean.class);
        return of(name, type, type, () -> ofNone, add, merge, answer -> answer);
    }

    /** The record with the least value, by the value's natural order; of equal ones any. There is none of no records. */
    public static <T, V extends Comparable<?>> Aggregator<T, T, T> minBy(Fn1<? super T, ? extends V> value) {
        return new BestRecord<>(ranking("minBy", value, false));
    }

    /** The record with the greatest value, by the value's natural order; of equal ones any. There is none of no records. */
    public static <T, V extends Comparable<?>> Aggregator<T, T, T> maxBy(Fn1<? super T, ? extends V> value) {
        return new BestRecord<>(ranking("maxBy", value, true));
    }

    /**
     * The {@code count} records with the greatest values, the greatest first; fewer if there are no more, of equal ones
     * any. As many are kept for each key, so {@code count} of them must fit memory.
     *
     * <pre>{@code
     * List<Purchase> dearest = purchases.aggregate(top(10, Purchase::price));
     * }</pre>
     */
    public static <T, V extends Comparable<?>> Aggregator<T, ?, List<T>> top(
            int count, Fn1<? super T, ? extends V> value) {
        return new BestRecords<>(count, ranking("top", value, true));
    }

    /** As {@link #top}, with the least values, the least first. */
    public static <T, V extends Comparable<?>> Aggregator<T, ?, List<T>> bottom(
            int count, Fn1<? super T, ? extends V> value) {
        return new BestRecords<>(count, ranking("bottom", value, false));
    }

    private static <T, V extends Comparable<?>> Ranking<T, V> ranking(
            String name, Fn1<? super T, ? extends V> value, boolean greatestFirst) {
        Captures.check(value, name);
        return new Ranking<>(name, value, greatestFirst);
    }

    /**
     * All records, in any order. Those of a group must fit memory; for large groups {@code transformGroups} streams
     * instead.
     *
     * <pre>{@code
     * purchases.groupBy(Purchase::date).aggregate(toList());         // Dataset<Pair<LocalDate, List<Purchase>>>
     * }</pre>
     */
    public static <T> Aggregator<T, ?, List<T>> toList() {
        return new Gathered<T, List<T>>("toList", List.class, ArrayList::new);
    }

    /** All records, each once. What {@link #toList} says of the costs holds for as many as are different. */
    public static <T> Aggregator<T, ?, Set<T>> toSet() {
        return new Gathered<T, Set<T>>("toSet", Set.class, HashSet::new);
    }

    /**
     * The aggregator over what the function takes from each record.
     *
     * <pre>{@code
     * purchases.groupBy(Purchase::date).aggregate(mapping(Purchase::customer, toSet()));
     * }</pre>
     */
    public static <T, U, R> Aggregator<T, ?, R> mapping(
            Fn1<? super T, ? extends U> function, Aggregator<? super U, ?, R> aggregator) {
        Captures.check(function, "mapping");
        return mapped(function, aggregator);
    }

    private static <T, U, A, R> Aggregator<T, A, R> mapped(
            Fn1<? super T, ? extends U> function, Aggregator<? super U, A, R> aggregator) {
        return new Mapped<>(function, aggregator);
    }

    /**
     * The aggregator over the records for which the condition holds. It fails for a group without such a record when the
     * aggregator has no result for that; {@link #optional} gives it one.
     *
     * <pre>{@code
     * long large = purchases.aggregate(filtering(p -> p.price() > 100, count()));
     * }</pre>
     */
    public static <T, R> Aggregator<T, ?, R> filtering(
            Condition<? super T> condition, Aggregator<? super T, ?, R> aggregator) {
        Captures.check(condition, "filtering");
        return filtered(condition, aggregator);
    }

    private static <T, A, R> Aggregator<T, ?, R> filtered(
            Condition<? super T> condition, Aggregator<? super T, A, R> aggregator) {
        return new Filtered<>(condition, aggregator);
    }

    /**
     * The aggregator's result, empty for no records.
     *
     * <pre>{@code
     * Optional<Double> least = purchases.aggregate(optional(min(Purchase::price)));
     * }</pre>
     */
    public static <T, R> Aggregator<T, ?, Optional<R>> optional(Aggregator<? super T, ?, R> aggregator) {
        return optionalResult(aggregator);
    }

    private static <T, A, R> Aggregator<T, ?, Optional<R>> optionalResult(Aggregator<? super T, A, R> aggregator) {
        return new OptionalResult<>(aggregator);
    }

    /**
     * Two aggregators in one pass over the records. Nested, any number.
     *
     * <pre>{@code
     * Two<Long, Double> both = purchases.aggregate(both(count(), sumDouble(Purchase::price)));
     * System.out.println(both.second() / both.first());
     * }</pre>
     */
    public static <T, R, S> Aggregator<T, ?, Two<R, S>> both(
            Aggregator<? super T, ?, R> first, Aggregator<? super T, ?, S> second) {
        return combined(first, second);
    }

    private static <T, A, B, R, S> Aggregator<T, ?, Two<R, S>> combined(
            Aggregator<? super T, A, R> first, Aggregator<? super T, B, S> second) {
        return new Both<>(first, second);
    }

    /**
     * Combines records two at a time. {@code combine} must be associative and commutative.
     *
     * <pre>{@code
     * customers.map(Customer::name)
     *         .aggregate(reduce(ValueType.of(String.class), (a, b) -> a.length() >= b.length() ? a : b));
     * }</pre>
     */
    public static <T> Aggregator<T, T, T> reduce(ValueType recordType, Fn2<? super T, ? super T, ? extends T> combine) {
        Captures.check(combine, "reduce");
        return new Fold<>("reduce", record -> record, combine, recordType);
    }

    /**
     * An aggregator of your own; see {@link Aggregator} for what the functions promise.
     *
     * <pre>{@code
     * Aggregator<String, Integer, Integer> longest = Aggregators.of(
     *         "longest",
     *         ValueType.of(Integer.class),
     *         ValueType.of(Integer.class),
     *         () -> 0,
     *         (most, line) -> Math.max(most, line.length()),
     *         Math::max,
     *         most -> most);
     * int longestLine = lines.aggregate(longest);
     * }</pre>
     */
    public static <T, A, R> Aggregator<T, A, R> of(
            String name,
            ValueType accumulatorType,
            ValueType resultType,
            Fn0<? extends A> create,
            Fn2<? super A, ? super T, ? extends A> add,
            Fn2<? super A, ? super A, ? extends A> merge,
            Fn1<? super A, ? extends R> finish) {
        var aggregator = new FunctionAggregator<T, A, R>(name, accumulatorType, resultType, create, add, merge, finish);
        Captures.check(aggregator, name);
        return aggregator;
    }
}
