package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.FilteredJoins;
import io.dataflow.api.JobReport;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.runtime.SmallCluster;
import io.dataflow.runtime.scheduler.FilterUse;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Joins whose tasks drop records that have no partner, by a filter of the other side's keys. */
class FilteredJoinsTest {
    /** Sides are not read whole in so little. */
    private static final SessionOptions LITTLE =
            SessionOptions.defaults().memoryBytes(16L << 20).slots(2);

    @TempDir
    private Path folder;

    static Stream<String> filtered() {
        return FilteredJoins.filtered().keySet().stream();
    }

    static Stream<String> unfiltered() {
        return FilteredJoins.unfiltered().keySet().stream();
    }

    private static List<String> notes(JobReport report) {
        return report.stages().stream().flatMap(stage -> stage.notes().stream()).toList();
    }

    private static List<String> expected(Function<Session, List<String>> program) {
        try (ReferenceSession reference = ReferenceSession.open()) {
            return program.apply(reference);
        }
    }

    private JobReport run(Function<Session, List<String>> program, SessionOptions options, FilterUse use)
            throws Exception {
        Reports reports = new Reports();
        try (CheckedEngine engine = CheckedEngine.open(folder, options, use)) {
            engine.session().listen(reports);
            assertThat(program.apply(engine.session())).isEqualTo(expected(program));
        }
        return reports.last();
    }

    @ParameterizedTest
    @MethodSource("filtered")
    void records_without_a_partner_are_not_written(String name) throws Exception {
        Function<Session, List<String>> program = FilteredJoins.filtered().get(name);

        JobReport with = run(program, LITTLE, FilterUse.ALWAYS);
        JobReport without = run(program, LITTLE, FilterUse.NEVER);

        assertThat(notes(with)).anyMatch(note -> note.contains(" were dropped before they were written: "));
        assertThat(notes(without)).noneMatch(note -> note.contains("filter") || note.contains("dropped"));
    }

    @ParameterizedTest
    @MethodSource("unfiltered")
    void records_without_a_partner_that_are_wanted_are_not_dropped(String name) throws Exception {
        JobReport report = run(FilteredJoins.unfiltered().get(name), LITTLE, FilterUse.ALWAYS);

        assertThat(notes(report)).noneMatch(note -> note.contains("filter") || note.contains("dropped"));
    }

    private static List<String> few(Session session) {
        return List.of(String.valueOf(FilteredJoins.large(session, 0, 60)));
    }

    @Test
    void a_filter_that_is_expected_to_pay_is_made() throws Exception {
        SessionOptions options =
                SessionOptions.defaults().memoryBytes(32L << 20).slots(2);

        JobReport report = run(FilteredJoinsTest::few, options, FilterUse.EXPECTED_TO_PAY);

        assertThat(notes(report))
                .contains("reads a filter of the keys of the other side")
                .anyMatch(note -> note.startsWith("run for 'range 0 to 900000 > by key for join'"))
                .anyMatch(note -> note.matches("87\\d,\\d{3} of 900,000 records \\(9[78] %\\) were dropped .*"));
    }

    @Test
    void on_a_cluster_too() throws Exception {
        Reports reports = new Reports();
        try (SmallCluster cluster = SmallCluster.start(folder).withWorkers(2, 1, 16L << 20);
                Session session = cluster.connect()) {
            session.listen(reports);
            assertThat(few(session)).isEqualTo(expected(FilteredJoinsTest::few));
        }
        assertThat(notes(reports.last())).anyMatch(note -> note.contains(" of 900,000 records "));
    }

    @Test
    void the_side_of_few_records_is_worth_no_filter() throws Exception {
        JobReport report = run(FilteredJoins.filtered().get("join"), LITTLE, FilterUse.EXPECTED_TO_PAY);

        assertThat(notes(report)).noneMatch(note -> note.contains("filter") || note.contains("dropped"));
    }
}
