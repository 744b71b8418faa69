package io.dataflow.sketches;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.ValueType;
import java.util.List;

/**
 * The most frequent values.
 *
 * @param <T> the records
 * @param <V> the values
 */
final class MostFrequent<T, V> implements Aggregator<T, FrequencySketch, List<Frequency<V>>> {
    private static final long serialVersionUID = 1L;

    private final ValueOf<T, V> value;
    private final int count;
    private final int kept;

    MostFrequent(ValueOf<T, V> value, int count, int kept) {
        if (count < 1 || kept < count) {
            throw new IllegalArgumentException(value.aggregator()
                    + " needs at least 1 value to answer with and to keep as many, got " + count + " and " + kept);
        }
        this.value = value;
        this.count = count;
        this.kept = kept;
    }

    @Override
    public FrequencySketch create() {
        return new FrequencySketch(kept);
    }

    @Override
    public FrequencySketch add(FrequencySketch sketch, T record) throws Exception {
        sketch.add(value.encodedOf(record));
        return sketch;
    }

    @Override
    public FrequencySketch merge(FrequencySketch left, FrequencySketch right) {
        left.add(right);
        return left;
    }

    @Override
    public List<Frequency<V>> finish(FrequencySketch sketch) {
        return sketch.most(count, value.codec());
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(FrequencySketch.class, new FrequencySketch.Encoding(kept));
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return ValueType.of(List.class, ValueType.of(Frequency.class, value.type(recordType)));
    }

    @Override
    public String toString() {
        return value.aggregator();
    }
}
