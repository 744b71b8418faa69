package io.dataflow.api.aggregate;

import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn0;
import io.dataflow.api.function.LambdaTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collector;

/**
 * A collector of streams over the records, which are kept until all are there: what collectors accumulate in may be of any
 * class, and need not become bytes.
 *
 * @param <T> the records
 * @param <R> the result
 */
final class Collected<T, R> implements Aggregator<T, List<T>, R> {
    private static final long serialVersionUID = 1L;

    private final Fn0<? extends Collector<? super T, ?, R>> collector;

    Collected(Fn0<? extends Collector<? super T, ?, R>> collector) {
        this.collector = collector;
    }

    @Override
    public List<T> create() {
        return new ArrayList<>();
    }

    @Override
    public List<T> add(List<T> records, T record) {
        records.add(record);
        return records;
    }

    @Override
    public List<T> merge(List<T> left, List<T> right) {
        left.addAll(right);
        return left;
    }

    @Override
    public R finish(List<T> records) throws Exception {
        return collect(records, collector.apply());
    }

    private static <T, C, R> R collect(List<T> records, Collector<? super T, C, R> collector) {
        C container = collector.supplier().get();
        for (T record : records) {
            collector.accumulator().accept(container, record);
        }
        return collector.finisher().apply(container);
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(List.class, recordType);
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return Codecs.typeOf(LambdaTypes.argument(LambdaTypes.returnType(collector), Collector.class, 2));
    }

    @Override
    public String toString() {
        return "collector";
    }
}
