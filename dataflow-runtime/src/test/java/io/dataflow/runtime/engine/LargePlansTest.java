package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.LargePlans;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans that are long, wide or many run as small ones do. */
class LargePlansTest {
    @TempDir
    private Path folder;

    @Test
    void nine_hundred_maps_in_a_row() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            assertThat(LargePlans.chain(engine.session(), 900).collect())
                    .containsExactlyElementsOf(
                            LongStream.range(900, 1_000).boxed().toList());
        }
    }

    @Test
    void as_many_operators_in_a_row_as_are_allowed() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            assertThat(LargePlans.deepChain(engine.session(), 1_000).collect())
                    .containsExactlyElementsOf(LongStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void a_union_of_five_hundred_inputs() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            assertThat(LargePlans.union(engine.session(), 500).collect())
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 500).boxed().toList());
        }
    }

    @Test
    void a_hundred_exchanges_in_a_row() throws Exception {
        SessionOptions options = SessionOptions.defaults().memoryBytes(8L << 20).slots(2);
        try (CheckedEngine engine = CheckedEngine.open(folder, options)) {
            assertThat(LargePlans.exchanges(engine.session(), 100).count()).isEqualTo(100);
        }
    }

    @Test
    void several_sessions_at_once() throws Exception {
        SessionOptions small = SessionOptions.defaults()
                .memoryBytes(SessionOptions.MIN_MEMORY_BYTES)
                .spillDirectory(folder.resolve("second"));
        try (CheckedEngine first = CheckedEngine.open(folder)) {
            try (Session second = Session.local(small)) {
                assertThat(second.range(0, 10).count()).isEqualTo(10);
                assertThat(first.session().range(0, 20).count()).isEqualTo(20);
            }

            assertThat(first.session().range(0, 30).count()).isEqualTo(30);
        }
        assertThat(CheckedEngine.filesIn(folder.resolve("second"))).isEmpty();
    }

    @Test
    void many_small_jobs_in_one_session() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            for (int i = 0; i < 200; i++) {
                assertThat(engine.session().range(0, i).count()).isEqualTo(i);
            }
        }
    }
}
