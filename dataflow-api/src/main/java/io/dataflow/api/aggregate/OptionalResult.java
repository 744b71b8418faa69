package io.dataflow.api.aggregate;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Condition;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Another aggregator whose result of no records is empty.
 *
 * @param <T> the records
 * @param <A> the other's accumulator
 * @param <R> the other's result
 */
final class OptionalResult<T, A, R> implements Aggregator<T, Optional<A>, Optional<R>>, Packable<T> {
    private static final long serialVersionUID = 1L;

    private final Aggregator<? super T, A, R> aggregator;

    OptionalResult(Aggregator<? super T, A, R> aggregator) {
        this.aggregator = aggregator;
    }

    @Override
    public Optional<A> create() {
        return Optional.empty();
    }

    @Override
    public Optional<A> add(Optional<A> accumulator, T record) throws Exception {
        A next = accumulator.isPresent() ? aggregator.add(accumulator.get(), record) : aggregator.first(record);
        return Optional.of(Values.accumulated(aggregator, next));
    }

    @Override
    public Optional<A> merge(Optional<A> left, Optional<A> right) throws Exception {
        if (left.isEmpty() || right.isEmpty()) {
            return left.isEmpty() ? right : left;
        }
        return Optional.of(Values.accumulated(aggregator, aggregator.merge(left.get(), right.get())));
    }

    @Override
    public Optional<R> finish(Optional<A> accumulator) throws Exception {
        return accumulator.isPresent() ? Optional.of(aggregator.finish(accumulator.get())) : Optional.empty();
    }

    @Override
    public ValueType accumulatorType(ValueType recordType) {
        return ValueType.of(Optional.class, aggregator.accumulatorType(recordType));
    }

    @Override
    public ValueType resultType(ValueType recordType) {
        return ValueType.of(Optional.class, aggregator.resultType(recordType));
    }

    @Override
    public @Nullable PackedAccumulator<T> packed() {
        return packedIf(record -> true);
    }

    /** Of the records for which the condition holds. */
    @Nullable
    PackedAccumulator<T> packedIf(Condition<? super T> condition) {
        PackedAccumulator<? super T> ofAny = PackedAccumulator.of(aggregator);
        return ofAny == null ? null : new Packed<>(condition, ofAny);
    }

    @Override
    public String toString() {
        return aggregator + " if any";
    }

    /** Whether there is one, 0 or 1; the other's accumulator, or zeros. */
    private static final class Packed<T> implements PackedAccumulator<T> {
        private static final int NONE = 0;
        private static final int ANY = 1;

        private final Condition<? super T> condition;
        private final PackedAccumulator<? super T> ofAny;
        private final int longs;

        Packed(Condition<? super T> condition, PackedAccumulator<? super T> ofAny) {
            this.condition = condition;
            this.ofAny = ofAny;
            this.longs = 1 + ofAny.longs();
        }

        @Override
        public int longs() {
            return longs;
        }

        @Override
        public boolean sums() {
            return false;
        }

        @Override
        public void first(T record, long[] target, int at) throws Exception {
            if (condition.test(record)) {
                target[at] = ANY;
                ofAny.first(record, target, at + 1);
            } else {
                Arrays.fill(target, at, at + longs, NONE);
            }
        }

        @Override
        public void merge(long[] target, int at, long[] other, int otherAt) {
            if (other[otherAt] == NONE) {
                return;
            }
            if (target[at] == NONE) {
                System.arraycopy(other, otherAt, target, at, longs);
            } else {
                ofAny.merge(target, at + 1, other, otherAt + 1);
            }
        }

        @Override
        public void encode(long[] accumulator, int at, ByteOutput output) {
            output.writeByte((int) accumulator[at]);
            if (accumulator[at] == ANY) {
                ofAny.encode(accumulator, at + 1, output);
            }
        }

        @Override
        public void decode(ByteInput input, long[] target, int at) {
            int any = input.readByte();
            if (any == ANY) {
                target[at] = ANY;
                ofAny.decode(input, target, at + 1);
            } else if (any == NONE) {
                Arrays.fill(target, at, at + longs, NONE);
            } else {
                throw input.malformed("0 or 1");
            }
        }
    }
}
