package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.RandomSkewedJoins;
import com.acme.SkewedJoins;
import io.dataflow.api.JobReport;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.runtime.SmallCluster;
import io.dataflow.runtime.scheduler.FilterUse;
import io.dataflow.testing.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A key that has half of the records. */
class SkewTest {
    private static final int SLOTS = 8;
    private static final long MEMORY_BYTES = 128L << 20;

    @TempDir
    private Path folder;

    static Stream<String> programs() {
        return SkewedJoins.programs().keySet().stream();
    }

    private static JobReport.Stage joining(JobReport report) {
        return report.stages().stream()
                .filter(stage ->
                        stage.name().startsWith("join") || stage.name().matches("(left|right|full|semi|anti)Join.*"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(report.toString()));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void tasks_share_a_partition_where_that_changes_nothing(String name) throws Exception {
        List<String> notes = assertShares(name, SkewedJoins.programs().get(name));

        assertThat(notes).noneMatch(note -> note.contains("part of the records"));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void what_one_task_wrote_is_divided_by_record(String name) throws Exception {
        List<String> notes = assertShares(name, SkewedJoins.programsOfOneTask().get(name));

        assertThat(notes.stream()
                        .anyMatch(note -> note.matches(
                                "(\\d+) tasks share partition \\d+, which .* others; \\1 of them take part of .*")))
                .isEqualTo(SkewedJoins.mayShare(name));
    }

    private List<String> assertShares(String name, Function<Session, List<Long>> program) throws Exception {
        List<Long> expected;
        try (ReferenceSession reference = ReferenceSession.open()) {
            expected = program.apply(reference);
        }
        SessionOptions options =
                SessionOptions.defaults().memoryBytes(MEMORY_BYTES).slots(SLOTS);
        Reports reports = new Reports();
        // A filter would drop the records of the hot key.
        try (CheckedEngine engine = CheckedEngine.open(folder, options, FilterUse.NEVER)) {
            engine.session().listen(reports);
            assertThat(program.apply(engine.session())).isEqualTo(expected);
        }

        long read = joining(reports.last()).readRecords();
        assertThat(read > SkewedJoins.recordCount()).isEqualTo(SkewedJoins.mayShare(name));
        assertThat(read).isLessThan(2 * SkewedJoins.recordCount());
        List<String> notes = reports.last().stages().stream()
                .flatMap(stage -> stage.notes().stream())
                .toList();
        assertThat(notes)
                .filteredOn(note -> note.matches("the key 9 has about (4[6-9]|5[0-4]) % of 40,000 records"))
                .hasSize(1);
        assertThat(notes.stream().anyMatch(note -> note.matches("\\d+ tasks share partition \\d+, which .*")))
                .isEqualTo(SkewedJoins.mayShare(name));
        return notes;
    }

    @Test
    void combining_that_does_not_pay_is_given_up_and_told() throws Exception {
        SessionOptions little = SessionOptions.defaults()
                .memoryBytes(SessionOptions.MIN_MEMORY_BYTES)
                .slots(2);
        Reports reports = new Reports();
        try (CheckedEngine engine = CheckedEngine.open(folder, little)) {
            engine.session().listen(reports);
            assertThat(engine.session()
                            .range(0, 500_000)
                            .groupBy(number -> number)
                            .count()
                            .count())
                    .isEqualTo(500_000);
        }

        assertThat(reports.last().stages().get(0).notes())
                .singleElement(InstanceOfAssertFactories.STRING)
                .matches("[\\d,]+ of 500,000 records were not combined: hardly any had the same key");
    }

    @Test
    void combining_is_given_up_also_where_memory_would_last() throws Exception {
        assertThat(notesOfCounting(500_000))
                .singleElement(InstanceOfAssertFactories.STRING)
                .matches("[\\d,]+ of 500,000 records were not combined: hardly any had the same key");
    }

    @Test
    void combining_that_pays_goes_on() throws Exception {
        assertThat(notesOfCounting(20_000)).isEmpty();
    }

    /** Of the tasks that count 500,000 records by so many keys. */
    private List<String> notesOfCounting(int keys) throws Exception {
        Reports reports = new Reports();
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            engine.session().listen(reports);
            assertThat(engine.session()
                            .range(0, 500_000)
                            .groupBy(number -> number * 7_919 % keys)
                            .count()
                            .count())
                    .isEqualTo(keys);
        }
        return reports.last().stages().get(0).notes();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void tasks_share_a_partition_on_a_cluster(String name) throws Exception {
        assertAnswersOnACluster(SkewedJoins.programs().get(name));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void what_one_task_wrote_is_divided_on_a_cluster(String name) throws Exception {
        assertAnswersOnACluster(SkewedJoins.programsOfOneTask().get(name));
    }

    private void assertAnswersOnACluster(Function<Session, List<Long>> program) throws Exception {
        try (ReferenceSession reference = ReferenceSession.open();
                SmallCluster cluster = SmallCluster.start(folder).withWorkers(2, SLOTS / 2, MEMORY_BYTES);
                Session session = cluster.connect()) {
            assertThat(program.apply(session)).isEqualTo(program.apply(reference));
        }
    }

    @Seeds(60)
    void joins_with_hot_keys_in_whatever_outputs_answer_as_plain_collections_do(Random random) throws Exception {
        long program = random.nextLong();
        SessionOptions options = SessionOptions.defaults()
                .memoryBytes(SessionOptions.MIN_MEMORY_BYTES + random.nextLong(MEMORY_BYTES))
                .slots(1 + random.nextInt(2 * SLOTS));
        FilterUse filters = random.nextBoolean() ? FilterUse.NEVER : FilterUse.EXPECTED_TO_PAY;
        List<String> expected;
        try (ReferenceSession reference = ReferenceSession.open()) {
            expected = RandomSkewedJoins.run(program, reference);
        }

        try (CheckedEngine engine = CheckedEngine.open(folder, options, filters)) {
            assertThat(RandomSkewedJoins.run(program, engine.session())).isEqualTo(expected);
        }
    }
}
