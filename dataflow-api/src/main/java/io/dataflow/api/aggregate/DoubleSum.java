package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;

/**
 * A sum of doubles.
 *
 * @param <T> the records
 */
final class DoubleSum<T> implements Aggregator<T, Double, Double>, Packable<T> {
    private static final long serialVersionUID = 1L;

    private final Fn1<? super T, Double> value;

    DoubleSum(Fn1<? super T, Double> value) {
        this.value = value;
    }

    @Override
    public Double create() {
        return 0.0;
    }

    @Override
    public Double add(Double sum, T record) throws Exception {
        return sum + Values.ofRecord(this, value.apply(record));
    }

    @Override
    public Double merge(Double left, Double right) {
        return left + right;
    }

    @Override
    public Double finish(Double sum) {
        return sum;
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(Double.class);
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return ValueType.of(Double.class);
    }

    @Override
    public PackedAccumulator<T> packed() {
        return new Packed();
    }

    @Override
    public String toString() {
        return "sumDouble";
    }

    private final class Packed implements PackedAccumulator<T> {
        @Override
        public int longs() {
            return 1;
        }

        @Override
        public boolean sums() {
            return false;
        }

        @Override
        public void first(T record, long[] target, int at) throws Exception {
            target[at] = Double.doubleToLongBits(add(0.0, record));
        }

        @Override
        public void merge(long[] target, int at, long[] other, int otherAt) {
            double sum = Double.longBitsToDouble(target[at]) + Double.longBitsToDouble(other[otherAt]);
            target[at] = Double.doubleToLongBits(sum);
        }

        @Override
        public void encode(long[] accumulator, int at, ByteOutput output) {
            output.writeLongBigEndian(accumulator[at]);
        }

        @Override
        public void decode(ByteInput input, long[] target, int at) {
            target[at] = input.readLongBigEndian();
        }
    }
}
