package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Shapes;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.testing.ReferenceSession;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of every shape are as equal and in the same order in the engine as on plain collections. */
class ShapesTest {
    private static final int RECORDS = 1_000;

    @TempDir
    private Path folder;

    @Test
    void nested_generic_sealed_and_recursive_values_group_and_sort_as_their_encodings_do() throws Exception {
        SessionOptions small = SessionOptions.defaults()
                .memoryBytes(SessionOptions.MIN_MEMORY_BYTES)
                .slots(2);
        try (CheckedEngine engine = CheckedEngine.open(folder, small);
                ReferenceSession reference = ReferenceSession.open()) {
            assertThat(Shapes.answers(engine.session(), RECORDS)).isEqualTo(Shapes.answers(reference, RECORDS));
        }
    }
}
