package io.dataflow.sketches;

import com.dynatrace.hash4j.hashing.Hashing;
import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.text.Text;

/**
 * How many different values there are.
 *
 * @param <T> the records
 */
final class DistinctCount<T> implements Aggregator<T, DistinctSketch, Long> {
    private static final long serialVersionUID = 1L;

    private final ValueOf<T, ?> value;
    private final int precision;

    DistinctCount(ValueOf<T, ?> value, int precision) {
        this.value = value;
        this.precision = precision;
    }

    @Override
    public DistinctSketch create() {
        return new DistinctSketch(precision);
    }

    @Override
    public DistinctSketch add(DistinctSketch sketch, T record) throws Exception {
        Text encoded = value.encodedOf(record);
        sketch.add(Hashing.komihash5_0().hashBytesToLong(encoded.bytes(), encoded.offset(), encoded.length()));
        return sketch;
    }

    @Override
    public DistinctSketch merge(DistinctSketch left, DistinctSketch right) {
        left.add(right);
        return left;
    }

    @Override
    public Long finish(DistinctSketch sketch) {
        return sketch.estimate();
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(DistinctSketch.class, new DistinctSketch.Encoding(precision));
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return ValueType.of(Long.class);
    }

    @Override
    public String toString() {
        return value.aggregator();
    }
}
