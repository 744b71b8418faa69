package io.dataflow.api.aggregate;

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
public final class LongSum<T> implements Aggregator<T, Long, Long> {
    private static final long serialVersionUID = 1L;

    /** Null counts: each record is worth 1. */
    private final @Nullable Fn1<? super T, Long> value;

    LongSum(@Nullable Fn1<? super T, Long> value) {
        this.value = value;
    }

    /** What {@code record} adds. */
    public long amount(T record) throws Exception {
        return value == null ? 1 : Values.ofRecord(this, value.apply(record));
    }

    /** Whether each record is worth 1, whatever it is. */
    public boolean counts() {
        return value == null;
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
    public String toString() {
        return counts() ? "count" : "sumLong";
    }
}
