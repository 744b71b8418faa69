package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.BrokenSource;
import com.acme.Clients;
import io.dataflow.api.Dataset;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Tokenizers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators that look at one record at a time. */
class RecordWiseTest {
    @TempDir
    private Path folder;

    @Test
    void transform_emits_as_many_records_as_it_likes() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            List<String> words = engine.session()
                    .of("a b", "", "c")
                    .transform(String.class, (line, output) -> {
                        for (String word : Tokenizers.<String>whitespace().apply(line)) {
                            output.emit(word);
                        }
                    })
                    .sortBy(word -> word)
                    .collect();

            assertThat(words).containsExactly("a", "b", "c");
        }
    }

    @Test
    void what_a_task_opens_for_its_records_is_closed_once() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Clients.reset();

            long sum = engine.session()
                    .range(0, 1_000)
                    .mapWith(Clients.Client::new, Clients.Client::twice)
                    .reduce(Long::sum)
                    .orElseThrow();

            assertThat(sum).isEqualTo(999_000);
            assertThat(Clients.opened()).isPositive().isEqualTo(Clients.closed());
        }
    }

    @Test
    void a_client_that_cannot_be_opened_fails_the_job_in_its_own_words() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Long> located = engine.session()
                    .range(0, 3)
                    .mapWith(
                            () -> {
                                throw new IOException("nobody answers");
                            },
                            (client, x) -> x);

            assertThatThrownBy(located::collect)
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("'mapWith' threw java.io.IOException: nobody answers");
        }
    }

    @Test
    void the_same_seed_takes_the_same_sample() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Long> sample =
                    engine.session().range(0, 100_000).sample(0.1, 42).sortBy(x -> x);

            List<Long> once = sample.collect();

            assertThat(once).hasSizeBetween(9_000, 11_000).isEqualTo(sample.collect());
            assertThat(engine.session().range(0, 100).sample(1.0, 1).count()).isEqualTo(100);
            assertThat(engine.session().range(0, 100).sample(0.0, 1).count()).isZero();
        }
    }

    @Test
    void rebalance_loses_and_doubles_nothing() throws Exception {
        SessionOptions options = SessionOptions.defaults()
                .memoryBytes(SessionOptions.MIN_MEMORY_BYTES)
                .slots(3);
        try (CheckedEngine engine = CheckedEngine.open(folder, options)) {
            Dataset<Long> spread = engine.session().range(0, 200_000).rebalance();

            assertThat(spread.count()).isEqualTo(200_000);
            assertThat(spread.distinct().count()).isEqualTo(200_000);
        }
    }

    @Test
    void top_yields_the_greatest_first() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            assertThat(engine.session()
                            .range(0, 1_000)
                            .top(3, x -> x % 100)
                            .map(x -> x % 100)
                            .collect())
                    .containsExactly(99L, 99L, 99L);
        }
    }

    @Test
    void peek_shows_every_record_and_changes_none() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Clients.reset();

            assertThat(engine.session().range(0, 100).peek(x -> Clients.see()).count())
                    .isEqualTo(100);
            assertThat(Clients.seen()).isEqualTo(100);
        }
    }

    @Test
    void what_a_source_of_the_program_throws_is_the_programs() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<String> records = engine.session().read(new BrokenSource());

            assertThatThrownBy(records::count)
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.USER_CODE))
                    .hasMessageContaining("'a broken source' threw java.lang.IllegalStateException: lost my place");
        }
    }

    @Test
    void a_sum_that_overflows_among_others_is_bad_data() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<String> sums = engine.session()
                    .range(0, 10)
                    .groupBy(x -> 0)
                    .aggregate(
                            Aggregators.count(),
                            Aggregators.sumLong(x -> Long.MAX_VALUE),
                            (key, count, sum) -> key + " " + count + " " + sum);

            assertThatThrownBy(sums::collect)
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.BAD_DATA));
        }
    }
}
