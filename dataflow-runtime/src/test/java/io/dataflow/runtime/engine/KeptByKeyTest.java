package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Clients;
import com.acme.RandomGroups.Item;
import com.acme.RandomGroups.Sale;
import com.acme.RandomKeptJoins;
import io.dataflow.api.Dataset;
import io.dataflow.api.JobReport;
import io.dataflow.api.Pair;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.testing.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read by key again and again is partitioned once. */
class KeptByKeyTest {
    private static final int RECORDS = 1_000;

    @TempDir
    private Path folder;

    private static long written(Reports reports, String stage) {
        return reports.ends().stream()
                .flatMap(report -> report.stages().stream())
                .filter(each -> each.name().endsWith(stage))
                .mapToLong(JobReport.Stage::writtenRecords)
                .sum();
    }

    private static Dataset<Sale> sales(CheckedEngine engine) {
        return engine.session().range(0, RECORDS).map(n -> new Sale((int) (n % 10), n, ""));
    }

    /** Ten items. */
    private static Dataset<Item> items(CheckedEngine engine) {
        return engine.session().range(0, 10).map(n -> new Item(n.intValue(), "item"));
    }

    private static Dataset<Item> round(Dataset<Sale> sales, Dataset<Item> before) {
        return sales.fullJoin(before)
                .on(Sale::item, Item::id, (sale, item) -> item.orElseThrow())
                .distinct();
    }

    @Test
    void the_side_of_a_join_that_does_not_change_is_partitioned_once_for_all_rounds() throws Exception {
        Reports reports = new Reports();
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            engine.session().listen(reports);
            Dataset<Sale> sales = sales(engine);

            assertThat(items(engine).iterate(5, before -> round(sales, before)).count())
                    .isEqualTo(10);
        }

        assertThat(written(reports, "kept by key for fullJoin")).isEqualTo(RECORDS);
        assertThat(written(reports, "by key for fullJoin")).isEqualTo(RECORDS + 5 * 10);
    }

    @Test
    void a_cached_side_is_partitioned_once_for_all_rounds_and_stays_in_its_order() throws Exception {
        Reports reports = new Reports();
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            engine.session().listen(reports);
            Dataset<Sale> sales = sales(engine).cache();
            assertThat(sales.count()).isEqualTo(RECORDS);

            assertThat(items(engine).iterate(5, before -> round(sales, before)).count())
                    .isEqualTo(10);

            assertThat(sales.map(Sale::amount).collect())
                    .isEqualTo(LongStream.range(0, RECORDS).boxed().toList());
        }

        assertThat(written(reports, "kept by key for fullJoin")).isEqualTo(RECORDS);
        assertThat(written(reports, "by key for fullJoin")).isEqualTo(RECORDS + 5 * 10);
    }

    @Test
    void a_cached_side_is_kept_by_key_from_the_second_job_on_that_wants_it_so() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Clients.reset();
            Dataset<Sale> sales = sales(engine).cache();
            Fn1<Sale, Integer> key = sale -> {
                Clients.see();
                return sale.item();
            };
            Dataset<Pair<Sale, Item>> joined = sales.rightJoin(items(engine).union(items(engine)))
                    .on(key, Item::id, (sale, item) -> Pair.of(sale.orElseThrow(), item));

            for (int job = 1; job <= 4; job++) {
                assertThat(joined.count()).isEqualTo(2 * RECORDS);
                assertThat(Clients.seen()).isEqualTo(Math.min(2, job) * RECORDS);
            }
            sales.uncache();
            assertThat(joined.count()).isEqualTo(2 * RECORDS);
            assertThat(Clients.seen()).isEqualTo(3 * RECORDS);
        }
    }

    @Test
    void readers_behind_another_cached_dataset_do_not_count() throws Exception {
        Reports reports = new Reports();
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            engine.session().listen(reports);
            Dataset<Sale> sales = sales(engine).cache();
            Dataset<Item> joined = round(sales, items(engine)).cache();

            for (int job = 0; job < 3; job++) {
                assertThat(joined.map(Item::name).union(sales.map(Sale::note)).count())
                        .isEqualTo(10 + RECORDS);
            }
        }

        assertThat(written(reports, "kept by key for fullJoin")).isZero();
        assertThat(written(reports, "by key for fullJoin")).isEqualTo(RECORDS + 10);
    }

    @Test
    void groups_of_a_cached_dataset_are_read_by_key_as_well() throws Exception {
        Reports reports = new Reports();
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            engine.session().listen(reports);
            Dataset<Sale> sales = sales(engine).cache();

            for (int job = 0; job < 3; job++) {
                assertThat(sales.groupBy(Sale::item)
                                .transformGroups(Integer.class, (item, group, output) -> output.emit(item))
                                .collect())
                        .hasSize(10);
            }
        }

        assertThat(written(reports, "by key for transformGroups")).isEqualTo(2 * RECORDS);
    }

    @Test
    void a_key_that_fails_fails_each_job_in_its_own_words() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Sale> sales = sales(engine).cache();
            Fn1<Sale, Integer> broken = sale -> sale.item() / sale.note().length();
            Dataset<Item> joined =
                    sales.fullJoin(items(engine)).on(broken, Item::id, (sale, item) -> item.orElseThrow());

            for (int job = 0; job < 3; job++) {
                assertThatThrownBy(joined::count)
                        .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                                .isEqualTo(FailureKind.USER_CODE))
                        .hasMessageContaining("/ by zero");
            }
        }
    }

    @Test
    void explain_says_what_a_loop_keeps_by_key() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Sale> sales = sales(engine);

            assertThat(items(engine).iterate(5, before -> round(sales, before)).explain())
                    .contains("map does not change, and is kept partitioned by key for fullJoin: no exchange of it");
        }
    }

    @Seeds(100)
    void loops_and_caches_answer_as_plain_collections_do(Random random) throws Exception {
        long program = random.nextLong();
        SessionOptions options = SessionOptions.defaults()
                .memoryBytes(SessionOptions.MIN_MEMORY_BYTES + random.nextInt(32 << 20))
                .slots(1 + random.nextInt(3));
        List<String> expected;
        try (ReferenceSession reference = ReferenceSession.open()) {
            expected = RandomKeptJoins.run(program, reference);
        }

        List<String> answer;
        try (CheckedEngine engine = CheckedEngine.open(folder, options)) {
            answer = RandomKeptJoins.run(program, engine.session());
        }

        assertThat(answer).isEqualTo(expected);
    }
}
