package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.ResultTypes;
import org.jspecify.annotations.Nullable;

/**
 * Another aggregator over what is taken from each record.
 *
 * @param <T> the records
 * @param <U> what is taken from each
 * @param <A> the accumulator
 * @param <R> the result
 */
final class Mapped<T, U, A, R> implements Aggregator<T, A, R>, Packable<T> {
    private static final long serialVersionUID = 1L;

    private final Fn1<? super T, ? extends U> function;
    private final Aggregator<? super U, A, R> aggregator;

    Mapped(Fn1<? super T, ? extends U> function, Aggregator<? super U, A, R> aggregator) {
        this.function = function;
        this.aggregator = aggregator;
    }

    @Override
    public A create() throws Exception {
        return aggregator.create();
    }

    @Override
    public A first(T record) throws Exception {
        return aggregator.first(mapped(record));
    }

    @Override
    public A add(A accumulator, T record) throws Exception {
        return aggregator.add(accumulator, mapped(record));
    }

    private U mapped(T record) throws Exception {
        return Values.ofRecord(this, function.apply(record));
    }

    @Override
    public A merge(A left, A right) throws Exception {
        return aggregator.merge(left, right);
    }

    @Override
    public R finish(A accumulator) throws Exception {
        return aggregator.finish(accumulator);
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return aggregator.accumulatorType(mappedType(recordType));
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return aggregator.resultType(mappedType(recordType));
    }

    private ValueType mappedType(ValueType recordType) {
        return ResultTypes.of(function, recordType);
    }

    @Override
    public @Nullable PackedAccumulator<T> packed() {
        PackedAccumulator<? super U> ofMapped = PackedAccumulator.of(aggregator);
        return ofMapped == null ? null : new Packed(ofMapped);
    }

    @Override
    public String toString() {
        return aggregator + " of mapped";
    }

    private final class Packed implements PackedAccumulator<T> {
        private final PackedAccumulator<? super U> ofMapped;

        Packed(PackedAccumulator<? super U> ofMapped) {
            this.ofMapped = ofMapped;
        }

        @Override
        public int longs() {
            return ofMapped.longs();
        }

        @Override
        public boolean sums() {
            return ofMapped.sums();
        }

        @Override
        public void first(T record, long[] target, int at) throws Exception {
            ofMapped.first(mapped(record), target, at);
        }

        @Override
        public void merge(long[] target, int at, long[] other, int otherAt) {
            ofMapped.merge(target, at, other, otherAt);
        }

        @Override
        public void encode(long[] accumulator, int at, ByteOutput output) {
            ofMapped.encode(accumulator, at, output);
        }

        @Override
        public void decode(ByteInput input, long[] target, int at) {
            ofMapped.decode(input, target, at);
        }
    }
}
