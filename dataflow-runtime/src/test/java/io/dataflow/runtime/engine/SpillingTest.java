package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.OutputFiles;
import com.acme.Spilling;
import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.testing.ReferenceSession;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose data do not fit their memory finish, by way of the disk, with the same answers. */
class SpillingTest {
    private static final int RECORDS = 200_000;
    private static final int WORDS = 150_000;
    private static final SessionOptions SMALL = SessionOptions.defaults()
            .memoryBytes(SessionOptions.MIN_MEMORY_BYTES)
            .slots(2);

    @TempDir
    private Path folder;

    private <T> void assertSameWhenSpilled(Function<Session, Dataset<T>> program, boolean ordered) throws Exception {
        List<T> expected;
        try (ReferenceSession reference = ReferenceSession.open()) {
            expected = program.apply(reference).collect();
        }

        Reports reports = new Reports();
        List<T> records;
        try (CheckedEngine engine = CheckedEngine.open(folder, SMALL)) {
            engine.session().listen(reports);
            records = program.apply(engine.session()).collect();
        }

        assertThat(reports.last().spilledBytes()).isPositive();
        if (ordered) {
            assertThat(records.equals(expected)).isTrue();
        } else {
            assertThat(counts(records).equals(counts(expected))).isTrue();
        }
    }

    private static <T> Map<T, Integer> counts(List<T> records) {
        Map<T, Integer> counts = new HashMap<>();
        records.forEach(record -> counts.merge(record, 1, Integer::sum));
        return counts;
    }

    @Test
    void a_word_count_with_more_words_than_memory() throws Exception {
        assertSameWhenSpilled(session -> Spilling.wordCount(session, RECORDS, WORDS), false);
    }

    @Test
    void distinct_with_more_records_than_memory() throws Exception {
        assertSameWhenSpilled(session -> Spilling.words(session, RECORDS, WORDS).distinct(), false);
    }

    @Test
    void a_sort_of_more_records_than_memory() throws Exception {
        assertSameWhenSpilled(session -> Spilling.sorted(session, RECORDS, WORDS), true);
    }

    @Test
    void results_of_more_records_than_memory() throws Exception {
        assertSameWhenSpilled(session -> Spilling.words(session, RECORDS, WORDS), false);
    }

    @Test
    void a_sum_by_key_where_one_key_has_half_of_all_records() throws Exception {
        assertSameWhenSpilled(session -> Spilling.skewed(session, 400_000), false);
    }

    @Test
    void an_aggregate_of_objects_where_one_key_has_half_of_all_records() throws Exception {
        assertSameWhenSpilled(session -> Spilling.skewedObjects(session, RECORDS), false);
    }

    @Test
    void a_record_of_five_megabytes_passes_all_operators_in_sixty_four() throws Exception {
        int size = 5 << 20;
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<String> records = Spilling.withOneLarge(engine.session(), 1_000, size);

            List<String> sorted = records.sortBy(record -> record).collect();
            List<String> distinct = records.union(records).distinct().collect();
            List<Pair<String, Long>> counts =
                    records.union(records).groupBy(record -> record).count().collect();
            List<String> greatest = records.groupBy(String::length)
                    .reduce((left, right) -> left.compareTo(right) >= 0 ? left : right)
                    .map(Pair::second)
                    .collect();

            assertThat(sorted).hasSize(1_000).isSorted().anyMatch(record -> record.length() == size);
            assertThat(distinct).hasSize(1_000).anyMatch(record -> record.length() == size);
            assertThat(counts).hasSize(1_000).allMatch(pair -> pair.second() == 2);
            assertThat(greatest.stream().map(String::length)).containsExactlyInAnyOrder(2, 3, 4, size);
        }
    }

    @Test
    void a_line_of_five_megabytes_is_written_and_read_back() throws Exception {
        int size = 5 << 20;
        Path output = folder.resolve("output");
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Spilling.withOneLarge(engine.session(), 10, size)
                    .sortBy(record -> record)
                    .write(TextFiles.into(output));

            List<String> lines = engine.session()
                    .read(TextFiles.of(output).splitBytes(1_000).strings())
                    .collect();

            assertThat(lines).hasSize(10).anyMatch(line -> line.length() == size);
            assertThat(OutputFiles.lines(output)).isSorted().containsExactlyInAnyOrderElementsOf(lines);
        }
    }
}
