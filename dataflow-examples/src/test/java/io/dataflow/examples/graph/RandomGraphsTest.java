package io.dataflow.examples.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Dataset;
import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.text.Text;
import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Graphs made at random, on which each algorithm has to come to what its definition says. */
class RandomGraphsTest {
    private static final int MAX_VERTICES = 60;
    private static final long MEMORY_BYTES = 32L << 20;

    private static Session session;

    @BeforeAll
    static void open() {
        session = Session.local(
                SessionOptions.defaults().memoryBytes(MEMORY_BYTES).slots(2));
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @Seeds(8)
    void every_algorithm_does_what_its_definition_says(Random random) {
        int vertexCount = 1 + random.nextInt(MAX_VERTICES);
        RandomGraph made = RandomGraph.of(vertexCount, random.nextInt(3 * vertexCount), random);
        boolean directed = random.nextBoolean();
        var parameters =
                new Algorithm.Parameters(made.anyVertex(random), random.nextInt(5), random.nextInt(101) / 100.0);
        Graph graph = new Graph(
                session.fromIterable(made.vertices(), Long.class),
                session.fromIterable(made.edges(), Edge.class),
                directed);
        PlainGraph plain = new PlainGraph(made.vertices(), made.edges(), directed);

        for (Algorithm algorithm : Algorithm.values()) {
            List<String> lines = lines(algorithm.lines(graph, parameters));

            List<String> expected = new ArrayList<>();
            plain.values(algorithm, parameters).forEach((vertex, value) -> expected.add(vertex + " " + value));
            Written.assertEqual(algorithm, lines, expected);
            assertThat(lines.stream().map(line -> Long.parseLong(line.split(" ", -1)[0])))
                    .isSorted();
        }
    }

    @Test
    void a_graph_without_vertices_has_no_values() {
        Graph nothing = Graph.of(session.fromIterable(List.of(), Edge.class), true);

        for (Algorithm algorithm : Algorithm.values()) {
            assertThat(lines(algorithm.lines(nothing, new Algorithm.Parameters(0, 3, 0.85))))
                    .isEmpty();
        }
    }

    @Seeds(1)
    void the_components_of_long_paths_are_found_in_few_rounds(Random random) {
        List<Long> places = new ArrayList<>(LongStream.range(0, 4_000).boxed().toList());
        Collections.shuffle(places, random);
        List<Edge> edges = new ArrayList<>();
        for (int i = 1; i < places.size(); i++) {
            if (i != places.size() / 2) {
                edges.add(new Edge(places.get(i - 1), places.get(i), 1));
            }
        }
        AtomicInteger jobCount = new AtomicInteger();
        session.listen(new JobListener() {
            @Override
            public void onProgress(JobReport report) {}

            @Override
            public void onEnd(JobReport report) {
                jobCount.incrementAndGet();
            }
        });

        long components = ConnectedComponents.members(Graph.of(session.fromIterable(edges, Edge.class), false))
                .map(ConnectedComponents.Member::component)
                .distinct()
                .count();

        assertThat(components).isEqualTo(2);
        assertThat(jobCount.get()).isLessThan(60);
    }

    private static List<String> lines(Dataset<Text> lines) {
        return lines.map(Text::toString).collect();
    }
}
