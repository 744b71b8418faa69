package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Calls;
import io.dataflow.api.SessionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What functions keep is their attempt's own, however many attempts a worker has run before. */
class AttemptStateTest {
    private static final int TASKS = 12;
    private static final int RECORDS_PER_TASK = 5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Calls.class)
    void each_task_begins_with_what_was_sent(Calls calls) throws Exception {
        SessionOptions options =
                SessionOptions.defaults().memoryBytes(64L << 20).slots(2);
        try (CheckedEngine engine = CheckedEngine.open(folder, options)) {
            List<Long> counted = calls.numbered(
                            engine.session().range(0, TASKS * RECORDS_PER_TASK).repartition(TASKS))
                    .collect();

            assertThat(counted).containsExactlyInAnyOrderElementsOf(expected());
        }
    }

    private static List<Long> expected() {
        List<Long> expected = new ArrayList<>();
        for (int task = 0; task < TASKS; task++) {
            LongStream.range(0, RECORDS_PER_TASK).forEach(expected::add);
        }
        return expected;
    }
}
