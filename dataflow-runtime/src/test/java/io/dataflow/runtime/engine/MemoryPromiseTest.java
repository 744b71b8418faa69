package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Promises;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.testing.ReferenceSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator finishes inside the memory it was given, on data several times larger, with all memory returned and all files
 * gone. With {@code -Dpromise.scale=16} it does so in 64 MB.
 */
class MemoryPromiseTest {
    private static final int SCALE = Integer.getInteger("promise.scale", 1);
    private static final SessionOptions OPTIONS = SessionOptions.defaults()
            .memoryBytes(SCALE * SessionOptions.MIN_MEMORY_BYTES)
            .slots(2);

    /** What these keep of their data may fit. */
    private static final Set<String> SMALL_STATE = Set.of(
            "count, half on one key", "sum, half on one key", "toSet, half on one key", "top", "top, half on one key");

    @TempDir
    private Path folder;

    static Stream<String> programs() {
        return Promises.programs(SCALE).keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void data_several_times_larger_than_memory(String name) throws Exception {
        Function<Session, List<String>> program = Promises.programs(SCALE).get(name);
        List<String> expected;
        try (ReferenceSession reference = ReferenceSession.open()) {
            expected = program.apply(reference);
        }

        List<String> answer;
        long spilledBytes;
        try (CheckedEngine engine = CheckedEngine.open(folder, OPTIONS)) {
            Spilled spilled = Spilled.by(engine.session());
            answer = program.apply(engine.session());
            spilledBytes = spilled.bytes();
        }

        assertThat(answer).isEqualTo(expected);
        if (!SMALL_STATE.contains(name)) {
            assertThat(spilledBytes).isPositive();
        }
    }
}
