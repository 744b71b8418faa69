package io.dataflow.api.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RangeSourceTest {
    private static List<Long> read(RangeSource source) throws Exception {
        List<Long> numbers = new ArrayList<>();
        for (Split split : source.splits()) {
            try (SourceReader<Long> reader = source.open(split)) {
                SourceReader.Poll found = SourceReader.Poll.MORE;
                while (found == SourceReader.Poll.MORE) {
                    found = reader.poll(numbers::add);
                }
                assertThat(reader.readBytes()).isEqualTo(split.sizeBytes());
            }
        }
        return numbers;
    }

    @Test
    void every_number_comes_once_and_in_order() throws Exception {
        assertThat(read(new RangeSource(-3, 4))).containsExactly(-3L, -2L, -1L, 0L, 1L, 2L, 3L);
        assertThat(read(new RangeSource(0, 200_000))
                        .equals(LongStream.range(0, 200_000).boxed().toList()))
                .isTrue();
    }

    @Test
    void an_empty_range_has_no_split() {
        assertThat(new RangeSource(5, 5).splits()).isEmpty();
    }

    @Test
    void a_range_up_to_the_largest_number_ends_there() throws Exception {
        assertThat(read(new RangeSource(Long.MAX_VALUE - 2, Long.MAX_VALUE)))
                .containsExactly(Long.MAX_VALUE - 2, Long.MAX_VALUE - 1);
        assertThat(read(new RangeSource(Long.MIN_VALUE, Long.MIN_VALUE + 1))).containsExactly(Long.MIN_VALUE);
    }

    @Test
    void a_large_range_is_split_without_gap_or_overlap() {
        List<RangeSource.Part> parts = new RangeSource(0, Long.MAX_VALUE).splits();

        assertThat(parts).hasSizeBetween(60, 65);
        assertThat(parts.get(0).from()).isZero();
        assertThat(parts.get(parts.size() - 1).to()).isEqualTo(Long.MAX_VALUE);
        for (int i = 1; i < parts.size(); i++) {
            assertThat(parts.get(i).from()).isEqualTo(parts.get(i - 1).to());
        }
    }

    @Test
    void the_size_of_a_huge_split_is_positive() {
        assertThat(new RangeSource(0, Long.MAX_VALUE).splits()).allMatch(part -> part.sizeBytes() > 0);
    }

    @Test
    void a_range_that_ends_before_it_begins_or_is_too_long_is_refused() {
        assertThatThrownBy(() -> new RangeSource(2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 2 to 1");
        assertThatThrownBy(() -> new RangeSource(Long.MIN_VALUE, Long.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
