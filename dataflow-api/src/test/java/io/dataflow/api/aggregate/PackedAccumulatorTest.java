package io.dataflow.api.aggregate;

import static io.dataflow.api.aggregate.Aggregators.average;
import static io.dataflow.api.aggregate.Aggregators.both;
import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.filtering;
import static io.dataflow.api.aggregate.Aggregators.mapping;
import static io.dataflow.api.aggregate.Aggregators.max;
import static io.dataflow.api.aggregate.Aggregators.maxBy;
import static io.dataflow.api.aggregate.Aggregators.min;
import static io.dataflow.api.aggregate.Aggregators.optional;
import static io.dataflow.api.aggregate.Aggregators.reduce;
import static io.dataflow.api.aggregate.Aggregators.sumDouble;
import static io.dataflow.api.aggregate.Aggregators.sumLong;
import static io.dataflow.api.aggregate.Aggregators.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.Codecs;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Packed accumulators are, byte for byte, those that the aggregator and its codec make of the same records. */
class PackedAccumulatorTest {
    private static final long[] LONGS = {0, 1, -1, 1L << 53, -(1L << 53), Long.MAX_VALUE, Long.MIN_VALUE};
    private static final double[] DOUBLES = {
        0.0, -0.0, 1.5, -1e300, Double.MIN_VALUE, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN
    };

    record Measured(long number, int small, double value) {
        /** Half of a number, that it can be added to some others. */
        long half() {
            return number / 16;
        }
    }

    private static final List<Aggregator<Measured, ?, ?>> PACKED = List.of(
            count(),
            sumLong(Measured::half),
            sumDouble(Measured::value),
            min(Measured::number),
            max(Measured::number),
            min(Measured::small),
            max(Measured::small),
            min(Measured::value),
            max(Measured::value),
            average(Measured::number),
            average(Measured::value),
            optional(min(Measured::value)),
            filtering(measured -> measured.small() > 0, count()),
            filtering(measured -> measured.small() > 0, optional(average(Measured::small))),
            mapping(Measured::value, max((Double value) -> value)),
            both(sumLong(Measured::half), count()),
            both(both(count(), max(Measured::value)), both(average(Measured::small), sumDouble(Measured::value))),
            both(filtering(measured -> measured.value() > 0, min(Measured::number)), count()));

    private static List<Measured> records(Random random) {
        List<Measured> records = new ArrayList<>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            long number = random.nextBoolean() ? LONGS[random.nextInt(LONGS.length)] : random.nextInt(100) - 50;
            double value = random.nextBoolean() ? DOUBLES[random.nextInt(DOUBLES.length)] : random.nextGaussian();
            records.add(new Measured(number, (int) number, value));
        }
        return records;
    }

    @Seeds(200)
    void they_are_encoded_as_the_accumulators_of_the_same_records(Random random) throws Exception {
        for (Aggregator<Measured, ?, ?> aggregator : PACKED) {
            List<Measured> records = records(random);
            assertThat(packed(aggregator, records, random.nextBoolean()))
                    .as("%s of %s", aggregator, records)
                    .isEqualTo(encoded(aggregator, records));
        }
    }

    private static <A> byte[] encoded(Aggregator<Measured, A, ?> aggregator, List<Measured> records) throws Exception {
        Codec<A> codec = Codecs.derive(aggregator.accumulatorType(ValueType.of(Measured.class)));
        A accumulator = aggregator.first(records.get(0));
        for (Measured record : records.subList(1, records.size())) {
            accumulator = aggregator.add(accumulator, record);
        }
        ByteOutput output = new ByteOutput();
        codec.encode(accumulator, output);
        return output.toByteArray();
    }

    /** Among other numbers, which must stay what they are. */
    private static byte[] packed(Aggregator<Measured, ?, ?> aggregator, List<Measured> records, boolean coded)
            throws Exception {
        PackedAccumulator<Measured> packed = Objects.requireNonNull(PackedAccumulator.of(aggregator));
        int longs = packed.longs();
        long[] merged = new long[longs + 2];
        long[] one = new long[longs + 3];
        merged[0] = 77;
        merged[longs + 1] = 78;
        packed.first(records.get(0), merged, 1);
        for (Measured record : records.subList(1, records.size())) {
            packed.first(record, one, 2);
            if (coded) {
                ByteOutput output = new ByteOutput();
                packed.encode(one, 2, output);
                packed.decode(new ByteInput(output.toByteArray()), one, 2);
            }
            packed.merge(merged, 1, one, 2);
        }
        assertThat(merged).startsWith(77).endsWith(78);
        assertThat(one).startsWith(0, 0).endsWith(0);
        ByteOutput output = new ByteOutput();
        packed.encode(merged, 1, output);
        return output.toByteArray();
    }

    @Test
    void sums_begin_with_zeros_and_are_added_long_by_long() throws Exception {
        Aggregator<Measured, ?, ?> aggregator = both(both(sumLong(Measured::number), count()), sumLong(Measured::half));
        PackedAccumulator<Measured> packed = Objects.requireNonNull(PackedAccumulator.of(aggregator));
        long[] merged = new long[3];
        long[] added = new long[3];
        for (Measured record : records(new Random(1))) {
            long[] one = new long[3];
            packed.first(new Measured(record.small(), 0, 0), one, 0);
            packed.merge(merged, 0, one, 0);
            for (int i = 0; i < one.length; i++) {
                added[i] = LongSum.sum(added[i], one[i]);
            }
        }

        assertThat(packed.sums()).isTrue();
        assertThat(merged).isEqualTo(added);
        assertThat(Objects.requireNonNull(PackedAccumulator.of(both(count(), max(Measured::number))))
                        .sums())
                .isFalse();
    }

    @Test
    void a_sum_that_overflows_is_refused() throws Exception {
        PackedAccumulator<Measured> packed =
                Objects.requireNonNull(PackedAccumulator.of(both(count(), sumLong(Measured::number))));
        long[] most = new long[2];
        packed.first(new Measured(Long.MAX_VALUE, 0, 0), most, 0);

        assertThatThrownBy(() -> packed.merge(most, 0, most.clone(), 0))
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.BAD_DATA))
                .hasMessageContaining("overflows");
    }

    @Test
    void bytes_that_nobody_wrote_are_refused() {
        PackedAccumulator<Measured> two = Objects.requireNonNull(PackedAccumulator.of(both(count(), count())));
        PackedAccumulator<Measured> perhaps = Objects.requireNonNull(PackedAccumulator.of(optional(count())));

        assertThatThrownBy(() -> two.decode(new ByteInput(new byte[] {1, 2}), new long[2], 0))
                .hasMessageContaining("expected accumulators of two aggregators at byte");
        assertThatThrownBy(() -> perhaps.decode(new ByteInput(new byte[] {2, 2}), new long[2], 0))
                .hasMessageContaining("expected 0 or 1 at byte");
    }

    @Test
    void others_are_not_packed() {
        List<Aggregator<Measured, ?, ?>> others = List.of(
                toList(),
                maxBy(Measured::number),
                max(Measured::toString),
                reduce(ValueType.of(Measured.class), (left, right) -> left),
                both(count(), toList()),
                both(minOfUnknown(), count()),
                both(
                        both(average(Measured::number), average(Measured::small)),
                        both(both(average(Measured::value), average(Measured::value)), count())));

        for (Aggregator<Measured, ?, ?> other : others) {
            assertThat(PackedAccumulator.of(other)).as("%s", other).isNull();
        }
        assertThat(PackedAccumulator.of(new Own())).isNull();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Aggregator<Measured, ?, ?> minOfUnknown() {
        return min(measured -> (Comparable) measured.number());
    }

    private static final class Own implements Aggregator<Measured, Long, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long create() {
            return 0L;
        }

        @Override
        public Long add(Long accumulator, Measured record) {
            return accumulator ^ record.number();
        }

        @Override
        public Long merge(Long left, Long right) {
            return left ^ right;
        }

        @Override
        public Long finish(Long accumulator) {
            return accumulator;
        }
    }
}
