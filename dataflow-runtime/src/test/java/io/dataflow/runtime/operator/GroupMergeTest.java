package io.dataflow.runtime.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Pair;
import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.aggregate.Two;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.shuffle.memory.MemoryExhaustedException;
import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Groups and distinct records in the least memory there may be, against plain collections. */
class GroupMergeTest {
    private static final long LEAST_BYTES = 2L << 20;
    private static final ValueType TEXT = ValueType.of(String.class);
    private static final ValueType RECORD = ValueType.of(Pair.class, TEXT, TEXT);

    @SuppressWarnings("unchecked")
    private static Aggregator<Object, Object, Object> any(Aggregator<?, ?, ?> aggregator) {
        return (Aggregator<Object, Object, Object>) aggregator;
    }

    /** The values of each key. */
    private static Aggregator<Object, Object, Object> lists() {
        Aggregator<Pair<String, String>, ?, List<String>> lists =
                Aggregators.mapping(Pair::second, Aggregators.toList());
        return any(lists);
    }

    private static OneTask.Result aggregate(
            OneTask task, Aggregator<Object, Object, Object> aggregator, long memoryBytes) throws Exception {
        return task.read(
                new StageInput.Groups(stages(task), TEXT, aggregator.accumulatorType(RECORD), aggregator, Pair::of),
                memoryBytes);
    }

    private static List<Integer> stages(OneTask task) {
        return IntStream.range(0, task.outputCount()).boxed().toList();
    }

    private static void write(
            OneTask task, Aggregator<Object, Object, Object> aggregator, List<Pair<String, String>> records)
            throws Exception {
        task.write(
                task.outputCount(),
                new StageOutput.Combined(
                        record -> ((Pair<?, ?>) record).first(),
                        TEXT,
                        aggregator.accumulatorType(RECORD),
                        aggregator,
                        1),
                records);
    }

    private static Map<Object, Object> byKey(OneTask.Result result, boolean sort) {
        Map<Object, Object> byKey = new HashMap<>();
        for (Object record : result.records()) {
            Pair<?, ?> pair = (Pair<?, ?>) record;
            Object value = sort
                    ? ((List<?>) pair.second())
                            .stream().map(Object::toString).sorted().toList()
                    : pair.second();
            assertThat(byKey.put(pair.first(), value))
                    .as("second group of %s", pair.first())
                    .isNull();
        }
        return byKey;
    }

    private static Map<Object, Object> listsOf(List<Pair<String, String>> records) {
        return records.stream()
                .collect(Collectors.groupingBy(
                        Pair::first,
                        Collectors.collectingAndThen(Collectors.mapping(Pair::second, Collectors.toList()), values ->
                                (Object) values.stream().sorted().toList())));
    }

    @Seeds(60)
    void all_values_of_each_key_come_together_once(Random random) throws Exception {
        int keys = 1 + random.nextInt(5_000);
        boolean skewed = random.nextBoolean();
        int longest = 1 + random.nextInt(400);
        List<Pair<String, String>> all = new ArrayList<>();
        try (OneTask task = new OneTask()) {
            for (int stage = 0; stage < 1 + random.nextInt(4); stage++) {
                List<Pair<String, String>> records = new ArrayList<>();
                for (int i = 0; i < random.nextInt(4_000); i++) {
                    String key = skewed && random.nextInt(4) == 0 ? "hot" : "key " + random.nextInt(keys);
                    records.add(Pair.of(key, i + "v".repeat(random.nextInt(longest))));
                }
                write(task, lists(), records);
                all.addAll(records);
            }

            OneTask.Result result = aggregate(task, lists(), LEAST_BYTES);

            assertThat(byKey(result, true).equals(listsOf(all))).isTrue();
        }
    }

    @Test
    void counts_of_more_keys_than_fit_are_taken_from_disk_for_what_did_not_fit() throws Exception {
        Aggregator<Object, Object, Object> count = any(Aggregators.count());
        List<Pair<String, String>> records = IntStream.range(0, 40_000)
                .mapToObj(i -> Pair.of("a key that is longer than eight bytes " + i, ""))
                .toList();
        try (OneTask task = new OneTask()) {
            write(task, count, records);
            write(task, count, records.subList(0, 20_000));

            OneTask.Result little = aggregate(task, count, LEAST_BYTES);
            OneTask.Result more = aggregate(task, count, 2 * LEAST_BYTES);

            Map<Object, Object> counts = byKey(little, false);
            assertThat(counts).hasSize(40_000).isEqualTo(byKey(more, false));
            assertThat(counts.values().stream().mapToLong(each -> (Long) each).sum())
                    .isEqualTo(60_000);
            assertThat(more.spilledBytes()).isPositive().isLessThan(little.spilledBytes() / 10 * 9);
        }
    }

    private record Sale(String shop, long cents, double weight) {}

    private static final ValueType SALE = ValueType.of(Sale.class);

    /** Each of which is kept in a state of another width, the last two as objects. */
    private static List<Aggregator<Object, Object, Object>> numbers() {
        return List.of(
                any(Aggregators.<Sale>count()),
                any(Aggregators.both(Aggregators.sumLong(Sale::cents), Aggregators.<Sale>count())),
                any(Aggregators.both(
                        Aggregators.both(Aggregators.min(Sale::cents), Aggregators.max(Sale::cents)),
                        Aggregators.max(Sale::weight))),
                any(Aggregators.average(Sale::cents)),
                any(Aggregators.filtering(
                        sale -> sale.cents() < 0, Aggregators.optional(Aggregators.min(Sale::cents)))),
                any(Aggregators.both(Aggregators.<Sale>count(), Aggregators.max(Sale::toString))),
                any(Aggregators.both(Aggregators.<Sale>count(), Aggregators.maxBy(Sale::weight))));
    }

    @Seeds(40)
    void numbers_of_each_key_are_those_of_all_its_records(Random random) throws Exception {
        List<Aggregator<Object, Object, Object>> all = numbers();
        Aggregator<Object, Object, Object> aggregator = all.get(random.nextInt(all.size()));
        StageOutput output = new StageOutput.Combined(
                record -> ((Sale) record).shop(), TEXT, aggregator.accumulatorType(SALE), aggregator, 1);
        int keys = 1 + random.nextInt(random.nextBoolean() ? 100 : 40_000);
        String before = random.nextBoolean() ? "" : "a longer key ";
        Map<Object, Object> expected = new HashMap<>();
        try (OneTask task = new OneTask()) {
            for (int stage = 0; stage < 3; stage++) {
                List<Sale> sales = new ArrayList<>();
                for (int i = 0; i < 20_000; i++) {
                    long cents =
                            random.nextInt(100) == 0 ? Long.MIN_VALUE >> (random.nextInt(2) + 20) : random.nextInt();
                    // Weights are all different, so that there is one heaviest sale.
                    sales.add(new Sale(before + random.nextInt(keys), cents, stage * 20_000 + i));
                }
                for (Sale sale : sales) {
                    Object known = expected.get(sale.shop());
                    expected.put(sale.shop(), known == null ? aggregator.first(sale) : aggregator.add(known, sale));
                }
                task.write(stage, output, sales, random.nextBoolean() ? LEAST_BYTES : 16 * LEAST_BYTES);
            }
            for (Map.Entry<Object, Object> each : expected.entrySet()) {
                each.setValue(aggregator.finish(each.getValue()));
            }

            OneTask.Result result = task.read(
                    new StageInput.Groups(stages(task), TEXT, aggregator.accumulatorType(SALE), aggregator, Pair::of),
                    random.nextBoolean() ? LEAST_BYTES : 16 * LEAST_BYTES);

            assertThat(byKey(result, false).equals(expected))
                    .as("%s", aggregator)
                    .isTrue();
        }
    }

    @Test
    void sums_of_more_keys_than_fit_are_taken_from_disk_for_what_did_not_fit() throws Exception {
        Aggregator<Object, Object, Object> two =
                any(Aggregators.both(Aggregators.sumLong(Sale::cents), Aggregators.<Sale>count()));
        StageOutput output =
                new StageOutput.Combined(record -> ((Sale) record).shop(), TEXT, two.accumulatorType(SALE), two, 1);
        List<Sale> sales = IntStream.range(0, 60_000)
                .mapToObj(i -> new Sale("shop " + i, i - 30_000, 0))
                .toList();
        try (OneTask task = new OneTask()) {
            task.write(0, output, sales);
            task.write(1, output, sales);

            OneTask.Result result = task.read(
                    new StageInput.Groups(stages(task), TEXT, two.accumulatorType(SALE), two, Pair::of), LEAST_BYTES);

            assertThat(result.spilledBytes()).isPositive();
            assertThat(byKey(result, false))
                    .hasSize(60_000)
                    .containsEntry("shop 0", new Two<>(-60_000L, 2L))
                    .containsEntry("shop 59999", new Two<>(59_998L, 2L));
        }
    }

    @Test
    void a_sum_that_overflows_fails_where_it_is_combined_and_where_it_is_merged() throws Exception {
        Aggregator<Object, Object, Object> two =
                any(Aggregators.both(Aggregators.<Sale>count(), Aggregators.sumLong(Sale::cents)));
        StageOutput output = new StageOutput.Combined(record -> "all", TEXT, two.accumulatorType(SALE), two, 1);
        List<Sale> most = List.of(new Sale("one", Long.MAX_VALUE, 0));
        List<Sale> twice = List.of(most.get(0), most.get(0));
        try (OneTask task = new OneTask()) {
            task.write(0, output, most);
            task.write(1, output, most);

            assertThatThrownBy(() -> task.write(2, output, twice))
                    .isInstanceOfSatisfying(DataflowException.class, GroupMergeTest::assertOverflow);
            assertThatThrownBy(() -> task.read(
                            new StageInput.Groups(List.of(0, 1), TEXT, two.accumulatorType(SALE), two, Pair::of),
                            LEAST_BYTES))
                    .isInstanceOfSatisfying(DataflowException.class, GroupMergeTest::assertOverflow);
        }
    }

    private static void assertOverflow(DataflowException failure) {
        assertThat(failure.kind()).isEqualTo(FailureKind.BAD_DATA);
        assertThat(failure).hasMessageContaining("A sum overflows: " + Long.MAX_VALUE + " + " + Long.MAX_VALUE);
    }

    @Test
    void a_list_longer_than_a_table_has_room_for_is_merged_by_sorting() throws Exception {
        Aggregator<Object, Object, Object> lists = lists();
        try (OneTask task = new OneTask()) {
            for (int stage = 0; stage < 8; stage++) {
                int from = stage * 400;
                write(
                        task,
                        lists,
                        IntStream.range(from, from + 400)
                                .mapToObj(i -> Pair.of(i % 2 == 0 ? "hot" : "key " + i, "v".repeat(350) + i))
                                .toList());
            }

            OneTask.Result result = aggregate(task, lists, LEAST_BYTES);

            Map<Object, Object> byKey = byKey(result, true);
            assertThat(byKey).hasSize(1_601);
            assertThat((List<?>) byKey.get("hot")).hasSize(1_600).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_list_that_no_memory_can_hold_is_refused_with_its_size() throws Exception {
        Aggregator<Object, Object, Object> lists = lists();
        try (OneTask task = new OneTask()) {
            for (int stage = 0; stage < 4; stage++) {
                write(
                        task,
                        lists,
                        IntStream.range(0, 1_000)
                                .mapToObj(i -> Pair.of("hot", "v".repeat(500)))
                                .toList());
            }

            assertThatThrownBy(() -> aggregate(task, lists, LEAST_BYTES))
                    .isInstanceOf(MemoryExhaustedException.class)
                    .hasMessageContaining("task long records asked for ")
                    .hasMessageContaining(" bytes of memory for ");
        }
    }

    @Test
    void a_hot_key_whose_accumulator_stays_small_needs_little_memory() throws Exception {
        Aggregator<Object, Object, Object> longest = any(Aggregators.<Pair<String, String>, String>maxBy(Pair::second));
        try (OneTask task = new OneTask()) {
            for (int stage = 0; stage < 30; stage++) {
                String text = stage + "v".repeat(400_000);
                write(task, longest, List.of(Pair.of("hot", text), Pair.of("cold " + stage, text)));
            }

            OneTask.Result result = aggregate(task, longest, 2 * LEAST_BYTES);

            assertThat(byKey(result, false)).hasSize(31);
        }
    }

    @Test
    void long_records_are_distinct_without_two_of_them_in_memory() throws Exception {
        List<String> records = IntStream.range(0, 60)
                .mapToObj(i -> "r".repeat(200_000) + i % 20)
                .toList();
        try (OneTask task = new OneTask()) {
            for (int stage = 0; stage < 2; stage++) {
                task.write(stage, new StageOutput.Distinct(TEXT, 1), records);
            }

            OneTask.Result result = task.read(new StageInput.Keys(List.of(0, 1), TEXT), LEAST_BYTES);

            assertThat(result.records()).hasSize(20);
            assertThat(new HashSet<>(result.records()).equals(new HashSet<>(records)))
                    .isTrue();
        }
    }

    @Seeds(30)
    void distinct_records_come_once(Random random) throws Exception {
        int distinct = 1 + random.nextInt(40_000);
        Set<String> expected = new TreeSet<>();
        try (OneTask task = new OneTask()) {
            for (int stage = 0; stage < 2; stage++) {
                List<String> records = new ArrayList<>();
                for (int i = 0; i < 30_000; i++) {
                    records.add("record " + random.nextInt(distinct));
                }
                expected.addAll(records);
                task.write(stage, new StageOutput.Distinct(TEXT, 1), records);
            }

            OneTask.Result result = task.read(new StageInput.Keys(List.of(0, 1), TEXT), LEAST_BYTES);

            assertThat(result.records()).hasSize(expected.size());
            assertThat(new TreeSet<>(result.records()).equals(expected)).isTrue();
        }
    }

    /** Counts how often records are touched by merging. */
    private static Aggregator<Object, Object, Object> counting(AtomicLong touched) {
        return any(Aggregators.<String, List<String>, List<String>>of(
                "counting",
                ValueType.of(List.class, TEXT),
                ValueType.of(List.class, TEXT),
                ArrayList::new,
                (list, record) -> {
                    touched.addAndGet(list.size() + 1);
                    list.add(record);
                    return list;
                },
                (left, right) -> {
                    touched.addAndGet(left.size() + right.size());
                    left.addAll(right);
                    return left;
                },
                list -> list));
    }

    @Test
    void a_list_takes_time_in_proportion_to_its_length_but_for_a_logarithm() throws Exception {
        AtomicLong touched = new AtomicLong();
        Aggregator<Object, Object, Object> aggregator = counting(touched);
        int count = 1 << 16;
        try (OneTask task = new OneTask()) {
            task.write(
                    0,
                    new StageOutput.Combined(record -> "key", TEXT, aggregator.accumulatorType(TEXT), aggregator, 1),
                    IntStream.range(0, count).mapToObj(Integer::toString).toList());
        }

        assertThat(touched.get()).isBetween((long) count, 4L * count * 16);
    }
}
