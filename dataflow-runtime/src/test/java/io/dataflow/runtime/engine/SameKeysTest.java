package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.SameKeys;
import io.dataflow.api.Dataset;
import io.dataflow.api.JobReport;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.function.Counter;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.testing.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has its key already is not exchanged again, and answers as if it were. */
class SameKeysTest {
    private static final long RECORDS = 400_000;

    @TempDir
    private Path folder;

    private static Dataset<Pair<Long, Long>> totals(Session session, long shift) {
        return session.range(0, RECORDS)
                .groupBy(n -> (n + shift) % (RECORDS / 2))
                .aggregate(Aggregators.sumLong(n -> n));
    }

    /** Of a join of two groups by the key that they have, as far as that is seen to be it. */
    private JobReport join(Fn1<Pair<Long, Long>, Long> key, long memoryBytes) throws Exception {
        Reports reports = new Reports();
        SessionOptions options =
                SessionOptions.defaults().memoryBytes(memoryBytes).slots(2);
        try (CheckedEngine engine = CheckedEngine.open(folder, options)) {
            engine.session().listen(reports);
            Dataset<Pair<Long, Long>> left = totals(engine.session(), 0);
            Dataset<Pair<Long, Long>> right = totals(engine.session(), RECORDS / 4);

            assertThat(left.join(right)
                            .on(key, key, (one, other) -> one.first().equals(other.first()))
                            .filter(same -> same)
                            .count())
                    .isEqualTo(RECORDS / 2);
        }
        return reports.ends().get(0);
    }

    private static long writtenBytes(JobReport report) {
        return report.stages().stream().mapToLong(JobReport.Stage::writtenBytes).sum();
    }

    @Test
    void a_join_of_two_groups_writes_what_the_groups_need_and_no_more() throws Exception {
        JobReport partitioned = join(pair -> pair.first(), 64L << 20);
        JobReport alreadySo = join(Pair::first, 64L << 20);

        assertThat(partitioned.stages()).hasSize(7);
        assertThat(alreadySo.stages()).hasSize(4);
        assertThat(writtenBytes(alreadySo)).isLessThan(writtenBytes(partitioned) * 2 / 3);
        assertThat(alreadySo.stages().get(2).readRecords())
                .as("accumulators, and what is made of them")
                .isEqualTo(alreadySo.stages().get(0).writtenRecords()
                        + alreadySo.stages().get(1).writtenRecords()
                        + RECORDS);
    }

    @Test
    void what_does_not_fit_is_spilled_by_each_step() throws Exception {
        JobReport partitioned = join(pair -> pair.first(), SessionOptions.MIN_MEMORY_BYTES);
        JobReport alreadySo = join(Pair::first, SessionOptions.MIN_MEMORY_BYTES);

        assertThat(alreadySo.stages()).hasSize(4);
        assertThat(alreadySo.spilledBytes()).isPositive();
        assertThat(peakBytes(alreadySo)).isLessThanOrEqualTo(peakBytes(partitioned));
    }

    private static long peakBytes(JobReport report) {
        return report.stages().stream()
                .mapToLong(JobReport.Stage::peakMemoryBytes)
                .max()
                .orElseThrow();
    }

    @Test
    void a_function_behind_a_group_counts_each_record_once() throws Exception {
        Reports reports = new Reports();
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            engine.session().listen(reports);
            Counter seen = Counter.of("seen");
            Dataset<Pair<Long, Long>> left = totals(engine.session(), 0).filter(pair -> {
                seen.add(1);
                return true;
            });

            assertThat(left.semiJoin(totals(engine.session(), 1))
                            .on(Pair::first, Pair::first)
                            .groupBy(Pair::first)
                            .count()
                            .count())
                    .isEqualTo(RECORDS / 2);
        }

        assertThat(reports.ends().get(0).stages()).hasSize(4);
        assertThat(reports.ends().get(0).counters()).isEqualTo(Map.of("seen", RECORDS / 2));
    }

    @Seeds(300)
    void groups_and_joins_in_a_row_answer_as_plain_collections_do(Random random) throws Exception {
        long program = random.nextLong();
        SessionOptions options = SessionOptions.defaults()
                .memoryBytes(SessionOptions.MIN_MEMORY_BYTES + (random.nextBoolean() ? 0 : random.nextInt(32 << 20)))
                .slots(1 + random.nextInt(3));
        List<String> expected;
        try (ReferenceSession reference = ReferenceSession.open()) {
            expected = SameKeys.run(program, reference);
        }

        List<String> answer;
        try (CheckedEngine engine = CheckedEngine.open(folder, options)) {
            answer = SameKeys.run(program, engine.session());
        }

        assertThat(answer).isEqualTo(expected);
    }
}
