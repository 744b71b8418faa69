package io.dataflow.runtime.engine;

import static io.dataflow.api.aggregate.Aggregators.all;
import static io.dataflow.api.aggregate.Aggregators.any;
import static io.dataflow.api.aggregate.Aggregators.average;
import static io.dataflow.api.aggregate.Aggregators.both;
import static io.dataflow.api.aggregate.Aggregators.bottom;
import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.filtering;
import static io.dataflow.api.aggregate.Aggregators.mapping;
import static io.dataflow.api.aggregate.Aggregators.max;
import static io.dataflow.api.aggregate.Aggregators.maxBy;
import static io.dataflow.api.aggregate.Aggregators.min;
import static io.dataflow.api.aggregate.Aggregators.minBy;
import static io.dataflow.api.aggregate.Aggregators.optional;
import static io.dataflow.api.aggregate.Aggregators.sumDouble;
import static io.dataflow.api.aggregate.Aggregators.sumLong;
import static io.dataflow.api.aggregate.Aggregators.toList;
import static io.dataflow.api.aggregate.Aggregators.toSet;
import static io.dataflow.api.aggregate.Aggregators.top;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Two;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.testing.Seeds;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every stock aggregator answers in the engine, short of memory, what it answers on plain collections. */
class AggregatesTest {
    private static final SessionOptions SMALL = SessionOptions.defaults()
            .memoryBytes(SessionOptions.MIN_MEMORY_BYTES)
            .slots(2);

    @TempDir
    private Path folder;

    /** @param price a multiple of a quarter, so that sums of doubles are exact in any order */
    record Sale(long id, String shop, double price, int pieces) {}

    record Summary(
            String shop,
            long count,
            long ids,
            double total,
            double mean,
            long least,
            long greatest,
            boolean anyDear,
            boolean allDear) {}

    record Best(String shop, List<Sale> top, List<Sale> bottom, Sale last) {}

    private static Sale sale(long number, long seed, int shops) {
        long mixed = (number + seed) * 0x9E3779B97F4A7C15L;
        mixed ^= mixed >>> 29;
        return new Sale(mixed, "shop " + Math.floorMod(mixed >> 7, shops), Math.floorMod(mixed, 400) / 4.0, (int)
                (mixed >>> 40));
    }

    private static Dataset<Sale> sales(Session session, int count, long seed, int shops) {
        return session.range(0, count).map(number -> sale(number, seed, shops));
    }

    /** @return whether the engine spilled */
    private <T> boolean assertSame(Function<Session, Dataset<T>> program) throws Exception {
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

        assertThat(records).hasSameSizeAs(expected);
        assertThat(new HashSet<>(records).equals(new HashSet<>(expected))).isTrue();
        return reports.last().spilledBytes() > 0;
    }

    @Test
    void eight_aggregators_with_more_keys_than_memory() throws Exception {
        boolean spilled = assertSame(session -> sales(session, 100_000, 5, 60_000)
                .groupBy(Sale::shop)
                .aggregate(
                        count(),
                        sumLong(sale -> sale.id() >> 20),
                        sumDouble(Sale::price),
                        average(Sale::price),
                        min(Sale::id),
                        max(Sale::id),
                        any(sale -> sale.price() > 50),
                        all(sale -> sale.price() > 50),
                        Summary::new));

        assertThat(spilled).isTrue();
    }

    @Test
    void the_best_records_of_more_keys_than_memory() throws Exception {
        boolean spilled = assertSame(session -> sales(session, 100_000, 11, 20_000)
                .groupBy(Sale::shop)
                .aggregate(top(3, Sale::id), bottom(2, Sale::id), maxBy(Sale::id), Best::new));

        assertThat(spilled).isTrue();
    }

    @Seeds(10)
    void each_aggregator_by_key(Random random) throws Exception {
        int count = 1 + random.nextInt(2_000);
        int shops = random.nextBoolean() ? 7 : 1_000;
        long seed = random.nextLong();

        assertSameByKey(average(Sale::pieces), count, seed, shops);
        assertSameByKey(average(Sale::id), count, seed, shops);
        assertSameByKey(minBy(Sale::id), count, seed, shops);
        assertSameByKey(top(4, Sale::id), count, seed, shops);
        assertSameByKey(any(sale -> sale.price() > 90), count, seed, shops);
        assertSameByKey(mapping(Sale::pieces, toSet()), count, seed, shops);
        assertSameByKey(filtering(sale -> sale.price() > 50, count()), count, seed, shops);
        assertSameByKey(filtering(sale -> sale.price() > 50, optional(max(Sale::id))), count, seed, shops);
        assertSameByKey(Aggregator.collector(() -> Collectors.averagingDouble(Sale::price)), count, seed, shops);
        assertSameByKey(both(sumDouble(Sale::price), both(count(), min(Sale::price))), count, seed, shops);
    }

    private <R> void assertSameByKey(Aggregator<Sale, ?, R> aggregator, int count, long seed, int shops)
            throws Exception {
        this.<Pair<String, R>>assertSame(session ->
                sales(session, count, seed, shops).groupBy(Sale::shop).aggregate(aggregator));
    }

    @Test
    void lists_of_records_by_key() throws Exception {
        assertSame(session -> sales(session, 3_000, 3, 40)
                .groupBy(Sale::shop)
                .aggregate(
                        toList(),
                        (shop, sales) -> Pair.of(
                                shop,
                                sales.stream()
                                        .sorted(Comparator.comparing(Sale::id))
                                        .toList())));
    }

    @Test
    void several_results_of_all_records() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Long> numbers = engine.session().range(1, 1_001);

            Two<Double, Two<Long, List<Long>>> results =
                    numbers.aggregate(both(average(n -> n), both(max(n -> n), bottom(2, n -> n))));

            assertThat(results).isEqualTo(new Two<>(500.5, new Two<>(1_000L, List.of(1L, 2L))));
        }
    }

    @Test
    void a_value_that_is_null_fails_the_job_and_says_of_which_aggregator() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Long> numbers = engine.session().range(0, 100);

            assertThatThrownBy(() -> numbers.aggregate(max(n -> perhaps(n))))
                    .isInstanceOfSatisfying(DataflowException.class, AggregatesTest::assertRefused);
            assertThatThrownBy(() -> numbers.groupBy(n -> n % 3)
                            .aggregate(count(), max(n -> perhaps(n)), (key, count, max) -> count)
                            .collect())
                    .isInstanceOfSatisfying(DataflowException.class, AggregatesTest::assertRefused);
        }
    }

    private static @Nullable Long perhaps(long number) {
        return number == 50 ? null : (Long) number;
    }

    private static void assertRefused(DataflowException failure) {
        assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure).hasMessageContaining("max: the value of a record is null");
    }
}
