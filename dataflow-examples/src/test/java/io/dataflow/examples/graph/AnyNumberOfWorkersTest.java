package io.dataflow.examples.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Session;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Results are the same to the last digit, whoever has computed what in which order. */
@Timeout(120)
class AnyNumberOfWorkersTest {
    private static final int VERTICES = 300;
    private static final int EDGES = 4_000;
    private static final Algorithm.Parameters PARAMETERS = new Algorithm.Parameters(17, 3, 0.85);

    @TempDir
    private Path folder;

    private String vertices;
    private String edges;

    @BeforeEach
    void writeGraph() throws IOException {
        RandomGraph graph = RandomGraph.of(VERTICES, EDGES, new Random(1));
        vertices = graph.writeVertices(folder.resolve("graph.v")).toString();
        edges = graph.writeEdges(folder.resolve("graph.e")).toString();
    }

    @Test
    void the_text_is_the_same_on_one_two_three_and_five_workers() {
        List<String> expected;
        try (Session session = Session.local()) {
            expected = text(session, 1 << 20);
        }
        assertThat(expected).hasSize(Algorithm.values().length * VERTICES);

        for (int workerCount : new int[] {1, 2, 3, 5}) {
            Path place = folder.resolve("cluster-of-" + workerCount);
            try (Cluster cluster = Cluster.start(place, workerCount);
                    Session session = cluster.connect()) {
                assertThat(text(session, 8_000)).as(place.toString()).isEqualTo(expected);
            }
        }
    }

    private List<String> text(Session session, long splitBytes) {
        GraphFiles files = new GraphFiles(session, splitBytes);
        List<String> lines = new ArrayList<>();
        for (Algorithm algorithm : Algorithm.values()) {
            Graph graph = new Graph(files.vertices(vertices), files.weightedEdges(edges), true);
            algorithm.lines(graph, PARAMETERS).map(Text::toString).forEach(lines::add);
        }
        return lines;
    }
}
