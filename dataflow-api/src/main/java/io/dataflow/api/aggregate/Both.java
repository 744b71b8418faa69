package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * Two aggregators in one pass over the records; nested in each other, any number.
 *
 * @param <T> the records
 * @param <A> the accumulator of the first
 * @param <B> the accumulator of the second
 * @param <R> the result of the first
 * @param <S> the result of the second
 */
final class Both<T, A, B, R, S> implements Aggregator<T, Two<A, B>, Two<R, S>>, Packable<T> {
    private static final long serialVersionUID = 1L;

    private final Aggregator<? super T, A, R> first;
    private final Aggregator<? super T, B, S> second;

    Both(Aggregator<? super T, A, R> first, Aggregator<? super T, B, S> second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public Two<A, B> create() throws Exception {
        return two(first.create(), second.create());
    }

    @Override
    public Two<A, B> first(T record) throws Exception {
        return two(first.first(record), second.first(record));
    }

    @Override
    public Two<A, B> add(Two<A, B> accumulator, T record) throws Exception {
        return two(first.add(accumulator.first(), record), second.add(accumulator.second(), record));
    }

    @Override
    public Two<A, B> merge(Two<A, B> left, Two<A, B> right) throws Exception {
        return two(first.merge(left.first(), right.first()), second.merge(left.second(), right.second()));
    }

    private Two<A, B> two(A ofFirst, B ofSecond) {
        return new Two<>(Values.accumulated(first, ofFirst), Values.accumulated(second, ofSecond));
    }

    @Override
    public Two<R, S> finish(Two<A, B> accumulator) throws Exception {
        return new Two<>(first.finish(accumulator.first()), second.finish(accumulator.second()));
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(Two.class, first.accumulatorType(recordType), second.accumulatorType(recordType));
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return ValueType.of(Two.class, first.resultType(recordType), second.resultType(recordType));
    }

    @Override
    public @Nullable PackedAccumulator<T> packed() {
        PackedAccumulator<? super T> ofFirst = PackedAccumulator.of(first);
        PackedAccumulator<? super T> ofSecond = PackedAccumulator.of(second);
        return ofFirst == null || ofSecond == null ? null : new Packed<>(ofFirst, ofSecond);
    }

    @Override
    public String toString() {
        return first + ", " + second;
    }

    /** One behind the other. */
    private static final class Packed<T> implements PackedAccumulator<T> {
        /** That neither component of {@link Two} is null, as the codec of records has it. */
        private static final int NO_NULLS = 0;

        private final PackedAccumulator<? super T> first;
        private final PackedAccumulator<? super T> second;
        private final int firstLongs;

        Packed(PackedAccumulator<? super T> first, PackedAccumulator<? super T> second) {
            this.first = first;
            this.second = second;
            this.firstLongs = first.longs();
        }

        @Override
        public int longs() {
            return firstLongs + second.longs();
        }

        @Override
        public boolean sums() {
            return first.sums() && second.sums();
        }

        @Override
        public void first(T record, long[] target, int at) throws Exception {
            first.first(record, target, at);
            second.first(record, target, at + firstLongs);
        }

        @Override
        public void merge(long[] target, int at, long[] other, int otherAt) {
            first.merge(target, at, other, otherAt);
            second.merge(target, at + firstLongs, other, otherAt + firstLongs);
        }

        @Override
        public void encode(long[] accumulator, int at, ByteOutput output) {
            output.writeByte(NO_NULLS);
            first.encode(accumulator, at, output);
            second.encode(accumulator, at + firstLongs, output);
        }

        @Override
        public void decode(ByteInput input, long[] target, int at) {
            if (input.readByte() != NO_NULLS) {
                throw input.malformed("accumulators of two aggregators");
            }
            first.decode(input, target, at);
            second.decode(input, target, at + firstLongs);
        }
    }
}
