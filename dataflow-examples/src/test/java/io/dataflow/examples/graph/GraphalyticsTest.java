package io.dataflow.examples.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite's example graphs with its own answers; skipped where there are none. */
class GraphalyticsTest {
    private static final long SPLIT_BYTES = 16;

    private final Path data =
            Path.of(System.getProperty("dataflow.data", "../../shared/data")).resolve("graph/ldbc-example.zip");

    @TempDir
    private Path folder;

    @BeforeEach
    void unpack() throws IOException {
        assumeTrue(Files.exists(data), () -> "no sample data in " + data);
        try (ZipFile zip = new ZipFile(data.toFile())) {
            for (var entry : zip.stream().filter(entry -> !entry.isDirectory()).toList()) {
                Path name = Path.of(entry.getName()).getFileName();
                try (InputStream content = zip.getInputStream(entry)) {
                    Files.copy(content, folder.resolve(name));
                }
            }
        }
    }

    @Test
    void all_answers_are_right_in_one_process() throws IOException {
        try (Session session = Session.local()) {
            assertAnswers(session);
        }
    }

    @Test
    void all_answers_are_right_on_plain_collections() throws IOException {
        try (Session session = ReferenceSession.open()) {
            assertAnswers(session);
        }
    }

    @Test
    void all_answers_are_right_on_two_workers() throws IOException {
        try (Cluster cluster = Cluster.start(folder, 2);
                Session session = cluster.connect()) {
            assertAnswers(session);
        }
    }

    private void assertAnswers(Session session) throws IOException {
        for (Algorithm algorithm : Algorithm.values()) {
            assertAnswer(session, algorithm, "example-directed", true, 1);
            assertAnswer(session, algorithm, "example-undirected", false, 2);
        }
    }

    private void assertAnswer(Session session, Algorithm algorithm, String name, boolean directed, long source)
            throws IOException {
        GraphFiles files = new GraphFiles(session, SPLIT_BYTES);
        String edgeFile = folder.resolve(name + ".e").toString();
        Dataset<Edge> edges = algorithm.isWeighted() ? files.weightedEdges(edgeFile) : files.edges(edgeFile);
        Graph graph = new Graph(files.vertices(folder.resolve(name + ".v").toString()), edges, directed);

        List<String> lines = algorithm
                .lines(graph, new Algorithm.Parameters(source, 2, 0.85))
                .map(Text::toString)
                .collect();

        Path answers = folder.resolve(name + "-" + algorithm);
        Written.assertEqual(algorithm, lines, Files.readAllLines(answers, StandardCharsets.US_ASCII));
        assertThat(graph.missingVertex()).isEmpty();
    }
}
