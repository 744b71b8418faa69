package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.acme.Clients;
import io.dataflow.api.Dataset;
import io.dataflow.api.Job;
import io.dataflow.api.Pair;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.testing.ReferenceSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loops. */
class IterationTest {
    record Edge(int from, int to) {}

    record Rank(int page, double value) {}

    record Level(int vertex, int level) {}

    private static final List<Edge> EDGES = List.of(
            new Edge(1, 2),
            new Edge(2, 3),
            new Edge(3, 1),
            new Edge(3, 4),
            new Edge(4, 1),
            new Edge(5, 1),
            new Edge(1, 5));

    @TempDir
    private Path folder;

    @Test
    void each_round_reads_the_one_before() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Long> numbers = engine.session().range(0, 4);

            assertThat(numbers.iterate(10, before -> before.map(n -> n * 2)).collect())
                    .containsExactly(0L, 1_024L, 2_048L, 3_072L);
            assertThat(numbers.iterate(0, before -> before.map(n -> n * 2)).collect())
                    .containsExactly(0L, 1L, 2L, 3L);
        }
    }

    @Test
    void what_does_not_change_is_computed_once() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Clients.reset();
            Dataset<Long> expensive = engine.session().range(0, 100).map(n -> {
                Clients.see();
                return n;
            });

            long sum = engine.session()
                    .of(0L)
                    .iterate(5, before -> before.union(expensive)
                            .groupBy(n -> 0)
                            .reduce(Long::sum)
                            .map(Pair::second))
                    .collect()
                    .get(0);

            assertThat(sum).isEqualTo(5 * 4_950);
            assertThat(Clients.seen()).isEqualTo(100);
        }
    }

    @Test
    void ranks_of_pages() throws Exception {
        Map<Integer, Double> expected = new TreeMap<>();
        for (int page = 1; page <= 5; page++) {
            expected.put(page, 1.0);
        }
        for (int round = 0; round < 10; round++) {
            Map<Integer, Double> next = new TreeMap<>();
            for (Edge edge : EDGES) {
                long degree =
                        EDGES.stream().filter(e -> e.from() == edge.from()).count();
                next.merge(edge.to(), expected.get(edge.from()) / degree, Double::sum);
            }
            next.replaceAll((page, value) -> 0.15 + 0.85 * value);
            expected = next;
        }
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Edge> edges = engine.session().fromIterable(EDGES, Edge.class);
            Dataset<Pair<Integer, Long>> degree = edges.groupBy(Edge::from).count();
            Dataset<Pair<Edge, Pair<Integer, Long>>> links =
                    edges.join(degree).on(Edge::from, Pair::first).cache();

            Dataset<Rank> ranks = degree.map(d -> new Rank(d.first(), 1.0)).iterate(10, previous -> links.join(previous)
                    .on(
                            l -> l.first().from(),
                            Rank::page,
                            (l, r) -> new Rank(
                                    l.first().to(), r.value() / l.second().second()))
                    .groupBy(Rank::page)
                    .aggregate(Aggregators.sumDouble(Rank::value), (page, sum) -> new Rank(page, 0.15 + 0.85 * sum)));

            Map<Integer, Double> found = new TreeMap<>();
            ranks.collect().forEach(rank -> found.put(rank.page(), rank.value()));
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            for (Integer page : found.keySet()) {
                assertThat(found.get(page)).isCloseTo(expected.get(page), within(1e-12));
            }
            assertThat(ranks.top(1, Rank::value).collect().get(0).page()).isEqualTo(1);
        }
    }

    @Test
    void a_loop_ends_when_nothing_changes() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder);
                ReferenceSession reference = ReferenceSession.open()) {
            Clients.reset();
            Dataset<Edge> chain = engine.session().range(0, 12).map(n -> new Edge(n.intValue(), n.intValue() + 1));

            Map<Integer, Integer> levels = levels(chain, engine.session().of(new Level(0, 0)));

            assertThat(levels).hasSize(13).allSatisfy((vertex, level) -> assertThat(level)
                    .isEqualTo(vertex));
            assertThat(levels(
                            reference.range(0, 12).map(n -> new Edge(n.intValue(), n.intValue() + 1)),
                            reference.of(new Level(0, 0))))
                    .isEqualTo(levels);
        }
    }

    private static Map<Integer, Integer> levels(Dataset<Edge> edges, Dataset<Level> start) {
        Map<Integer, Integer> levels = new TreeMap<>();
        start.iterateUntilUnchanged(
                        1_000,
                        before -> before.union(before.join(edges)
                                        .on(
                                                Level::vertex,
                                                Edge::from,
                                                (level, edge) -> new Level(edge.to(), level.level() + 1)))
                                .groupBy(Level::vertex)
                                .aggregate(Aggregators.min(Level::level), Level::new),
                        (before, after) -> after.subtract(before))
                .forEach(level -> levels.put(level.vertex(), level.level()));
        return levels;
    }

    @Test
    void loops_within_loops() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Long> numbers = engine.session().of(1L).iterate(3, outer -> outer.iterate(
                            2, inner -> inner.map(n -> n * 3))
                    .map(n -> n + 1));

            assertThat(numbers.collect()).containsExactly(((1 * 9 + 1) * 9 + 1) * 9 + 1L);
        }
    }

    @Test
    void a_loop_can_be_cached_written_and_cancelled() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Dataset<Long> looped = engine.session()
                    .range(0, 10)
                    .iterate(3, before -> before.map(n -> n + 1))
                    .cache();

            assertThat(looped.reduce(Long::sum)).contains(75L);
            assertThat(looped.count()).isEqualTo(10);
            looped.write(TextFiles.into(folder.resolve("looped")));
            Job endless = engine.session()
                    .of(1L)
                    .iterate(1_000_000, before -> before.map(n -> n + 1))
                    .submit(TextFiles.into(folder.resolve("never")));
            endless.cancel();
            assertThatThrownBy(endless::await)
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.CANCELLED));
        }
    }

    @Test
    void a_body_that_fails_fails_the_job_in_its_own_words() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            assertThatThrownBy(() -> engine.session()
                            .of(2L)
                            .iterate(10, before -> before.map(n -> 6 / (n - 1)).map(n -> n - 5))
                            .collect())
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.USER_CODE))
                    .hasMessageContaining("/ by zero");
            assertThatThrownBy(() -> engine.session().of(1L).iterate(1, before -> {
                        before.count();
                        return before;
                    }))
                    .hasMessageContaining("use it in the body, and nowhere else");
        }
    }
}
