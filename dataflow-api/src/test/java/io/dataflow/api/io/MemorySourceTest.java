package io.dataflow.api.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Pair;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemorySourceTest {
    private record Point(int x, int y) {}

    private static <T> List<T> read(MemorySource<T> source) throws Exception {
        List<T> records = new ArrayList<>();
        for (Split split : source.splits()) {
            try (SourceReader<T> reader = source.open(split)) {
                assertThat(reader.poll(records::add)).isEqualTo(SourceReader.Poll.END);
                assertThat(reader.readBytes()).isEqualTo(split.sizeBytes());
            }
        }
        return records;
    }

    @Test
    void records_come_back_in_order_and_in_several_splits_when_they_are_many() throws Exception {
        List<String> records =
                IntStream.range(0, 20_000).mapToObj(i -> "record " + i).toList();

        MemorySource<String> source = MemorySource.of(records, ValueType.UNKNOWN);

        assertThat(source.splits()).hasSizeGreaterThan(2);
        assertThat(read(source).equals(records)).isTrue();
    }

    @Test
    void no_records_are_no_splits() throws Exception {
        assertThat(read(MemorySource.of(List.of(), ValueType.UNKNOWN))).isEmpty();
    }

    @Test
    void the_type_is_the_class_that_all_share_unless_that_is_generic() {
        assertThat(MemorySource.of(List.of(1L, 2L), ValueType.UNKNOWN).type()).isEqualTo(ValueType.of(Long.class));
        assertThat(MemorySource.of(List.of(new Point(1, 2)), ValueType.UNKNOWN).type())
                .isEqualTo(ValueType.of(Point.class));
        assertThat(MemorySource.<Object>of(List.of(1L, "a"), ValueType.UNKNOWN).type())
                .isEqualTo(ValueType.UNKNOWN);
        assertThat(MemorySource.of(List.of(Pair.of(1, 2)), ValueType.UNKNOWN).type())
                .isEqualTo(ValueType.UNKNOWN);
    }

    @Test
    void records_of_different_classes_come_back_as_they_were() throws Exception {
        List<Object> records = List.of(1L, "a", Pair.of("b", 2), new Point(3, 4), List.of(5));

        assertThat(read(MemorySource.of(records, ValueType.UNKNOWN))).isEqualTo(records);
    }

    @Test
    void later_changes_to_the_records_do_not_show() throws Exception {
        List<List<Integer>> records = new ArrayList<>();
        records.add(new ArrayList<>(List.of(1)));

        MemorySource<List<Integer>> source = MemorySource.of(records, ValueType.UNKNOWN);
        records.get(0).add(2);

        assertThat(read(source)).containsExactly(List.of(1));
    }

    @Test
    void a_null_is_refused_by_its_place() {
        assertThatThrownBy(() -> MemorySource.of(Arrays.asList("a", null), ValueType.UNKNOWN))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("Record 1 is null");
    }

    @Test
    void a_class_without_codec_is_refused() {
        assertThatThrownBy(() -> MemorySource.of(List.of(new StringBuilder("a")), ValueType.UNKNOWN))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("java.lang.StringBuilder");
    }

    @Test
    void more_than_travels_in_a_message_is_refused_also_in_the_last_chunk() {
        String megabyte = "x".repeat(1 << 20);
        String almost = "x".repeat((1 << 16) - 100);

        assertThatThrownBy(() -> MemorySource.of(Collections.nCopies(40, megabyte), ValueType.UNKNOWN))
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.INVALID_PLAN))
                .hasMessageContaining("write them to a file and read that");
        assertThat(MemorySource.of(Collections.nCopies(31, megabyte), ValueType.UNKNOWN)
                        .splits())
                .hasSize(31);
        assertThat(MemorySource.of(List.of(almost), ValueType.UNKNOWN).splits()).hasSize(1);
    }
}
