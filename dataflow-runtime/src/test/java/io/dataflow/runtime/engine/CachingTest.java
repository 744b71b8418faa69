package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Clients;
import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datasets that are kept between jobs. */
class CachingTest {
    @TempDir
    private Path folder;

    private static Dataset<Long> counted(Dataset<Long> numbers) {
        return numbers.map(n -> {
            Clients.see();
            return n * 2;
        });
    }

    @Test
    void a_cached_dataset_is_computed_once() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Clients.reset();
            Dataset<Long> doubled = counted(engine.session().range(0, 1_000)).cache();

            assertThat(doubled.count()).isEqualTo(1_000);
            assertThat(doubled.reduce(Long::sum)).contains(999_000L);
            assertThat(doubled.filter(n -> n < 6).collect()).containsExactly(0L, 2L, 4L);
            assertThat(doubled.join(doubled).on(n -> n, n -> n).map(Pair::first).count())
                    .isEqualTo(1_000);

            assertThat(Clients.seen()).isEqualTo(1_000);
        }
    }

    @Test
    void what_is_cached_stays_in_order_and_is_read_by_many_tasks() throws Exception {
        SessionOptions little = SessionOptions.defaults().memoryBytes(8L << 20).slots(2);
        try (CheckedEngine engine = CheckedEngine.open(folder, little)) {
            Dataset<Long> sorted = engine.session()
                    .range(0, 2_000_000)
                    .map(n -> (n * 7_919) % 2_000_000)
                    .sortBy(n -> n)
                    .cache();

            assertThat(sorted.count()).isEqualTo(2_000_000);
            assertThat(sorted.collect()
                            .equals(LongStream.range(0, 2_000_000).boxed().toList()))
                    .isTrue();
            assertThat(sorted.first()).contains(0L);
            assertThat(sorted.zipWithIndex()
                            .filter(p -> !p.first().equals(p.second()))
                            .isEmpty())
                    .isTrue();
        }
    }

    @Test
    void a_cache_upon_a_cache_is_read_and_not_what_is_before_it() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Clients.reset();
            Dataset<Long> first = counted(engine.session().range(0, 100)).cache();
            Dataset<Long> second = counted(first).cache();

            assertThat(second.reduce(Long::sum)).contains(4L * 4_950);
            assertThat(first.reduce(Long::sum)).contains(2L * 4_950);
            assertThat(second.count()).isEqualTo(100);

            assertThat(Clients.seen()).isEqualTo(200);
        }
    }

    @Test
    void what_was_given_up_is_computed_anew() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Clients.reset();
            Dataset<Long> doubled = counted(engine.session().range(0, 10)).cache();

            doubled.count();
            doubled.uncache();
            doubled.uncache();
            doubled.count();

            assertThat(Clients.seen()).isEqualTo(20);
        }
    }

    @Test
    void a_cache_that_cannot_be_computed_fails_what_reads_it_and_is_tried_again() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Clients.reset();
            Dataset<Long> failing = engine.session()
                    .range(0, 10)
                    .map(n -> {
                        if (Clients.see() <= 1) {
                            throw new IllegalStateException("not yet");
                        }
                        return n;
                    })
                    .cache();

            assertThatThrownBy(failing::count)
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.USER_CODE))
                    .hasMessageContaining("not yet");
            assertThat(failing.count()).isEqualTo(10);
        }
    }
}
