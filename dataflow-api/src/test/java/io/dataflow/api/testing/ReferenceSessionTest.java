package io.dataflow.api.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Dataset;
import io.dataflow.api.Job;
import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import io.dataflow.api.Order;
import io.dataflow.api.Pair;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Tokenizers;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small programs, with answers worked out by hand. */
class ReferenceSessionTest {
    private final ReferenceSession session = ReferenceSession.open();

    @TempDir
    private Path folder;

    @Test
    void words_are_counted() throws Exception {
        Path file = Files.writeString(folder.resolve("words.txt"), "to be or\nnot to be\n");

        List<Pair<Text, Long>> counts = session.read(TextFiles.of(file).splitBytes(3))
                .flatMap(Tokenizers.<Text>whitespace())
                .groupBy(word -> word)
                .count()
                .sortBy(Pair::second, Order.DESCENDING)
                .thenBy(Pair::first)
                .collect();

        assertThat(counts)
                .containsExactly(
                        Pair.of(Text.of("be"), 2L),
                        Pair.of(Text.of("to"), 2L),
                        Pair.of(Text.of("not"), 1L),
                        Pair.of(Text.of("or"), 1L));
    }

    @Test
    void records_go_through_maps_filters_and_unions() {
        Dataset<Long> numbers = session.range(0, 5);

        assertThat(numbers.map(number -> number * 10)
                        .filter(number -> number != 20)
                        .collect())
                .containsExactly(0L, 10L, 30L, 40L);
        assertThat(numbers.union(session.range(7, 9)).collect()).containsExactly(0L, 1L, 2L, 3L, 4L, 7L, 8L);
        assertThat(numbers.union(numbers).distinct().count()).isEqualTo(5);
        assertThat(numbers.flatMap(number -> List.of(number, -number)).count()).isEqualTo(10);
    }

    @Test
    void equal_is_what_has_equal_encodings() {
        assertThat(session.of(new BigDecimal("1.0"), new BigDecimal("1.00"))
                        .distinct()
                        .count())
                .isEqualTo(2);
        assertThat(session.of(0.0, -0.0, Double.NaN, -Double.NaN).distinct().count())
                .isEqualTo(3);
        assertThat(session.of(new byte[] {1}, new byte[] {1}).distinct().count())
                .isEqualTo(1);
    }

    @Test
    void the_order_of_strings_is_that_of_code_points() {
        assertThat(session.of("\uFFFD", "𝄞", "a", "").sortBy(text -> text).collect())
                .containsExactly("", "a", "\uFFFD", "𝄞");
        assertThat(session.of(1.5, Double.NaN, -1.0, -0.0, 0.0)
                        .sortBy(n -> n, Order.DESCENDING)
                        .collect())
                .containsExactly(Double.NaN, 1.5, 0.0, -0.0, -1.0);
    }

    @Test
    void actions_of_no_records_have_their_results() {
        Dataset<Long> none = session.range(0, 0);

        assertThat(none.count()).isZero();
        assertThat(none.first()).isEmpty();
        assertThat(none.reduce(Long::sum)).isEmpty();
        assertThat(none.aggregate(Aggregators.sumLong(number -> number))).isZero();
        assertThat(none.groupBy(number -> number).count().collect()).isEmpty();
        assertThatThrownBy(() -> none.aggregate(Aggregators.max((Long number) -> number)))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("of no records");
    }

    @Test
    void the_first_records_of_an_order_are_taken() {
        assertThat(session.range(0, 100)
                        .sortBy(number -> number, Order.DESCENDING)
                        .take(3))
                .containsExactly(99L, 98L, 97L);
        assertThat(session.range(0, 2).limit(10).collect()).containsExactly(0L, 1L);
        assertThat(session.range(0, 2).take(0)).isEmpty();
    }

    @Test
    void what_is_written_is_committed() throws Exception {
        Path target = folder.resolve("target");

        Job job = session.range(0, 3).write(TextFiles.into(target));

        assertThat(target.resolve("part-00000")).hasContent("0\n1\n2\n");
        assertThat(target.resolve("_SUCCESS")).hasContent(job.id() + "\n");
        assertThat(job.report().stages().get(0).writtenRecords()).isEqualTo(3);
        assertThatThrownBy(job::records).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> session.range(0, 3).write(TextFiles.into(target)))
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.INVALID_PLAN));
    }

    @Test
    void what_a_failed_program_wrote_is_removed() throws Exception {
        Dataset<Long> failing = session.range(0, 3).map(number -> 1 / (number - 1));

        assertThatThrownBy(() -> failing.write(TextFiles.into(folder.resolve("target"))))
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.USER_CODE))
                .hasMessageContaining("'map' threw java.lang.ArithmeticException");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void null_is_refused() {
        assertThatThrownBy(() -> session.range(0, 3).map(number -> (Long) null).collect())
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("returned null");
    }

    @Test
    void listeners_hear_of_the_end_of_every_job() {
        List<JobReport> ends = new ArrayList<>();
        session.listen(new JobListener() {
            @Override
            public void onProgress(JobReport report) {
                throw new AssertionError("a job here ends before it could tell");
            }

            @Override
            public void onEnd(JobReport report) {
                ends.add(report);
            }
        });

        session.range(0, 3).count();
        session.range(0, 3).collect();

        assertThat(ends).hasSize(2).allMatch(JobReport::ended);
        assertThat(ends.get(0).job()).isNotEqualTo(ends.get(1).job());
    }

    @Test
    void a_plan_is_explained_step_by_step() {
        assertThat(session.range(0, 3).map(number -> "n" + number).distinct().explain())
                .isEqualTo("range 0 to 3: Long\nmap: String\ndistinct: String\n");
    }

    @Test
    void a_closed_session_refuses_jobs() {
        session.close();

        assertThatThrownBy(() -> session.range(0, 3).count())
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("closed");
    }
}
