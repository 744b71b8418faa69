package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.StarJoins;
import io.dataflow.api.JobReport;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.runtime.SmallCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Joins whose small side is read whole by each task that reads the other. */
class BroadcastJoinTest {
    private static final SessionOptions ENOUGH =
            SessionOptions.defaults().memoryBytes(128L << 20).slots(2);

    /** An attempt has too little to do several things at once. */
    private static final SessionOptions LITTLE =
            SessionOptions.defaults().memoryBytes(16L << 20).slots(2);

    @TempDir
    private Path folder;

    static Stream<String> programs() {
        return StarJoins.programs().keySet().stream();
    }

    private static List<String> notes(JobReport report) {
        return report.stages().stream().flatMap(stage -> stage.notes().stream()).toList();
    }

    private static long bypassed(JobReport report) {
        return notes(report).stream()
                .filter(note -> note.startsWith("not run: "))
                .count();
    }

    private static List<String> expected(String program) {
        try (ReferenceSession reference = ReferenceSession.open()) {
            return StarJoins.programs().get(program).apply(reference);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void records_are_joined_where_they_are_read(String name) throws Exception {
        Function<Session, List<String>> program = StarJoins.programs().get(name);
        Reports reports = new Reports();

        try (CheckedEngine engine = CheckedEngine.open(folder, ENOUGH)) {
            engine.session().listen(reports);
            assertThat(program.apply(engine.session())).isEqualTo(expected(name));
        }

        assertThat(bypassed(reports.last())).as(reports.last().toString()).isEqualTo(name.equals("a star") ? 3 : 1);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void on_a_cluster_too(String name) throws Exception {
        Reports reports = new Reports();
        try (SmallCluster cluster = SmallCluster.start(folder).withWorkers(2, 1, 64L << 20);
                Session session = cluster.connect()) {
            session.listen(reports);
            assertThat(StarJoins.programs().get(name).apply(session)).isEqualTo(expected(name));
        }
        assertThat(bypassed(reports.last())).isPositive();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void in_little_memory_both_sides_are_partitioned(String name) throws Exception {
        Reports reports = new Reports();

        try (CheckedEngine engine = CheckedEngine.open(folder, LITTLE)) {
            engine.session().listen(reports);
            assertThat(StarJoins.programs().get(name).apply(engine.session())).isEqualTo(expected(name));
        }

        assertThat(bypassed(reports.last())).isZero();
    }

    @Test
    void a_side_that_is_said_to_be_small_and_is_not_is_spilled() throws Exception {
        SessionOptions scarce = SessionOptions.defaults().memoryBytes(48L << 20).slots(2);
        Reports reports = new Reports();
        List<String> expected;
        try (ReferenceSession reference = ReferenceSession.open()) {
            expected = StarJoins.hinted(reference);
        }

        try (CheckedEngine engine = CheckedEngine.open(folder, scarce)) {
            engine.session().listen(reports);
            assertThat(StarJoins.hinted(engine.session())).isEqualTo(expected);
        }

        assertThat(bypassed(reports.last())).isEqualTo(1);
        assertThat(reports.last().spilledBytes()).isPositive();
    }

    @Test
    void counters_of_both_stages_are_exact() throws Exception {
        Reports reports = new Reports();
        try (CheckedEngine engine = CheckedEngine.open(folder, ENOUGH)) {
            engine.session().listen(reports);
            StarJoins.counted(engine.session());
        }

        assertThat(reports.last().counters()).containsEntry("before", 300_000L).containsEntry("behind", 272_730L);
        assertThat(bypassed(reports.last())).isEqualTo(1);
    }

    @Test
    void a_key_function_that_throws_is_named() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder, ENOUGH)) {
            assertThatThrownBy(() -> StarJoins.failing(engine.session()).collect())
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.USER_CODE))
                    .hasMessageContaining("'join'")
                    .hasMessageContaining("/ by zero");
        }
    }

    @Test
    void a_right_side_that_each_task_would_have_to_know_all_of_is_not_broadcast() {
        try (Session session = Session.local()) {
            assertThatThrownBy(() ->
                            session.range(0, 9).fullJoin(session.range(0, 9)).broadcast())
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.INVALID_PLAN))
                    .hasMessageContaining("fullJoin at ")
                    .hasMessageContaining("the right side cannot be broadcast");
            assertThatThrownBy(() ->
                            session.range(0, 9).rightJoin(session.range(0, 9)).broadcast())
                    .hasMessageContaining("rightJoin at ");
        }
    }
}
