package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.OutputFiles;
import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Comparison;
import io.dataflow.api.io.TextFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators that know of tasks: how many there are, what one of them has, what comes before it. */
class PartitionsTest {
    record Share(long count, long sum) {}

    @TempDir
    private Path folder;

    @Test
    void a_function_gets_all_records_of_each_task() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            List<Share> tasks = engine.session()
                    .range(0, 10_000)
                    .repartition(7)
                    .mapPartitions(Share.class, (records, out) -> {
                        long count = 0;
                        long sum = 0;
                        while (records.hasNext()) {
                            count++;
                            sum += records.next();
                        }
                        out.emit(new Share(count, sum));
                    })
                    .collect();

            assertThat(tasks).hasSize(7);
            assertThat(tasks.stream().mapToLong(Share::count).sum()).isEqualTo(10_000);
            assertThat(tasks.stream().mapToLong(Share::sum).sum()).isEqualTo(49_995_000);
            assertThat(tasks).allSatisfy(task -> assertThat(task.count()).isBetween(1_000L, 2_000L));
        }
    }

    @Test
    void what_a_function_leaves_unread_is_left_out() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            assertThat(engine.session()
                            .range(0, 100_000)
                            .coalesce(1)
                            .mapPartitions(Long.class, (records, out) -> out.emit(records.next()))
                            .collect())
                    .containsExactly(0L);
            assertThat(engine.session()
                            .range(0, 100_000)
                            .mapPartitions(Long.class, (records, out) -> records.forEachRemaining(n -> {}))
                            .collect())
                    .isEmpty();
        }
    }

    @Test
    void so_many_files_as_tasks_are_asked_for() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Long> numbers = engine.session().range(0, 1_000);

            numbers.repartition(5).write(TextFiles.into(folder.resolve("five")));
            numbers.sortBy(n -> -n).coalesce(1).write(TextFiles.into(folder.resolve("one")));

            try (Stream<Path> files = Files.list(folder.resolve("five"))) {
                assertThat(files.filter(file -> file.getFileName().toString().startsWith("part-")))
                        .hasSize(5);
            }
            assertThat(OutputFiles.lines(folder.resolve("five"))).hasSize(1_000);
            assertThat(OutputFiles.lines(folder.resolve("one")))
                    .containsExactlyElementsOf(LongStream.range(0, 1_000)
                            .mapToObj(n -> String.valueOf(999 - n))
                            .toList());
            assertThatThrownBy(() -> numbers.repartition(0)).hasMessage("repartition makes 1 to 32768 tasks, not 0");
        }
    }

    @Test
    void every_record_has_its_place_in_the_order() throws Exception {
        SessionOptions little = SessionOptions.defaults().memoryBytes(8L << 20).slots(2);
        try (CheckedEngine engine = CheckedEngine.open(folder, little)) {
            List<Pair<String, Long>> places = engine.session()
                    .range(0, 300_000)
                    .map(n -> String.format(java.util.Locale.ROOT, "%06d", (n * 7_919) % 300_000))
                    .sortBy(text -> text)
                    .zipWithIndex()
                    .collect();

            assertThat(places).hasSize(300_000);
            for (int i = 0; i < places.size(); i++) {
                assertThat(places.get(i).second()).isEqualTo(i);
                assertThat(Long.parseLong(places.get(i).first())).isEqualTo(i);
            }
        }
    }

    @Test
    void places_are_unique_whatever_the_order() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Long> union = engine.session()
                    .range(0, 1_000)
                    .union(engine.session().range(0, 500).distinct());

            assertThat(union.zipWithIndex()
                            .map(Pair::second)
                            .sortBy(place -> place)
                            .collect())
                    .containsExactlyElementsOf(
                            LongStream.range(0, 1_500).boxed().toList());
        }
    }

    @Test
    void records_are_sorted_by_any_comparator() throws Exception {
        SessionOptions little = SessionOptions.defaults().memoryBytes(4L << 20).slots(2);
        Comparison<String> byLengthThenBackwards = (left, right) -> left.length() != right.length()
                ? Integer.compare(left.length(), right.length())
                : right.compareTo(left);
        try (CheckedEngine engine = CheckedEngine.open(folder, little)) {
            Dataset<String> texts = engine.session()
                    .range(0, 300_000)
                    .map(n -> Long.toString((n * 7_919) % 300_000, 36))
                    .repartition(9);

            List<String> sorted = texts.sortWith(byLengthThenBackwards).collect();

            List<String> expected = new ArrayList<>(texts.collect());
            expected.sort(byLengthThenBackwards);
            assertThat(sorted.equals(expected)).isTrue();
            assertThat(texts.sortWith(byLengthThenBackwards).take(2)).isEqualTo(expected.subList(0, 2));
            assertThat(engine.session().range(0, 0).sortWith(Long::compare).collect())
                    .isEmpty();
        }
    }

    @Test
    void a_comparator_that_contradicts_itself_or_throws_fails_the_job() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Long> numbers = engine.session().range(0, 20_000);

            assertThatThrownBy(() -> numbers.sortWith((left, right) -> left >= right ? 1 : Integer.signum(2))
                            .collect())
                    .hasMessageContaining("'sortWith': the comparator contradicts itself: sorted by it, ")
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.USER_CODE));
            assertThatThrownBy(() -> numbers.sortWith((left, right) -> (int) (left / (right * 0)))
                            .collect())
                    .hasMessageContaining("'sortWith' threw java.lang.ArithmeticException: / by zero");
        }
    }

    @Test
    void every_record_meets_every_other_in_little_memory() throws Exception {
        SessionOptions little = SessionOptions.defaults().memoryBytes(4L << 20).slots(2);
        try (CheckedEngine engine = CheckedEngine.open(folder, little)) {
            String padding = "x".repeat(2_000);
            Dataset<String> left = engine.session().range(0, 1_500).map(n -> n + padding);
            Dataset<Long> right = engine.session().range(0, 2_000);

            long sum = left.crossJoin(right, (text, n) -> text.length() > 2_000 ? n : 0L)
                    .reduce(Long::sum)
                    .orElseThrow();

            assertThat(sum).isEqualTo(1_500L * (1_999L * 2_000 / 2));
            assertThat(left.limit(3).crossJoin(right.filter(n -> n < 2)).count())
                    .isEqualTo(6);
            assertThat(left.crossJoin(right.filter(n -> n < 0)).isEmpty()).isTrue();
            assertThat(left.crossJoin(right).take(5)).hasSize(5);
        }
    }
}
