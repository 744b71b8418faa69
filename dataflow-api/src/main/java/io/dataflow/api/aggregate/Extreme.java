package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.ResultTypes;
import org.jspecify.annotations.Nullable;

/**
 * The least or the greatest value.
 *
 * @param <T> the records
 * @param <V> what is taken from each
 */
final class Extreme<T, V extends Comparable<?>> extends Fold<T, V> implements Packable<T> {
    private static final long serialVersionUID = 1L;

    private final boolean greatest;

    private Extreme(String name, Fn1<? super T, ? extends V> value, boolean greatest) {
        super(
                name,
                value,
                greatest
                        ? (left, right) -> Values.compare(left, right) >= 0 ? left : right
                        : (left, right) -> Values.compare(left, right) <= 0 ? left : right,
                ResultTypes.of(value, ValueType.UNKNOWN));
        this.greatest = greatest;
    }

    static <T, V extends Comparable<?>> Extreme<T, V> least(Fn1<? super T, ? extends V> value) {
        return new Extreme<>("min", value, false);
    }

    static <T, V extends Comparable<?>> Extreme<T, V> greatest(Fn1<? super T, ? extends V> value) {
        return new Extreme<>("max", value, true);
    }

    /** Of numbers whose type the function tells. */
    @Override
    public @Nullable PackedAccumulator<T> packed() {
        ValueType type = accumulatorType(ValueType.UNKNOWN);
        if (type.equals(ValueType.of(Double.class))) {
            return new OfDoubles();
        }
        return type.equals(ValueType.of(Long.class)) || type.equals(ValueType.of(Integer.class))
                ? new OfWholeNumbers()
                : null;
    }

    /** The number itself; an {@code Integer} is encoded as the {@code Long} of that value. */
    private final class OfWholeNumbers implements PackedAccumulator<T> {
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
            target[at] = ((Number) (Object) Extreme.this.first(record)).longValue();
        }

        @Override
        public void merge(long[] target, int at, long[] other, int otherAt) {
            target[at] = greatest ? Math.max(target[at], other[otherAt]) : Math.min(target[at], other[otherAt]);
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

    /** Its bits. */
    private final class OfDoubles implements PackedAccumulator<T> {
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
            target[at] = Double.doubleToLongBits((Double) (Object) Extreme.this.first(record));
        }

        @Override
        public void merge(long[] target, int at, long[] other, int otherAt) {
            int order = Double.compare(Double.longBitsToDouble(target[at]), Double.longBitsToDouble(other[otherAt]));
            if (greatest ? order < 0 : order > 0) {
                target[at] = other[otherAt];
            }
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
