package io.dataflow.api.aggregate;

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

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.function.Fn1;
import io.dataflow.testing.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each aggregator gives what a plain computation gives, in whatever parts it works. */
class AggregatorsTest {
    private static final ValueType SALES = ValueType.of(Sale.class);

    /** @param price a multiple of a quarter, so that sums of doubles are exact in any order */
    record Sale(long id, String shop, double price, int pieces, LocalDate date) {}

    private static List<Sale> sales(Random random, int count) {
        List<Sale> sales = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sales.add(new Sale(
                    random.nextLong(),
                    "shop " + random.nextInt(5),
                    (random.nextInt(400) - 200) / 4.0,
                    random.nextInt(),
                    LocalDate.ofEpochDay(random.nextInt(20_000))));
        }
        return sales;
    }

    private static List<Sale> someSales(Random random) {
        return sales(random, 1 + random.nextInt(60));
    }

    private static <R> void assertResult(
            Aggregator<Sale, ?, R> aggregator, List<Sale> sales, Random random, @Nullable R expected) throws Exception {
        assertThat(Parts.atOnce(aggregator, sales)).isEqualTo(expected);
        assertThat(Parts.aggregate(aggregator, SALES, sales, random)).isEqualTo(expected);
    }

    private static void assertKnown(ValueType type) {
        assertThat(type.isUnknown()).as(type.toString()).isFalse();
        assertThat(type.arguments()).hasSize(type.raw().getTypeParameters().length);
        type.arguments().forEach(AggregatorsTest::assertKnown);
    }

    @Seeds(30)
    void counts_and_sums_are_those_of_all_records(Random random) throws Exception {
        List<Sale> sales = someSales(random);

        assertResult(count(), sales, random, (long) sales.size());
        assertResult(
                sumLong(sale -> sale.id() >> 8),
                sales,
                random,
                sales.stream().mapToLong(sale -> sale.id() >> 8).sum());
        assertResult(
                sumDouble(Sale::price),
                sales,
                random,
                sales.stream().mapToDouble(Sale::price).sum());
    }

    @Seeds(30)
    void the_least_and_the_greatest_value_are_found(Random random) throws Exception {
        List<Sale> sales = someSales(random);
        Comparator<Sale> byDate = Comparator.comparing(Sale::date);

        assertResult(
                min(Sale::date),
                sales,
                random,
                sales.stream().min(byDate).orElseThrow().date());
        assertResult(
                max(Sale::date),
                sales,
                random,
                sales.stream().max(byDate).orElseThrow().date());
    }

    @Seeds(30)
    void the_record_with_the_least_or_greatest_value_is_found(Random random) throws Exception {
        List<Sale> sales = someSales(random);
        Comparator<Sale> byId = Comparator.comparing(Sale::id);

        assertResult(minBy(Sale::id), sales, random, sales.stream().min(byId).orElseThrow());
        assertResult(maxBy(Sale::id), sales, random, sales.stream().max(byId).orElseThrow());
    }

    @Seeds(100)
    void the_top_records_come_best_first(Random random) throws Exception {
        List<Sale> sales = someSales(random);
        int limit = 1 + random.nextInt(12);
        Comparator<Sale> byId = Comparator.comparing(Sale::id);

        assertResult(
                top(limit, Sale::id),
                sales,
                random,
                sales.stream().sorted(byId.reversed()).limit(limit).toList());
        assertResult(
                bottom(limit, Sale::id),
                sales,
                random,
                sales.stream().sorted(byId).limit(limit).toList());
    }

    @Seeds(30)
    void of_equal_records_as_many_are_kept_as_there_is_room_for(Random random) throws Exception {
        List<Sale> sales = someSales(random);
        int limit = 1 + random.nextInt(12);
        List<String> expected = sales.stream()
                .map(Sale::shop)
                .sorted(Comparator.reverseOrder())
                .limit(limit)
                .toList();

        List<Sale> found = Parts.aggregate(top(limit, Sale::shop), SALES, sales, random);

        assertThat(found.stream().map(Sale::shop)).isEqualTo(expected);
        assertThat(found).doesNotHaveDuplicates().isSubsetOf(sales);
    }

    @Seeds(30)
    void an_average_of_whole_numbers_is_that_of_their_exact_sum(Random random) throws Exception {
        List<Sale> sales = someSales(random);

        assertResult(average(Sale::id), sales, random, exactMean(sales, Sale::id));
        assertResult(average(Sale::pieces), sales, random, exactMean(sales, sale -> (long) sale.pieces()));
    }

    private static double exactMean(List<Sale> sales, Fn1<Sale, Long> value) throws Exception {
        BigInteger sum = BigInteger.ZERO;
        for (Sale sale : sales) {
            sum = sum.add(BigInteger.valueOf(value.apply(sale)));
        }
        return new BigDecimal(sum)
                .divide(BigDecimal.valueOf(sales.size()), MathContext.DECIMAL128)
                .doubleValue();
    }

    @Seeds(30)
    void an_average_of_doubles_is_their_sum_divided_by_their_count(Random random) throws Exception {
        List<Sale> sales = someSales(random);
        double sum = sales.stream().mapToDouble(Sale::price).sum();

        assertResult(average(Sale::price), sales, random, sum / sales.size());
        assertResult(average(sale -> BigDecimal.valueOf(sale.price())), sales, random, sum / sales.size());
    }

    @Test
    void an_average_may_mix_whole_numbers_with_others() throws Exception {
        List<Number> numbers = List.of(Long.MAX_VALUE, Long.MAX_VALUE, 0.5, (byte) -1, (short) -1, 2.5f);

        assertThat(Parts.atOnce(average((Fn1<Number, Number>) number -> number), numbers))
                .isEqualTo(new BigDecimal("18446744073709551615")
                        .divide(new BigDecimal(6), MathContext.DECIMAL128)
                        .doubleValue());
        assertThat(Parts.atOnce(average((Fn1<Number, Number>) number -> number), List.<Number>of(1, Double.NaN)))
                .isNaN();
        assertThat(Parts.atOnce(
                        average((Fn1<Number, Number>) number -> number),
                        List.<Number>of(Long.MAX_VALUE, Double.NEGATIVE_INFINITY)))
                .isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Seeds(30)
    void a_condition_holds_for_any_or_for_all_records(Random random) throws Exception {
        List<Sale> sales = sales(random, 1 + random.nextInt(4));

        assertResult(
                any(sale -> sale.price() > 0), sales, random, sales.stream().anyMatch(sale -> sale.price() > 0));
        assertResult(
                all(sale -> sale.price() > 0), sales, random, sales.stream().allMatch(sale -> sale.price() > 0));
    }

    @Seeds(30)
    void lists_keep_every_record_and_sets_each_once(Random random) throws Exception {
        List<Sale> sales = someSales(random);
        sales.addAll(List.copyOf(sales));

        List<Sale> list = Parts.aggregate(toList(), SALES, sales, random);

        assertThat(list).containsExactlyInAnyOrderElementsOf(sales);
        assertResult(toSet(), sales, random, new HashSet<>(sales));
        Aggregator<Sale, ?, Set<String>> shops = mapping(Sale::shop, toSet());
        assertResult(shops, sales, random, sales.stream().map(Sale::shop).collect(Collectors.toSet()));
    }

    @Seeds(30)
    void filtering_leaves_records_out(Random random) throws Exception {
        List<Sale> sales = someSales(random);
        List<Sale> dear = sales.stream().filter(sale -> sale.price() > 40).toList();

        assertResult(filtering(sale -> sale.price() > 40, count()), sales, random, (long) dear.size());
        assertResult(
                filtering(sale -> sale.price() > 40, optional(max(Sale::date))),
                sales,
                random,
                dear.stream().map(Sale::date).max(Comparator.naturalOrder()));
    }

    @Seeds(30)
    void a_collector_sees_all_records(Random random) throws Exception {
        List<Sale> sales = someSales(random);

        assertResult(
                Aggregator.collector(() -> Collectors.averagingDouble(Sale::price)),
                sales,
                random,
                sales.stream().collect(Collectors.averagingDouble(Sale::price)));
        assertResult(
                Aggregator.collector(() -> Collectors.groupingBy(Sale::shop, Collectors.counting())),
                sales,
                random,
                sales.stream().collect(Collectors.groupingBy(Sale::shop, Collectors.counting())));
    }

    @Seeds(30)
    void several_aggregators_share_a_pass(Random random) throws Exception {
        List<Sale> sales = someSales(random);
        Aggregator<Sale, ?, Two<Two<Long, LocalDate>, Two<Double, List<Sale>>>> several =
                both(both(count(), max(Sale::date)), both(average(Sale::price), bottom(2, Sale::id)));

        assertResult(
                several,
                sales,
                random,
                new Two<>(
                        new Two<>((long) sales.size(), Parts.atOnce(max(Sale::date), sales)),
                        new Two<>(
                                Parts.atOnce(average(Sale::price), sales), Parts.atOnce(bottom(2, Sale::id), sales))));
        assertThat(several).hasToString("count, max, average, bottom 2");
    }

    @Test
    void no_accumulator_carries_the_names_of_its_classes() {
        List<Aggregator<Sale, ?, ?>> aggregators = List.of(
                count(),
                sumLong(Sale::id),
                sumDouble(Sale::price),
                average(Sale::price),
                min(Sale::date),
                max(Sale::date),
                minBy(Sale::date),
                maxBy(Sale::date),
                any(sale -> true),
                all(sale -> true),
                top(3, Sale::date),
                bottom(3, Sale::date),
                toList(),
                toSet(),
                mapping(Sale::shop, toSet()),
                mapping(sale -> sale.shop() + sale.date(), max(shop -> shop)),
                filtering(sale -> true, minBy(Sale::shop)),
                optional(max(Sale::shop)),
                both(count(), both(toList(), optional(max(Sale::date)))));

        for (Aggregator<Sale, ?, ?> aggregator : aggregators) {
            assertKnown(aggregator.accumulatorType(SALES));
            assertKnown(aggregator.resultType(SALES));
        }
    }

    private static double averagePieces(List<Integer> pieces) {
        return pieces.stream().mapToInt(n -> n).average().orElse(0);
    }

    @Test
    void a_collectors_result_type_is_known_where_its_maker_says_so() {
        assertThat(Aggregator.collector(AggregatorsTest::piecesCollector).resultType(SALES))
                .isEqualTo(ValueType.of(Double.class));
        assertThat(Aggregator.<Sale, Double>collector(() -> Collectors.averagingInt(Sale::pieces))
                        .resultType(SALES)
                        .isUnknown())
                .isTrue();
    }

    private static java.util.stream.Collector<Sale, ?, Double> piecesCollector() {
        return Collectors.collectingAndThen(
                Collectors.mapping(Sale::pieces, Collectors.toList()), AggregatorsTest::averagePieces);
    }

    @Test
    void no_records_have_a_result_where_one_makes_sense() throws Exception {
        assertThat(Parts.atOnce(any((Sale sale) -> true), List.of())).isFalse();
        assertThat(Parts.atOnce(all((Sale sale) -> false), List.of())).isTrue();
        assertThat(Parts.atOnce(top(3, Sale::id), List.of())).isEmpty();
        assertThat(Parts.atOnce(AggregatorsTest.<Sale>lists(), List.of())).isEmpty();
        assertThat(Parts.atOnce(optional(average(Sale::id)), List.of())).isEqualTo(Optional.empty());
        assertThat(Parts.atOnce(both(count(), optional(maxBy(Sale::id))), List.of()))
                .isEqualTo(new Two<>(0L, Optional.empty()));
        assertThat(Parts.atOnce(filtering((Sale sale) -> true, count()), List.of()))
                .isZero();
    }

    private static <T> Aggregator<T, ?, List<T>> lists() {
        return toList();
    }

    @Test
    void no_records_are_refused_where_no_result_makes_sense() {
        List<Aggregator<Sale, ?, ?>> aggregators = List.of(
                average(Sale::id),
                min(Sale::id),
                max(Sale::id),
                minBy(Sale::id),
                maxBy(Sale::id),
                both(count(), min(Sale::id)),
                filtering(sale -> false, max(Sale::id)));

        for (Aggregator<Sale, ?, ?> aggregator : aggregators) {
            assertThatThrownBy(() -> Parts.atOnce(aggregator, List.of()))
                    .as(aggregator.toString())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("of no records has no value");
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // nothing, of whatever type the caller wants
    private static <T> T nothing() {
        return null;
    }

    @Test
    void values_that_are_null_are_refused_as_first_and_as_later_ones() {
        Fn1<Sale, @Nullable LocalDate> date = sale -> sale.id() == 7 ? nothing() : sale.date();
        Sale good = new Sale(1, "a", 1, 1, LocalDate.EPOCH);
        Sale bad = new Sale(7, "b", 1, 1, LocalDate.EPOCH);
        List<Aggregator<Sale, ?, ?>> aggregators = List.of(
                sumLong(sale -> sale.id() == 7 ? AggregatorsTest.<Long>nothing() : (Long) sale.id()),
                sumDouble(sale -> sale.id() == 7 ? AggregatorsTest.<Double>nothing() : (Double) sale.price()),
                average(sale -> sale.id() == 7 ? AggregatorsTest.<Long>nothing() : (Long) sale.id()),
                min(date),
                max(date),
                minBy(date),
                maxBy(date),
                top(1, date),
                bottom(1, date),
                mapping(date, toList()),
                both(count(), max(date)));

        for (Aggregator<Sale, ?, ?> aggregator : aggregators) {
            for (List<Sale> sales : List.of(List.of(bad), List.of(good, bad))) {
                assertThatThrownBy(() -> Parts.atOnce(aggregator, sales))
                        .as(aggregator.toString())
                        .isInstanceOf(NullPointerException.class)
                        .hasMessageContaining("the value of a record is null");
            }
        }
    }

    @Test
    void a_top_of_nothing_is_refused() {
        assertThatThrownBy(() -> top(0, Sale::id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("top needs at least 1 record to keep, got 0");
    }

    @Test
    void a_function_that_cannot_travel_is_refused_at_once() {
        Object monitor = new Object();

        assertThatThrownBy(() -> maxBy((Sale sale) -> sale.id() + monitor.hashCode()))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("maxBy at ");
        assertThatThrownBy(() -> filtering((Sale sale) -> sale.id() == monitor.hashCode(), count()))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("filtering at ");
    }
}
