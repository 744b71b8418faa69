package io.dataflow.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Dataset;
import io.dataflow.api.Order;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.function.Tokenizers;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        String expected = Files.readString(PLANS.resolve(name + ".txt"), StandardCharsets.UTF_8);

        assertThat(Explanation.of(Planner.plan(plan))).isEqualTo(expected);
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
}
