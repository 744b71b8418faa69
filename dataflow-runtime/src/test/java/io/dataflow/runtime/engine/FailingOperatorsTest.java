package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.Changing;
import com.acme.Failing;
import com.acme.FailingOperators;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whichever function of whichever operator is defective, the failure says where. */
class FailingOperatorsTest {
    private static final SessionOptions LEAST = SessionOptions.defaults()
            .memoryBytes(SessionOptions.MIN_MEMORY_BYTES)
            .slots(2);

    @TempDir
    private Path folder;

    static Stream<String> programs() {
        return FailingOperators.programs(FailingOperators::throwing).keySet().stream();
    }

    private DataflowException failureOf(FailingOperators.Defect defect, String name) throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            DataflowException failure =
                    catchThrowableOfType(DataflowException.class, () -> FailingOperators.programs(defect)
                            .get(name)
                            .apply(engine.session())
                            .count());
            assertThat(failure).isNotNull();
            return failure;
        }
    }

    private static String operator(String name) {
        return name.substring(0, name.indexOf(':'));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void a_function_that_throws_is_told_with_stage_task_attempt_operator_and_its_own_frame(String name)
            throws Exception {
        DataflowException failure = failureOf(FailingOperators::throwing, name);

        assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure.getMessage())
                .matches("Stage \\d+ '.*', task \\d+, attempt 0: '" + operator(name)
                        + "' threw java.lang.IllegalStateException: seven is bad"
                        + " at com.acme.Failing.throwAtSeven\\(Failing.java:\\d+\\)");
    }

    @ParameterizedTest
    @MethodSource("programs")
    void null_where_none_may_be_is_told_with_stage_task_attempt_and_operator(String name) throws Exception {
        DataflowException failure = failureOf(FailingOperators::returningNull, name);

        assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure.getMessage())
                .matches("Stage \\d+ '.*', task \\d+, attempt 0: '" + operator(name)
                        + "' threw java.lang.NullPointerException: returned null; records and keys never are.*");
    }

    @Test
    void a_sum_that_overflows_is_told_with_stage_task_and_attempt() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            DataflowException failure =
                    catchThrowableOfType(DataflowException.class, () -> Failing.sumOverflowByKey(engine.session())
                            .collect());

            assertThat(failure.kind()).isEqualTo(FailureKind.BAD_DATA);
            assertThat(failure.getMessage())
                    .matches("Stage \\d+ '.*sumLong.*', task \\d+, attempt \\d+: A sum overflows: .*");
        }
    }

    @Test
    void a_record_has_the_key_that_it_had_when_it_was_asked_for_it_whatever_becomes_of_it() throws Exception {
        long records = 100_000;
        try (CheckedEngine engine = CheckedEngine.open(folder, LEAST)) {
            assertThat(Changing.counts(engine.session(), records).collect())
                    .hasSize(1_000)
                    .allMatch(count -> count.second() == records / 1_000);

            Spilled spilled = Spilled.by(engine.session());
            assertThat(Changing.keysSeen(engine.session(), records).collect())
                    .hasSize((int) records)
                    .allMatch(seen -> seen.key() == seen.carried());
            assertThat(spilled.bytes()).isPositive();
        }
    }
}
