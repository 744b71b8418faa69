package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Clients;
import com.acme.OutputFiles;
import io.dataflow.api.Dataset;
import io.dataflow.api.ErrorPolicy;
import io.dataflow.api.OnePass;
import io.dataflow.api.Pair;
import io.dataflow.api.Rejected;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Tag;
import io.dataflow.api.function.Tokenizers;
import io.dataflow.api.io.TextFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Side outputs, rejected records, and several results of one job. */
class SideOutputsTest {
    private static final Tag<String> REJECTED = Tag.of("rejected", String.class);
    private static final Tag<Long> LENGTHS = Tag.of("lengths", Long.class);

    @TempDir
    private Path folder;

    private static Dataset<Integer> numbers(Session session) {
        return session.of("1", "x", "22", "", "333").transform(Integer.class, (line, out) -> {
            try {
                out.emit(Integer.parseInt(line));
                out.emit(LENGTHS, (long) line.length());
            } catch (NumberFormatException e) {
                out.emit(REJECTED, line);
            }
        });
    }

    @Test
    void each_output_of_a_function_is_a_dataset() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Integer> numbers = numbers(engine.session());

            assertThat(numbers.collect()).containsExactly(1, 22, 333);
            assertThat(numbers.tagged(REJECTED).collect()).containsExactly("x", "");
            assertThat(numbers.tagged(LENGTHS).map(length -> length + 1).collect())
                    .containsExactly(2L, 3L, 4L);
        }
    }

    @Test
    void outputs_that_meet_again_in_one_job_are_those_of_one_pass() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Integer> numbers = numbers(engine.session());

            List<String> all = numbers.map(String::valueOf)
                    .union(numbers.tagged(REJECTED))
                    .union(numbers.tagged(LENGTHS).map(String::valueOf))
                    .collect();

            assertThat(all).containsExactlyInAnyOrder("1", "22", "333", "x", "", "1", "2", "3");
            assertThat(engine.session()
                            .explain(numbers.map(String::valueOf)
                                    .union(numbers.tagged(REJECTED))
                                    .plan()))
                    .containsOnlyOnce("> transform >");
        }
    }

    @Test
    void functions_of_groups_and_partitions_have_side_outputs_too() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Long> sums = engine.session()
                    .range(0, 100)
                    .groupBy(n -> n % 10)
                    .transformGroups(Long.class, (key, values, out) -> {
                        long sum = 0;
                        for (long value : values) {
                            sum += value;
                        }
                        if (key % 2 == 0) {
                            out.emit(sum);
                        } else {
                            out.emit(LENGTHS, key);
                        }
                    });
            Dataset<Long> counts = engine.session().range(0, 100).mapPartitions(Long.class, (records, out) -> {
                long count = 0;
                while (records.hasNext()) {
                    out.emit(LENGTHS, records.next());
                    count++;
                }
                out.emit(count);
            });

            assertThat(sums.collect()).containsExactlyInAnyOrder(450L, 470L, 490L, 510L, 530L);
            assertThat(sums.tagged(LENGTHS).collect()).containsExactlyInAnyOrder(1L, 3L, 5L, 7L, 9L);
            assertThat(counts.reduce(Long::sum)).contains(100L);
            assertThat(counts.tagged(LENGTHS).count()).isEqualTo(100);
        }
    }

    @Test
    void only_what_emits_has_side_outputs() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            assertThatThrownBy(
                            () -> numbers(engine.session()).filter(n -> n > 1).tagged(REJECTED))
                    .hasMessage("tagged: 'filter' has no side output 'rejected'; ask the dataset that transform,"
                            + " mapPartitions, transformGroups or cogroup returned");
        }
    }

    @Test
    void rejected_records_are_skipped_up_to_a_limit() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Integer> parsed = engine.session().of("1", "x", "3", "y").map(Integer::parseInt);

            assertThat(parsed.onError(ErrorPolicy.skip(2)).collect()).containsExactly(1, 3);
            assertThatThrownBy(() ->
                            parsed.named("parse").onError(ErrorPolicy.skip(1)).collect())
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.USER_CODE))
                    .hasMessageContaining(
                            "'parse' rejected more than the 1 record that it may; the last one it rejected"
                                    + " with java.lang.NumberFormatException: For input string: \"y\"");
        }
    }

    @Test
    void rejected_records_are_a_dataset_of_what_the_function_was_given() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Clients.reset();
            Dataset<Pair<Long, Long>> halves = engine.session()
                    .range(0, 6)
                    .mapWith(Clients.Client::new, (client, n) -> new Pair<>(n, 12 / n))
                    .named("divide")
                    .onError(ErrorPolicy.setAside());

            assertThat(halves.collect()).hasSize(5);
            assertThat(halves.rejected().collect())
                    .containsExactly(new Rejected<>(0L, "divide", "java.lang.ArithmeticException: / by zero"));
            assertThat(halves.rejected().count() + halves.count()).isEqualTo(6);
        }
    }

    @Test
    void nothing_of_a_rejected_record_goes_on() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Integer> parts = engine.session()
                    .of("1 2", "3 x", "4")
                    .transform(Integer.class, (line, out) -> {
                        for (String word : Tokenizers.<String>whitespace().apply(line)) {
                            out.emit(Integer.parseInt(word));
                            out.emit(LENGTHS, (long) word.length());
                        }
                    })
                    .onError(ErrorPolicy.setAside());

            assertThat(parts.collect()).containsExactly(1, 2, 4);
            assertThat(parts.tagged(LENGTHS).count()).isEqualTo(3);
            assertThat(parts.rejected()
                            .map(rejected -> (String) rejected.record())
                            .collect())
                    .containsExactly("3 x");
        }
    }

    @Test
    void dead_letters_are_written_by_whatever_job_runs() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Path counted = folder.resolve("dead-of-count");
            Path written = folder.resolve("dead-of-write");
            Dataset<Integer> parsed = engine.session().of("1", "x", "3").map(Integer::parseInt);

            assertThat(parsed.onError(ErrorPolicy.deadLetters(TextFiles.into(counted)))
                            .count())
                    .isEqualTo(2);
            parsed.onError(ErrorPolicy.deadLetters(TextFiles.into(written)))
                    .write(TextFiles.into(folder.resolve("numbers")));

            assertThat(OutputFiles.lines(counted)).hasSize(1).first().asString().contains("record=x", "operator=map");
            assertThat(OutputFiles.lines(written)).hasSize(1);
            assertThat(OutputFiles.lines(folder.resolve("numbers"))).containsExactly("1", "3");
        }
    }

    @Test
    void an_error_policy_needs_a_function_of_single_records() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            assertThatThrownBy(() -> engine.session().of(1).distinct().onError(ErrorPolicy.skip(1)))
                    .hasMessageContaining("onError: 'distinct' does not take a record at a time");
            assertThatThrownBy(() -> engine.session().of(1).map(n -> n).rejected())
                    .hasMessageContaining("rejected: 'map' sets no records aside");
        }
    }

    @Test
    void one_pass_has_several_results() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Clients.reset();
            Dataset<Long> numbers = engine.session().range(0, 1_000).map(n -> {
                Clients.see();
                return n % 100;
            });
            OnePass pass = engine.session().onePass();
            OnePass.Result<Double> average = pass.aggregate(numbers, Aggregators.average(n -> n));
            OnePass.Result<List<Long>> sorted = pass.collect(numbers.distinct().sortBy(n -> n));
            OnePass.Result<Long> count = pass.count(numbers.filter(n -> n < 10));
            pass.write(numbers.filter(n -> n == 7), TextFiles.into(folder.resolve("sevens")));

            assertThatThrownBy(count::get).isInstanceOf(IllegalStateException.class);
            pass.run();

            assertThat(average.get()).isEqualTo(49.5);
            assertThat(sorted.get()).hasSize(100).isSorted();
            assertThat(count.get()).isEqualTo(100);
            assertThat(OutputFiles.lines(folder.resolve("sevens"))).hasSize(10).containsOnly("7");
            assertThat(Clients.seen()).as("calls of the function").isEqualTo(1_000);
        }
    }
}
