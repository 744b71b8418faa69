package io.dataflow.sketches;

import com.datadoghq.sketch.ddsketch.DDSketch;
import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * Quantiles of numbers, by DDSketch (C. Masson, J. E. Rim, H. K. Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch
 * with Relative-Error Guarantees", VLDB 2019).
 *
 * @param <T> the records
 */
final class Quantiles<T> implements Aggregator<T, DDSketch, List<Double>> {
    private static final long serialVersionUID = 1L;

    private final ValueOf<T, ? extends Number> value;
    private final QuantileEncoding encoding;
    private final List<Double> quantiles;

    Quantiles(ValueOf<T, ? extends Number> value, double relativeError, List<Double> quantiles) {
        for (double quantile : quantiles) {
            if (!(quantile >= 0 && quantile <= 1)) {
                throw new IllegalArgumentException(
                        value.aggregator() + ": a quantile is between 0 and 1, not " + quantile);
            }
        }
        this.value = value;
        this.encoding = new QuantileEncoding(relativeError);
        this.quantiles = quantiles;
    }

    @Override
    public DDSketch create() {
        return encoding.empty();
    }

    @Override
    public DDSketch add(DDSketch sketch, T record) throws Exception {
        double number = value.of(record).doubleValue();
        if (!(Math.abs(number) <= sketch.getIndexMapping().maxIndexableValue())) {
            throw new IllegalArgumentException(value.aggregator() + ": " + number
                    + " is not a number to rank; leave such records out with filtering(...)");
        }
        sketch.accept(number);
        return sketch;
    }

    @Override
    public DDSketch merge(DDSketch left, DDSketch right) {
        left.mergeWith(right);
        return left;
    }

    @Override
    public List<Double> finish(DDSketch sketch) {
        if (sketch.isEmpty()) {
            throw new IllegalStateException(value.aggregator() + " of no records has no value");
        }
        List<Double> values = new ArrayList<>(quantiles.size());
        for (double quantile : quantiles) {
            values.add(sketch.getValueAtQuantile(quantile));
        }
        return values;
    }

    /** The one quantile there is, in no list. */
    Aggregator<T, DDSketch, Double> only() {
        return new Only<>(this);
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(DDSketch.class, encoding);
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return ValueType.of(List.class, ValueType.of(Double.class));
    }

    @Override
    public String toString() {
        return value.aggregator();
    }

    private record Only<T>(Quantiles<T> all) implements Aggregator<T, DDSketch, Double> {
        private static final long serialVersionUID = 1L;

        @Override
        public DDSketch create() {
            return all.create();
        }

        @Override
        public DDSketch add(DDSketch sketch, T record) throws Exception {
            return all.add(sketch, record);
        }

        @Override
        public DDSketch merge(DDSketch left, DDSketch right) {
            return all.merge(left, right);
        }

        @Override
        public Double finish(DDSketch sketch) {
            return all.finish(sketch).get(0);
        }

        @Override
        public ValueType accumulatorType(ValueType recordType) {
            return all.accumulatorType(recordType);
        }

        @Override
        public ValueType resultType(ValueType recordType) {
            return ValueType.of(Double.class);
        }

        @Override
        public String toString() {
            return all.toString();
        }
    }
}
