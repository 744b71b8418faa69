package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.LongRecords;
import com.acme.LongRecords.Document;
import io.dataflow.api.Dataset;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.testing.ReferenceSession;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that take a large part of the memory of a session, whichever operator they meet. */
class LongRecordsTest {
    private static final int MEGABYTE = 1 << 20;
    private static final SessionOptions OPTIONS =
            SessionOptions.defaults().memoryBytes(64L * MEGABYTE).slots(2);

    @TempDir
    private Path folder;

    static Stream<String> programs() {
        return LongRecords.programs().keySet().stream();
    }

    private void assertSame(String program, SessionOptions options, long count, long longCount, int longBytes)
            throws Exception {
        Function<Dataset<Document>, List<String>> run = LongRecords.programs().get(program);
        List<String> expected;
        try (ReferenceSession reference = ReferenceSession.open()) {
            expected = run.apply(LongRecords.documents(reference, count, longCount, longBytes));
        }

        List<String> answer;
        try (CheckedEngine engine = CheckedEngine.open(folder, options)) {
            answer = run.apply(LongRecords.documents(engine.session(), count, longCount, longBytes));
        }

        assertThat(answer).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void one_record_of_thirty_megabytes_in_sixty_four(String program) throws Exception {
        assertSame(program, OPTIONS, 1_000, 1, 30 * MEGABYTE);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void nothing_but_one_record_of_thirty_megabytes_in_sixty_four(String program) throws Exception {
        assertSame(program, OPTIONS.slots(1), 1, 1, 30 * MEGABYTE);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void twelve_records_of_five_megabytes_in_sixty_four(String program) throws Exception {
        assertSame(program, OPTIONS, 200, 12, 5 * MEGABYTE);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void many_records_of_half_a_megabyte_in_the_least_memory(String program) throws Exception {
        assertSame(program, OPTIONS.memoryBytes(SessionOptions.MIN_MEMORY_BYTES), 60, 30, MEGABYTE / 2);
    }

    @Test
    void a_record_that_does_not_fit_is_refused_with_what_it_needs() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder, OPTIONS)) {
            Dataset<Document> documents = LongRecords.documents(engine.session(), 3, 1, 60 * MEGABYTE);

            assertThatThrownBy(() -> documents.sortBy(Document::id).count())
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.RESOURCES))
                    .hasMessageContaining("a record of 629")
                    .hasMessageContaining("give the worker more memory");
        }
    }
}
