package io.dataflow.api.aggregate;

import static io.dataflow.api.aggregate.Aggregators.all;
import static io.dataflow.api.aggregate.Aggregators.any;
import static io.dataflow.api.aggregate.Aggregators.average;
import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.max;
import static io.dataflow.api.aggregate.Aggregators.min;
import static io.dataflow.api.aggregate.Aggregators.sumDouble;
import static io.dataflow.api.aggregate.Aggregators.sumLong;
import static io.dataflow.api.aggregate.Aggregators.toSet;
import static io.dataflow.api.aggregate.Aggregators.top;
import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Dataset;
import io.dataflow.api.KeyedDataset;
import io.dataflow.api.Pair;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.testing.ReferenceSession;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two to eight aggregators by key, written as users write them: no casts and no stated types. */
class SeveralAggregatorsTest {
    private final ReferenceSession session = ReferenceSession.open();

    record Purchase(long id, int customer, double price, LocalDate date) {}

    record Customer(int id, int nation, String segment) {}

    record Segment(int nation, String name) {}

    record Revenue(Segment segment, double total, long purchases, LocalDate latest) {}

    record Eight(
            int customer,
            long count,
            long ids,
            double total,
            double mean,
            LocalDate first,
            LocalDate last,
            boolean anyDear,
            boolean allDear) {}

    @AfterEach
    void close() {
        session.close();
    }

    private Dataset<Purchase> purchases() {
        return session.fromIterable(List.of(
                        new Purchase(1, 7, 2.5, LocalDate.of(2026, 1, 1)),
                        new Purchase(2, 8, 20, LocalDate.of(2026, 1, 2)),
                        new Purchase(3, 7, 3.5, LocalDate.of(2025, 1, 3))))
                .as(Purchase.class);
    }

    private KeyedDataset<Integer, Purchase> byCustomer() {
        return purchases().groupBy(Purchase::customer);
    }

    @Test
    void three_aggregators_end_in_a_constructor() {
        Dataset<Pair<Purchase, Customer>> joined =
                purchases().map(purchase -> Pair.of(purchase, new Customer(purchase.customer(), 49, "toys")));

        List<Revenue> revenues = joined.groupBy(
                        pc -> new Segment(pc.second().nation(), pc.second().segment()))
                .aggregate(
                        sumDouble(pc -> pc.first().price()),
                        count(),
                        max(pc -> pc.first().date()),
                        Revenue::new)
                .collect();

        assertThat(revenues).containsExactly(new Revenue(new Segment(49, "toys"), 26.0, 3, LocalDate.of(2026, 1, 2)));
    }

    @Test
    void eight_aggregators_end_in_a_constructor() {
        Dataset<Eight> results = byCustomer()
                .aggregate(
                        count(),
                        sumLong(Purchase::id),
                        sumDouble(Purchase::price),
                        average(Purchase::price),
                        min(Purchase::date),
                        max(Purchase::date),
                        any(purchase -> purchase.price() > 3),
                        all(purchase -> purchase.price() > 3),
                        Eight::new);

        LocalDate day = LocalDate.of(2026, 1, 2);
        assertThat(results.type()).isEqualTo(ValueType.of(Eight.class));
        assertThat(results.collect())
                .containsExactlyInAnyOrder(
                        new Eight(7, 2, 4, 6.0, 3.0, LocalDate.of(2025, 1, 3), LocalDate.of(2026, 1, 1), true, false),
                        new Eight(8, 1, 2, 20.0, 20.0, day, day, true, true));
    }

    @Test
    void every_number_of_aggregators_gives_each_result_in_its_place() {
        KeyedDataset<Integer, Long> all = session.range(1, 4).groupBy(number -> 0);
        Aggregator<Long, Long, Long> one = sumLong(n -> n);
        Aggregator<Long, Long, Long> two = sumLong(n -> 10 * n);
        Aggregator<Long, Long, Long> three = sumLong(n -> 100 * n);
        Aggregator<Long, Long, Long> four = sumLong(n -> 1_000 * n);
        Aggregator<Long, Long, Long> five = sumLong(n -> 10_000 * n);
        Aggregator<Long, Long, Long> six = sumLong(n -> 100_000 * n);
        Aggregator<Long, Long, Long> seven = sumLong(n -> 1_000_000 * n);

        assertThat(all.aggregate(one, two, (k, a, b) -> List.of(a, b)).collect())
                .containsExactly(List.of(6L, 60L));
        assertThat(all.aggregate(one, two, three, (k, a, b, c) -> List.of(a, b, c))
                        .collect())
                .containsExactly(List.of(6L, 60L, 600L));
        assertThat(all.aggregate(one, two, three, four, (k, a, b, c, d) -> List.of(a, b, c, d))
                        .collect())
                .containsExactly(List.of(6L, 60L, 600L, 6_000L));
        assertThat(all.aggregate(one, two, three, four, five, (k, a, b, c, d, e) -> List.of(a, b, c, d, e))
                        .collect())
                .containsExactly(List.of(6L, 60L, 600L, 6_000L, 60_000L));
        assertThat(all.aggregate(one, two, three, four, five, six, (k, a, b, c, d, e, f) -> List.of(a, b, c, d, e, f))
                        .collect())
                .containsExactly(List.of(6L, 60L, 600L, 6_000L, 60_000L, 600_000L));
        assertThat(all.aggregate(
                                one,
                                two,
                                three,
                                four,
                                five,
                                six,
                                seven,
                                (k, a, b, c, d, e, f, g) -> List.of(a, b, c, d, e, f, g))
                        .collect())
                .containsExactly(List.of(6L, 60L, 600L, 6_000L, 60_000L, 600_000L, 6_000_000L));
        assertThat(all.aggregate(
                                one,
                                two,
                                three,
                                four,
                                five,
                                six,
                                seven,
                                count(),
                                (k, a, b, c, d, e, f, g, h) -> List.of(a, b, c, d, e, f, g, h))
                        .collect())
                .containsExactly(List.of(6L, 60L, 600L, 6_000L, 60_000L, 600_000L, 6_000_000L, 3L));
    }

    @Test
    void one_aggregator_by_key_reads_as_it_should() {
        Dataset<Pair<Integer, List<Purchase>>> dearest = byCustomer().aggregate(top(1, Purchase::price));
        Dataset<Pair<Integer, Double>> averages =
                byCustomer().aggregate(Aggregator.collector(() -> Collectors.averagingDouble(Purchase::price)));
        Dataset<Pair<Integer, Set<Integer>>> years = byCustomer()
                .aggregate(Aggregators.mapping(purchase -> purchase.date().getYear(), toSet()));

        assertThat(dearest.map(pair -> pair.second().get(0).id()).collect()).containsExactlyInAnyOrder(3L, 2L);
        assertThat(averages.collect()).containsExactlyInAnyOrder(Pair.of(7, 3.0), Pair.of(8, 20.0));
        assertThat(years.collect()).containsExactlyInAnyOrder(Pair.of(7, Set.of(2025, 2026)), Pair.of(8, Set.of(2026)));
    }

    @Test
    void several_results_of_all_records() {
        Dataset<Integer> numbers = session.fromIterable(List.of(1, 2, 6));

        double average = numbers.aggregate(average(n -> n));
        Two<Integer, Integer> range = numbers.aggregate(Aggregators.both(min(n -> n), max(n -> n)));

        assertThat(average).isEqualTo(3.0);
        assertThat(range).isEqualTo(new Two<>(1, 6));
    }
}
