package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Fn1;
import org.jspecify.annotations.Nullable;

/**
 * A sum of longs, or a count. The engine recognises it and keeps the sum in place, without an object.
 *
 * <pre>{@code
 * LongSum<Purchase> count = Aggregators.count();
 * long all = purchases.aggregate(count);
 * }</pre>
 *
 * @param <T> the records
 */
public final class LongSum<T> implements Aggregator<T, Long, Long>, Packable<T> {
    private static final long serialVersionUID = 1L;

    /** Null counts: each record is worth 1. */
    private final @Nullable Fn1<? super T, Long> value;

    LongSum(@Nullable Fn1<? super T, Long> value) {
        this.value = value;
    }

    /** What {@code record} adds. */
    public long amount(T record) throws Exception {
        return value == null ? 1 : checked(value.apply(record));
    }

    /** What {@link #value} gave for a record; a {@code NullPointerException} that says what to do if that is null. */
    public long checked(@Nullable Long amount) {
        return Values.ofRecord(this, amount);
    }

    /** Whether each record is worth 1, whatever it is. */
    public boolean counts() {
        return value == null;
    }

    /** What tells of a record how much it adds; null where each is worth 1. */
    public @Nullable Fn1<? super T, Long> value() {
        return value;
    }

    @Override
    public Long create() {
        return 0L;
    }

    @Override
    public Long add(Long sum, T record) throws Exception {
        return sum(sum, amount(record));
    }

    @Override
    public Long merge(Long left, Long right) {
        return sum(left, right);
    }

    /** The exact sum; a failure of kind {@code BAD_DATA} when it does not fit. */
    public static long sum(long left, long right) {
        long sum = left + right;
        if (((left ^ sum) & (right ^ sum)) < 0) {
            throw new DataflowException(
                    FailureKind.BAD_DATA,
                    "A sum overflows: " + left + " + " + right
                            + " does not fit 64 bits; sum doubles, or smaller numbers");
        }
        return sum;
    }

    @Override
    public Long finish(Long sum) {
        return sum;
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(Long.class);
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return ValueType.of(Long.class);
    }

    @Override
    public PackedAccumulator<T> packed() {
        return new Packed();
    }

    @Override
    public String toString() {
        return counts() ? "count" : "sumLong";
    }

    private final class Packed implements PackedAccumulator<T> {
        @Override
        public int longs() {
            return 1;
        }

        @Override
        public boolean sums() {
            return true;
        }

        @Override
        public void first(T record, long[] target, int at) throws Exception {
            target[at] = amount(record);
        }

        @Override
        public void merge(long[] target, int at, long[] other, int otherAt) {
            target[at] = sum(target[at], other[otherAt]);
        }

        @Override
        public void encode(long[] accumulator, int at, ByteOutput output) {
            output.writeZigZag(accumulator[at]);
        }

        @Override
        public void decode(ByteInput input, long[] target, int at) {
            target[at] = input.readZigZag();
        }
    }
}
