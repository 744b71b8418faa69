package io.dataflow.api;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.aggregate.Two;
import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.CoGroupFunction;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.function.Fn3;
import io.dataflow.api.function.Fn4;
import io.dataflow.api.function.Fn5;
import io.dataflow.api.function.Fn6;
import io.dataflow.api.function.Fn7;
import io.dataflow.api.function.Fn8;
import io.dataflow.api.function.Fn9;
import io.dataflow.api.function.GroupFunction;
import io.dataflow.api.plan.PlanNode;
import java.io.Serializable;
import java.util.List;

/**
 * Records that know their key. Whatever is done by key is done in part before the shuffle, and spills when it outgrows its
 * memory. Pairs of key and result are partitioned by the key: grouped by {@code Pair::first}, or joined so with others of that
 * kind, they are not sent again.
 *
 * <pre>{@code
 * Dataset<Pair<Integer, Double>> spent = purchases.groupBy(Purchase::customer).aggregate(sumDouble(Purchase::price));
 * }</pre>
 *
 * @param <K> the key
 * @param <T> the records
 */
@SuppressWarnings("unchecked")
public final class KeyedDataset<K, T> {
    private final Dataset<T> records;
    private final Fn1<Object, Object> key;
    private final ValueType keyType;

    KeyedDataset(Dataset<T> records, Fn1<Object, Object> key, ValueType keyType) {
        this.records = records;
        this.key = key;
        this.keyType = keyType;
    }

    /**
     * How many records each key has. Sends a number for each key and task.
     *
     * <pre>{@code
     * lines.flatMap(Tokenizers.whitespace()).groupBy(word -> word).count();
     * }</pre>
     */
    public Dataset<Pair<K, Long>> count() {
        return aggregate(Aggregators.count());
    }

    /**
     * The records of each key combined two at a time, by an associative and commutative function. Sends a record for each
     * key and task.
     *
     * <pre>{@code
     * purchases.groupBy(Purchase::customer).reduce((a, b) -> a.price() >= b.price() ? a : b);
     * }</pre>
     */
    public Dataset<Pair<K, T>> reduce(Fn2<? super T, ? super T, ? extends T> combine) {
        return aggregate(Aggregators.reduce(records.type(), combine));
    }

    /**
     * One result for each key. Sends an accumulator for each key and task, as far as memory allows to combine there; the
     * tables behind spill. What the aggregator's functions throw fails the job with kind {@code USER_CODE}.
     *
     * <pre>{@code
     * purchases.groupBy(Purchase::customer).aggregate(top(3, Purchase::price));   // Pair<Integer, List<Purchase>>
     * }</pre>
     */
    public <R> Dataset<Pair<K, R>> aggregate(Aggregator<? super T, ?, R> aggregator) {
        ValueType result = aggregator.resultType(records.type());
        return grouped(aggregator, Pair::new, ValueType.of(Pair.class, keyType, result));
    }

    /**
     * One record for each key, made of the key and the result.
     *
     * <pre>{@code
     * record Spent(int customer, double total) {}
     *
     * Dataset<Spent> spent = purchases.groupBy(Purchase::customer).aggregate(sumDouble(Purchase::price), Spent::new);
     * }</pre>
     */
    public <A, R> Dataset<R> aggregate(
            Aggregator<? super T, ?, A> aggregator, Fn2<? super K, ? super A, ? extends R> result) {
        Captures.check(result, "aggregate");
        return grouped(aggregator, (Fn2<Object, Object, Object>) result, Types.resultOf(result, keyType));
    }

    /**
     * One record for each key, made of the key and the results of several aggregators, which share one pass.
     *
     * <pre>{@code
     * record Spent(int customer, double total, long purchases) {}
     *
     * purchases.groupBy(Purchase::customer).aggregate(sumDouble(Purchase::price), count(), Spent::new);
     * }</pre>
     */
    public <R1, R2, R> Dataset<R> aggregate(
            Aggregator<? super T, ?, R1> first,
            Aggregator<? super T, ?, R2> second,
            Fn3<? super K, ? super R1, ? super R2, ? extends R> result) {
        Fn2<K, Two<R1, R2>, R> spread = (key, all) -> result.apply(key, all.first(), all.second());
        return several(Aggregators.both(first, second), spread, result);
    }

    /**
     * As {@link #aggregate(Aggregator, Aggregator, Fn3)}, with three aggregators.
     *
     * <pre>{@code
     * record Spent(int customer, double total, long purchases, LocalDate latest) {}
     *
     * purchases.groupBy(Purchase::customer)
     *         .aggregate(sumDouble(Purchase::price), count(), max(Purchase::date), Spent::new)
     *         .sortBy(Spent::total, DESCENDING);
     * }</pre>
     */
    public <R1, R2, R3, R> Dataset<R> aggregate(
            Aggregator<? super T, ?, R1> first,
            Aggregator<? super T, ?, R2> second,
            Aggregator<? super T, ?, R3> third,
            Fn4<? super K, ? super R1, ? super R2, ? super R3, ? extends R> result) {
        Fn2<K, Two<Two<R1, R2>, R3>, R> spread =
                (key, all) -> result.apply(key, all.first().first(), all.first().second(), all.second());
        return several(Aggregators.both(Aggregators.both(first, second), third), spread, result);
    }

    /** As {@link #aggregate(Aggregator, Aggregator, Fn3)}, with four aggregators. */
    public <R1, R2, R3, R4, R> Dataset<R> aggregate(
            Aggregator<? super T, ?, R1> first,
            Aggregator<? super T, ?, R2> second,
            Aggregator<? super T, ?, R3> third,
            Aggregator<? super T, ?, R4> fourth,
            Fn5<? super K, ? super R1, ? super R2, ? super R3, ? super R4, ? extends R> result) {
        Fn2<K, Two<Two<R1, R2>, Two<R3, R4>>, R> spread = (key, all) -> {
            var firstAndSecond = all.first();
            var thirdAndFourth = all.second();
            return result.apply(
                    key,
                    firstAndSecond.first(),
                    firstAndSecond.second(),
                    thirdAndFourth.first(),
                    thirdAndFourth.second());
        };
        return several(
                Aggregators.both(Aggregators.both(first, second), Aggregators.both(third, fourth)), spread, result);
    }

    /** As {@link #aggregate(Aggregator, Aggregator, Fn3)}, with five aggregators. */
    public <R1, R2, R3, R4, R5, R> Dataset<R> aggregate(
            Aggregator<? super T, ?, R1> first,
            Aggregator<? super T, ?, R2> second,
            Aggregator<? super T, ?, R3> third,
            Aggregator<? super T, ?, R4> fourth,
            Aggregator<? super T, ?, R5> fifth,
            Fn6<? super K, ? super R1, ? super R2, ? super R3, ? super R4, ? super R5, ? extends R> result) {
        Fn2<K, Two<Two<Two<R1, R2>, Two<R3, R4>>, R5>, R> spread = (key, all) -> {
            var firstAndSecond = all.first().first();
            var thirdAndFourth = all.first().second();
            return result.apply(
                    key,
                    firstAndSecond.first(),
                    firstAndSecond.second(),
                    thirdAndFourth.first(),
                    thirdAndFourth.second(),
                    all.second());
        };
        return several(
                Aggregators.both(
                        Aggregators.both(Aggregators.both(first, second), Aggregators.both(third, fourth)), fifth),
                spread,
                result);
    }

    /** As {@link #aggregate(Aggregator, Aggregator, Fn3)}, with six aggregators. */
    public <R1, R2, R3, R4, R5, R6, R> Dataset<R> aggregate(
            Aggregator<? super T, ?, R1> first,
            Aggregator<? super T, ?, R2> second,
            Aggregator<? super T, ?, R3> third,
            Aggregator<? super T, ?, R4> fourth,
            Aggregator<? super T, ?, R5> fifth,
            Aggregator<? super T, ?, R6> sixth,
            Fn7<? super K, ? super R1, ? super R2, ? super R3, ? super R4, ? super R5, ? super R6, ? extends R>
                    result) {
        Fn2<K, Two<Two<Two<R1, R2>, Two<R3, R4>>, Two<R5, R6>>, R> spread = (key, all) -> {
            var firstAndSecond = all.first().first();
            var thirdAndFourth = all.first().second();
            var fifthAndSixth = all.second();
            return result.apply(
                    key,
                    firstAndSecond.first(),
                    firstAndSecond.second(),
                    thirdAndFourth.first(),
                    thirdAndFourth.second(),
                    fifthAndSixth.first(),
                    fifthAndSixth.second());
        };
        return several(
                Aggregators.both(
                        Aggregators.both(Aggregators.both(first, second), Aggregators.both(third, fourth)),
                        Aggregators.both(fifth, sixth)),
                spread,
                result);
    }

    /** As {@link #aggregate(Aggregator, Aggregator, Fn3)}, with seven aggregators. */
    public <R1, R2, R3, R4, R5, R6, R7, R> Dataset<R> aggregate(
            Aggregator<? super T, ?, R1> first,
            Aggregator<? super T, ?, R2> second,
            Aggregator<? super T, ?, R3> third,
            Aggregator<? super T, ?, R4> fourth,
            Aggregator<? super T, ?, R5> fifth,
            Aggregator<? super T, ?, R6> sixth,
            Aggregator<? super T, ?, R7> seventh,
            Fn8<
                            ? super K,
                            ? super R1,
                            ? super R2,
                            ? super R3,
                            ? super R4,
                            ? super R5,
                            ? super R6,
                            ? super R7,
                            ? extends R>
                    result) {
        Fn2<K, Two<Two<Two<R1, R2>, Two<R3, R4>>, Two<Two<R5, R6>, R7>>, R> spread = (key, all) -> {
            var firstAndSecond = all.first().first();
            var thirdAndFourth = all.first().second();
            var fifthAndSixth = all.second().first();
            return result.apply(
                    key,
                    firstAndSecond.first(),
                    firstAndSecond.second(),
                    thirdAndFourth.first(),
                    thirdAndFourth.second(),
                    fifthAndSixth.first(),
                    fifthAndSixth.second(),
                    all.second().second());
        };
        return several(
                Aggregators.both(
                        Aggregators.both(Aggregators.both(first, second), Aggregators.both(third, fourth)),
                        Aggregators.both(Aggregators.both(fifth, sixth), seventh)),
                spread,
                result);
    }

    /** As {@link #aggregate(Aggregator, Aggregator, Fn3)}, with eight aggregators. */
    public <R1, R2, R3, R4, R5, R6, R7, R8, R> Dataset<R> aggregate(
            Aggregator<? super T, ?, R1> first,
            Aggregator<? super T, ?, R2> second,
            Aggregator<? super T, ?, R3> third,
            Aggregator<? super T, ?, R4> fourth,
            Aggregator<? super T, ?, R5> fifth,
            Aggregator<? super T, ?, R6> sixth,
            Aggregator<? super T, ?, R7> seventh,
            Aggregator<? super T, ?, R8> eighth,
            Fn9<
                            ? super K,
                            ? super R1,
                            ? super R2,
                            ? super R3,
                            ? super R4,
                            ? super R5,
                            ? super R6,
                            ? super R7,
                            ? super R8,
                            ? extends R>
                    result) {
        Fn2<K, Two<Two<Two<R1, R2>, Two<R3, R4>>, Two<Two<R5, R6>, Two<R7, R8>>>, R> spread = (key, all) -> {
            var firstAndSecond = all.first().first();
            var thirdAndFourth = all.first().second();
            var fifthAndSixth = all.second().first();
            var seventhAndEighth = all.second().second();
            return result.apply(
                    key,
                    firstAndSecond.first(),
                    firstAndSecond.second(),
                    thirdAndFourth.first(),
                    thirdAndFourth.second(),
                    fifthAndSixth.first(),
                    fifthAndSixth.second(),
                    seventhAndEighth.first(),
                    seventhAndEighth.second());
        };
        return several(
                Aggregators.both(
                        Aggregators.both(Aggregators.both(first, second), Aggregators.both(third, fourth)),
                        Aggregators.both(Aggregators.both(fifth, sixth), Aggregators.both(seventh, eighth))),
                spread,
                result);
    }

    private <A, R> Dataset<R> several(
            Aggregator<? super T, ?, A> aggregators, Fn2<K, A, R> spread, Serializable result) {
        Captures.check(result, "aggregate");
        return grouped(
                aggregators, (Fn2<Object, Object, Object>) (Fn2<?, ?, ?>) spread, Types.resultOf(result, keyType));
    }

    /**
     * The values of each group in ascending order of a key, for {@link SortedGroups#transformGroups}.
     *
     * <pre>{@code
     * hits.groupBy(Hit::host).sortedBy(Hit::time);
     * }</pre>
     */
    public <S extends Comparable<? super S>> SortedGroups<K, T> sortedBy(Fn1<? super T, ? extends S> sortKey) {
        return sortedBy(sortKey, Order.ASCENDING);
    }

    /**
     * The values of each group in order of a key, for {@link SortedGroups#transformGroups}. Costs nothing by itself. A key
     * whose type has no order is refused with kind {@code INVALID_PLAN}.
     *
     * <pre>{@code
     * purchases.groupBy(Purchase::customer).sortedBy(Purchase::price, DESCENDING);
     * }</pre>
     */
    public <S extends Comparable<? super S>> SortedGroups<K, T> sortedBy(
            Fn1<? super T, ? extends S> sortKey, Order direction) {
        return new SortedGroups<>(this, List.of(Sorted.key("sortedBy", sortKey, direction, records.type())));
    }

    /**
     * Any number of records of each group. The values are not kept in memory: a group may be larger than that. Where an
     * aggregator can do it, that is faster, since it works in part before the shuffle. Every record is sent once, and the
     * task that reads sorts what it gets by key, in runs that spill. What the function throws fails the job with kind {@code
     * USER_CODE}.
     *
     * <pre>{@code
     * purchases.groupBy(Purchase::date).transformGroups(new TypeRef<Pair<LocalDate, Long>>() {}, (date, sold, out) -> {
     *     double sum = 0;
     *     long large = 0;
     *     for (Purchase purchase : sold) {
     *         sum += purchase.price();
     *     }
     *     for (Purchase purchase : sold) {                            // reads them again
     *         large += purchase.price() > sum / 10 ? 1 : 0;
     *     }
     *     out.emit(Pair.of(date, large));
     * });
     * }</pre>
     */
    public <R> Dataset<R> transformGroups(TypeRef<R> type, GroupFunction<? super K, T, R> function) {
        Captures.check(function, "transformGroups");
        return transformed(function, List.of(), type.type());
    }

    /**
     * As {@link #transformGroups(TypeRef, GroupFunction)}, for results of a class without type arguments.
     *
     * <pre>{@code
     * purchases.groupBy(Purchase::customer).transformGroups(Purchase.class, (customer, bought, out) -> {
     *     for (Purchase purchase : bought) {
     *         if (purchase.price() > 100) {
     *             out.emit(purchase);
     *         }
     *     }
     * });
     * }</pre>
     */
    public <R> Dataset<R> transformGroups(Class<R> type, GroupFunction<? super K, T, R> function) {
        Captures.check(function, "transformGroups");
        return transformed(function, List.of(), ValueType.of(type));
    }

    /**
     * Any number of records of what this and another dataset have for each key that any of them has. Neither part is kept in
     * memory; both are sent and sorted as {@link #transformGroups(TypeRef, GroupFunction)} does. Keys of different types are
     * refused with kind {@code INVALID_PLAN}.
     *
     * <pre>{@code
     * var known = customers.groupBy(Customer::id);
     * purchases.groupBy(Purchase::customer).cogroup(known, String.class, (id, bought, found, out) -> {
     *     for (Customer customer : found) {
     *         out.emit(customer.name() + (bought.iterator().hasNext() ? " bought something" : " bought nothing"));
     *     }
     * });
     * }</pre>
     */
    public <U, R> Dataset<R> cogroup(
            KeyedDataset<? extends K, U> other, Class<R> type, CoGroupFunction<? super K, T, U, R> function) {
        Captures.check(function, "cogroup");
        Types.check("cogroup", "record", records.type());
        Types.check("cogroup", "record", other.records.type());
        ValueType commonKey = Joins.commonType("cogroup", keyType, other.keyType);
        return Dataset.of(
                records.session(),
                new PlanNode.CoGroup(
                        "cogroup",
                        new PlanNode.Side(records.node(), key),
                        new PlanNode.Side(other.records.node(), other.key),
                        commonKey,
                        (CoGroupFunction<Object, Object, Object, Object>) function,
                        ValueType.of(type)));
    }

    <R> Dataset<R> transformed(GroupFunction<? super K, T, R> function, List<PlanNode.SortKey> order, ValueType type) {
        Types.check("transformGroups", "record", records.type());
        return Dataset.of(
                records.session(),
                new PlanNode.TransformGroups(
                        "transformGroups",
                        new PlanNode.Side(records.node(), key),
                        keyType,
                        order,
                        (GroupFunction<Object, Object, Object>) (GroupFunction<?, ?, ?>) function,
                        type));
    }

    Dataset<T> records() {
        return records;
    }

    private <R> Dataset<R> grouped(
            Aggregator<? super T, ?, ?> aggregator, Fn2<Object, Object, Object> result, ValueType type) {
        Captures.check(aggregator, "aggregate");
        Types.check("aggregate", "accumulator", aggregator.accumulatorType(records.type()));
        return Dataset.of(
                records.session(),
                new PlanNode.AggregateByKey(
                        aggregator + " by key",
                        records.node(),
                        key,
                        keyType,
                        (Aggregator<Object, Object, Object>) aggregator,
                        result,
                        type));
    }
}
