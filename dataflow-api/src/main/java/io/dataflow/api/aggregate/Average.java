package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * The arithmetic mean of numbers.
 *
 * @param <T> the records
 */
final class Average<T> implements Aggregator<T, Average.Sum, Double>, Packable<T> {
    private static final long serialVersionUID = 1L;

    private static final String NAME = "average";

    private final Fn1<? super T, ? extends Number> value;

    Average(Fn1<? super T, ? extends Number> value) {
        this.value = value;
    }

    /**
     * Of whole numbers the exact sum, which 128 bits hold for as many as can be counted; of others the sum of doubles.
     *
     * @param low the lower half of the whole numbers' sum, unsigned
     */
    record Sum(long count, long high, long low, double others) {
        /** Whole numbers up to here are doubles without loss. */
        private static final long EXACT_DOUBLE = 1L << 53;

        static final Sum NONE = new Sum(0, 0, 0, 0);

        Sum plus(Number number) {
            return isWhole(number)
                    ? plus(1, number.longValue() >> 63, number.longValue(), 0)
                    : plus(1, 0, 0, number.doubleValue());
        }

        private static boolean isWhole(Number number) {
            return number instanceof Integer
                    || number instanceof Long
                    || number instanceof Short
                    || number instanceof Byte;
        }

        Sum plus(Sum other) {
            return plus(other.count, other.high, other.low, other.others);
        }

        private Sum plus(long moreCount, long moreHigh, long moreLow, double moreOthers) {
            long sumLow = low + moreLow;
            int carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
            return new Sum(count + moreCount, high + moreHigh + carry, sumLow, others + moreOthers);
        }

        double mean() {
            if (high == low >> 63 && low >= -EXACT_DOUBLE && low <= EXACT_DOUBLE) {
                return (low + others) / count;
            }
            BigDecimal whole = new BigDecimal(whole());
            return Double.isFinite(others)
                    ? whole.add(new BigDecimal(others))
                            .divide(BigDecimal.valueOf(count), MathContext.DECIMAL128)
                            .doubleValue()
                    : others;
        }

        private BigInteger whole() {
            long signedHigh = low < 0 ? high + 1 : high;
            return BigInteger.valueOf(signedHigh).shiftLeft(Long.SIZE).add(BigInteger.valueOf(low));
        }
    }

    @Override
    public Sum create() {
        return Sum.NONE;
    }

    @Override
    public Sum add(Sum sum, T record) throws Exception {
        return sum.plus(Values.ofRecord(NAME, value.apply(record)));
    }

    @Override
    public Sum merge(Sum left, Sum right) {
        return left.plus(right);
    }

    @Override
    public Double finish(Sum sum) {
        if (sum.count() == 0) {
            throw new IllegalStateException(NAME + " of no records has no value");
        }
        return sum.mean();
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(Sum.class);
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
        return NAME;
    }

    /** The components of {@link Sum}, in that order. */
    private final class Packed implements PackedAccumulator<T> {
        private static final int COUNT = 0;
        private static final int HIGH = 1;
        private static final int LOW = 2;
        private static final int OTHERS = 3;

        @Override
        public int longs() {
            return 4;
        }

        @Override
        public boolean sums() {
            return false;
        }

        @Override
        public void first(T record, long[] target, int at) throws Exception {
            put(add(Sum.NONE, record), target, at);
        }

        @Override
        public void merge(long[] target, int at, long[] other, int otherAt) {
            put(sum(target, at).plus(sum(other, otherAt)), target, at);
        }

        private void put(Sum sum, long[] target, int at) {
            target[at + COUNT] = sum.count();
            target[at + HIGH] = sum.high();
            target[at + LOW] = sum.low();
            target[at + OTHERS] = Double.doubleToLongBits(sum.others());
        }

        private Sum sum(long[] from, int at) {
            return new Sum(
                    from[at + COUNT], from[at + HIGH], from[at + LOW], Double.longBitsToDouble(from[at + OTHERS]));
        }

        @Override
        public void encode(long[] accumulator, int at, ByteOutput output) {
            output.writeZigZag(accumulator[at + COUNT]);
            output.writeZigZag(accumulator[at + HIGH]);
            output.writeZigZag(accumulator[at + LOW]);
            output.writeLongBigEndian(accumulator[at + OTHERS]);
        }

        @Override
        public void decode(ByteInput input, long[] target, int at) {
            target[at + COUNT] = input.readZigZag();
            target[at + HIGH] = input.readZigZag();
            target[at + LOW] = input.readZigZag();
            target[at + OTHERS] = input.readLongBigEndian();
        }
    }
}
