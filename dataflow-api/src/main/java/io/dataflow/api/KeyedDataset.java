package io.dataflow.api;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Fn2;
import io.dataflow.api.plan.PlanNode;

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
