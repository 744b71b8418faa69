package io.dataflow.api.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.testing.Seeds;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AggregatorsTest {
    private static <T, A, R> A accumulate(Aggregator<T, A, R> aggregator, List<T> records) throws Exception {
        A accumulator = aggregator.first(records.get(0));
        for (T record : records.subList(1, records.size())) {
            accumulator = aggregator.add(accumulator, record);
        }
        return accumulator;
    }

    /** Of the whole, and of two parts merged; which must be the same. */
    private static <T, A, R> R result(Aggregator<T, A, R> aggregator, List<T> records, int split) throws Exception {
        R whole = aggregator.finish(accumulate(aggregator, records));
        R parts = aggregator.finish(aggregator.merge(
                accumulate(aggregator, records.subList(0, split)),
                accumulate(aggregator, records.subList(split, records.size()))));

        assertThat(parts).isEqualTo(whole);
        return whole;
    }

    @Seeds(20)
    void parts_that_are_merged_give_what_the_whole_gives(Random random) throws Exception {
        List<Long> numbers = new ArrayList<>();
        int count = 2 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            numbers.add((long) random.nextInt(1_000) - 500);
        }
        int split = 1 + random.nextInt(count - 1);

        assertThat(result(Aggregators.<Long>count(), numbers, split)).isEqualTo(count);
        assertThat(result(Aggregators.<Long>sumLong(n -> n), numbers, split))
                .isEqualTo(numbers.stream().mapToLong(n -> n).sum());
        assertThat(result(Aggregators.<Long>sumDouble(n -> n * 0.5), numbers, split))
                .isEqualTo(numbers.stream().mapToDouble(n -> n * 0.5).sum());
        assertThat(result(Aggregators.<Long, Long>min(n -> n), numbers, split))
                .isEqualTo(numbers.stream().min(Long::compare).orElseThrow());
        assertThat(result(Aggregators.<Long, Long>max(n -> n), numbers, split))
                .isEqualTo(numbers.stream().max(Long::compare).orElseThrow());
        assertThat(result(Aggregators.<Long>reduce(ValueType.of(Long.class), (a, b) -> a ^ b), numbers, split))
                .isEqualTo(numbers.stream().reduce(0L, (a, b) -> a ^ b));
    }

    @Test
    void the_result_of_nothing_is_zero_where_there_is_one() throws Exception {
        assertThat(Aggregators.count().finish(Aggregators.count().create())).isZero();
        assertThat(Aggregators.<Long>sumLong(n -> n).create()).isZero();
        assertThat(Aggregators.<Long>sumDouble(n -> 1.0).create()).isZero();
        assertThatThrownBy(() -> Aggregators.<Long, Long>max(n -> n).create())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("max of no records has no value");
    }

    @Test
    void a_sum_beyond_sixty_four_bits_is_refused_up_and_down() {
        LongSum<Long> sum = Aggregators.sumLong(n -> n);

        assertThatThrownBy(() -> sum.add(Long.MAX_VALUE, 1L))
                .isInstanceOfSatisfying(
                        DataflowException.class, failure -> assertThat(failure.kind()).isEqualTo(FailureKind.BAD_DATA))
                .hasMessageContaining("A sum overflows: 9223372036854775807 + 1 does not fit 64 bits");
        assertThatThrownBy(() -> sum.merge(Long.MIN_VALUE, -1L)).isInstanceOf(DataflowException.class);
        assertThat(LongSum.sum(Long.MAX_VALUE, Long.MIN_VALUE)).isEqualTo(-1);
    }

    @Test
    void types_are_known_where_functions_tell() {
        ValueType records = ValueType.of(Long.class);

        assertThat(Aggregators.count().resultType(records)).isEqualTo(ValueType.of(Long.class));
        assertThat(Aggregators.<Long, LocalDate>min(n -> LocalDate.ofEpochDay(n)).resultType(records))
                .isEqualTo(ValueType.of(LocalDate.class));
        assertThat(Aggregators.<Long>sumDouble(n -> 1.0).accumulatorType(records))
                .isEqualTo(ValueType.of(Double.class));
    }

    @Test
    void they_are_called_by_what_they_do() {
        assertThat(List.of(
                        Aggregators.count(),
                        Aggregators.<Long>sumLong(n -> n),
                        Aggregators.<Long>sumDouble(n -> 1.0),
                        Aggregators.<Long, Long>min(n -> n),
                        Aggregators.<Long, Long>max(n -> n)))
                .extracting(Object::toString)
                .containsExactly("count", "sumLong", "sumDouble", "min", "max");
    }
}
