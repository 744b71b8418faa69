package io.dataflow.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Dataset;
import io.dataflow.api.Order;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.function.Tokenizers;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.api.text.Text;
import io.dataflow.runtime.scheduler.ExchangeKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plans as users see them, pinned as text: a change of planning shows here first. */
class ExplanationTest {
    private static final Path PLANS = Path.of("src/test/resources/plans");
    private static final String WORDS = PLANS.resolve("words.txt").toString();

    private final Session session = ReferenceSession.open();

    private Dataset<Pair<Text, Long>> wordCount() {
        return session.read(TextFiles.of(WORDS))
                .flatMap(Tokenizers.<Text>whitespace())
                .groupBy(word -> word)
                .count();
    }

    private static void assertPlan(String name, LogicalPlan plan) throws IOException {
        assertPlan(name, plan, Map.of());
    }

    private static void assertPlan(String name, LogicalPlan plan, Map<PlanNode, KeptInput> kept) throws IOException {
        String expected = Files.readString(PLANS.resolve(name + ".txt"), StandardCharsets.UTF_8);

        assertThat(Explanation.of(Planner.plan(plan, kept))).isEqualTo(expected);
    }

    @Test
    void word_count() throws IOException {
        assertPlan("word-count", wordCount().plan());
    }

    @Test
    void the_first_of_an_order() throws IOException {
        assertPlan(
                "top",
                wordCount()
                        .sortBy(Pair::second, Order.DESCENDING)
                        .thenBy(Pair::first)
                        .limit(20)
                        .plan());
    }

    @Test
    void a_union() throws IOException {
        Dataset<Long> small = session.range(0, 10);

        assertPlan(
                "union",
                small.map(number -> number + 1)
                        .union(session.range(5, 15))
                        .filter(number -> number % 2 == 0)
                        .plan());
    }

    @Test
    void a_sort_that_is_written() throws IOException {
        Dataset<Text> sorted = session.read(TextFiles.of(WORDS)).sortBy(line -> line);
        PlanNode.Write write = new PlanNode.Write("write", sorted.plan().root(), TextFiles.into(Path.of("/sorted")));

        assertPlan("sort-and-write", new LogicalPlan(write));
    }

    @Test
    void some_of_the_distinct_records() throws IOException {
        assertPlan(
                "distinct-and-limit", session.range(0, 100).distinct().limit(5).plan());
    }

    @Test
    void a_diamond() throws IOException {
        Dataset<Long> numbers = session.range(0, 100).distinct();

        assertPlan(
                "diamond",
                numbers.filter(number -> number % 2 == 0)
                        .union(numbers.map(number -> -number))
                        .groupBy(number -> number % 10)
                        .count()
                        .plan());
    }

    @Test
    void a_join_with_what_may_be_small() throws IOException {
        assertPlan(
                "join",
                session.range(0, 1_000_000)
                        .filter(number -> number % 2 == 0)
                        .join(session.range(0, 100).map(number -> -number))
                        .on(number -> number % 100, number -> -number)
                        .map(Pair::first)
                        .plan());
    }

    @Test
    void a_join_whose_right_side_is_said_to_be_small() throws IOException {
        assertPlan(
                "join-broadcast",
                session.range(0, 10)
                        .semiJoin(session.range(0, 100))
                        .broadcast()
                        .on(number -> number, number -> number)
                        .plan());
    }

    @Test
    void a_join_of_all_that_both_sides_have() throws IOException {
        assertPlan(
                "full-join",
                session.range(0, 10)
                        .fullJoin(session.range(0, 100))
                        .on(number -> number, number -> number)
                        .plan());
    }

    @Test
    void a_limit_after_a_limit() throws IOException {
        assertPlan(
                "limit-after-limit",
                session.range(0, 100)
                        .limit(50)
                        .map(number -> number * 2)
                        .limit(5)
                        .plan());
    }

    /** What a job keeps of a dataset for the sides of an operator. */
    private static Map<PlanNode, KeptInput> keptFor(PlanNode reader, Dataset<?>... datasets) {
        Map<PlanNode, KeptInput> kept = new IdentityHashMap<>();
        for (Dataset<?> dataset : datasets) {
            PlanNode node = dataset.plan().root();
            PartitionKey key = PartitionKey.of(reader, node).get(0);
            kept.put(
                    node,
                    new KeptInput(
                            "job-" + key.side(),
                            new ExchangeKind.Hashed(32),
                            node.type(),
                            false,
                            1_000,
                            key,
                            List.of()));
        }
        return kept;
    }

    @Test
    void a_join_with_what_is_kept_by_key() throws IOException {
        Dataset<Long> kept = session.range(0, 1_000_000).map(number -> -number);
        LogicalPlan plan = kept.join(session.range(0, 10))
                .on(number -> number, number -> number)
                .plan();

        assertPlan("join-kept", plan, keptFor(plan.root(), kept));
    }

    @Test
    void groups_of_two_datasets_that_are_both_kept_by_key() throws IOException {
        Dataset<Long> left = session.range(0, 100).map(number -> -number);
        Dataset<Long> right = session.range(0, 10).map(number -> -number);
        LogicalPlan plan = left.keyBy(number -> number)
                .cogroup(right.keyBy(number -> number), Long.class, (key, some, others, output) -> output.emit(key))
                .plan();

        assertPlan("cogroup-kept", plan, keptFor(plan.root(), left, right));
    }

    @Test
    void what_is_kept_by_another_key_is_partitioned_again() throws IOException {
        Dataset<Long> kept = session.range(0, 100).map(number -> -number);
        PlanNode other = kept.fullJoin(session.range(0, 10))
                .on(number -> number, number -> number)
                .plan()
                .root();
        LogicalPlan plan = kept.fullJoin(session.range(0, 10))
                .on(number -> number + 1, number -> number)
                .plan();

        assertPlan("join-kept-otherwise", plan, keptFor(other, kept));
    }

    private Dataset<Pair<Long, Long>> counts(long records) {
        return session.range(0, records).groupBy(number -> number % 100).count();
    }

    /** The inputs differ in size, and their exchanges have as many partitions all the same. */
    @Test
    void a_join_of_groups_by_the_key_that_they_have() throws IOException {
        assertPlan(
                "join-of-groups",
                counts(1L << 30)
                        .filter(pair -> pair.second() > 1)
                        .join(counts(10))
                        .on(Pair::first, Pair::first)
                        .plan());
    }

    @Test
    void a_join_of_a_group_with_records_that_tasks_could_share_is_as_any_other() throws IOException {
        assertPlan(
                "join-of-a-group",
                counts(1L << 30)
                        .join(session.range(0, 1L << 30))
                        .on(Pair::first, number -> number)
                        .plan());
    }

    @Test
    void a_full_join_of_a_group_with_other_records() throws IOException {
        assertPlan(
                "full-join-of-a-group",
                session.range(0, 100)
                        .fullJoin(counts(10))
                        .on(number -> number, Pair::first)
                        .plan());
    }

    @Test
    void groups_and_joins_in_a_row_by_the_same_key() throws IOException {
        assertPlan(
                "same-key-in-a-row",
                counts(10)
                        .semiJoin(counts(20))
                        .on(Pair::first, Pair::first)
                        .groupBy(Pair::first)
                        .reduce((one, other) -> one)
                        .keyBy(Pair::first)
                        .cogroup(counts(30).keyBy(Pair::first), Long.class, (key, some, others, output) -> {
                            if (some.iterator().hasNext()) {
                                output.emit(key);
                            }
                        })
                        .plan());
    }

    /** So large that neither side of the semi-join could be small. */
    @Test
    void groups_behind_a_semi_join_by_the_same_key() throws IOException {
        Fn1<Long, Long> key = number -> number % 100;

        assertPlan(
                "groups-after-semi-join",
                session.range(0, 1L << 30)
                        .semiJoin(session.range(0, 1L << 30))
                        .on(key, number -> number)
                        .groupBy(key)
                        .transformGroups(Long.class, (number, group, output) -> output.emit(number))
                        .plan());
    }

    @Test
    void what_is_not_seen_to_be_the_same_key_is_exchanged() {
        Dataset<Pair<Long, Long>> left = counts(10);
        Dataset<Pair<Long, Long>> right = counts(20);
        Dataset<Pair<Long, Long>> mapped = left.map(pair -> Pair.of(pair.first(), -pair.second()));

        assertThat(steps(left.join(right).on(Pair::first, Pair::first))).isEqualTo(2);
        assertThat(steps(left.join(right).on(pair -> pair.first(), Pair::first)))
                .isZero();
        assertThat(steps(left.join(right).on(Pair::second, Pair::first))).isZero();
        assertThat(steps(mapped.join(right).on(Pair::first, Pair::first))).isZero();
        assertThat(steps(left.join(right).broadcast().on(Pair::first, Pair::first)))
                .isZero();
        assertThat(steps(left.union(right).groupBy(Pair::first).count())).isZero();
        assertThat(steps(left.join(left).on(Pair::first, Pair::first))).isZero();
    }

    private static int steps(Dataset<?> dataset) {
        return Planner.plan(dataset.plan()).programs().stream()
                .mapToInt(program -> program.steps().size())
                .sum();
    }

    @Test
    void a_stage_has_a_bounded_number_of_steps() {
        Dataset<Pair<Long, Long>> groups = counts(10);
        for (int i = 0; i < 3 * StageBuilder.MAX_STEPS; i++) {
            groups = groups.groupBy(Pair::first).count();
        }

        assertThat(Planner.plan(groups.plan()).programs())
                .extracting(program -> program.steps().size())
                .contains(StageBuilder.MAX_STEPS)
                .allMatch(count -> count <= StageBuilder.MAX_STEPS);
    }

    @Test
    void what_is_kept_by_the_key_is_read_beside_a_step() {
        Dataset<Long> kept = session.range(0, 1_000_000).map(number -> -number);
        LogicalPlan plan =
                kept.fullJoin(counts(10)).on(number -> number, Pair::first).plan();

        PhysicalPlan planned = Planner.plan(plan, keptFor(plan.root(), kept));

        assertThat(planned.graph().stages()).hasSize(3);
        assertThat(planned.programs().get(2).steps()).hasSize(1);
        assertThat(planned.reasons().get(2)).endsWith("no exchange of either side");
    }
}
