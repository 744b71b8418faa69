package io.dataflow.api;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.CoGroupFunction;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.function.GroupFunction;
import io.dataflow.api.plan.PlanNode;
import java.util.List;

/**
 * Records that know their key. Whatever is done by key is done in part before the shuffle, and spills when it outgrows its
 * memory.
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

    /** How many records each key has. */
    public Dataset<Pair<K, Long>> count() {
        return aggregate(Aggregators.count());
    }

    /** The records of each key combined two at a time, by an associative and commutative function. */
    public Dataset<Pair<K, T>> reduce(Fn2<? super T, ? super T, ? extends T> combine) {
        return aggregate(Aggregators.reduce(records.type(), combine));
    }

    /** One result for each key. */
    public <R> Dataset<Pair<K, R>> aggregate(Aggregator<? super T, ?, R> aggregator) {
        ValueType result = aggregator.resultType(records.type());
        return grouped(aggregator, Pair::new, ValueType.of(Pair.class, keyType, result));
    }

    /** One record for each key, made of the key and the result. */
    public <A, R> Dataset<R> aggregate(
            Aggregator<? super T, ?, A> aggregator, Fn2<? super K, ? super A, ? extends R> result) {
        Captures.check(result, "aggregate");
        return grouped(aggregator, (Fn2<Object, Object, Object>) result, Types.resultOf(result, keyType));
    }

    /** The values of each group in ascending order of a key, for {@link SortedGroups#transformGroups}. */
    public <S extends Comparable<? super S>> SortedGroups<K, T> sortedBy(Fn1<? super T, ? extends S> sortKey) {
        return sortedBy(sortKey, Order.ASCENDING);
    }

    /** The values of each group in order of a key, for {@link SortedGroups#transformGroups}. */
    public <S extends Comparable<? super S>> SortedGroups<K, T> sortedBy(
            Fn1<? super T, ? extends S> sortKey, Order direction) {
        return new SortedGroups<>(this, List.of(Sorted.key("sortedBy", sortKey, direction, records.type())));
    }

    /**
     * Any number of records of each group. The values are not kept in memory: a group may be larger than that. Where an
     * aggregator can do it, that is faster, since it works in part before the shuffle.
     */
    public <R> Dataset<R> transformGroups(Class<R> type, GroupFunction<? super K, T, R> function) {
        Captures.check(function, "transformGroups");
        return transformed(function, List.of(), ValueType.of(type));
    }

    /** Any number of records of what this and another dataset have for each key that any of them has. */
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
