package io.dataflow.examples.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.examples.graph.ClusteringCoefficients.Coefficient;
import io.dataflow.examples.graph.ConnectedComponents.Member;
import io.dataflow.examples.graph.Triangles.Degree;
import io.dataflow.examples.graph.Triangles.Link;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Graphs of real life with figures that are published; skipped where there are none. */
@Timeout(120)
class SnapGraphsTest {
    private static final long SPLIT_BYTES = 100_000;

    private final Path data =
            Path.of(System.getProperty("dataflow.data", "../../shared/data")).resolve("graph");

    @TempDir
    private Path folder;

    @BeforeEach
    void needsData() {
        assumeTrue(Files.isDirectory(data), () -> "no sample data in " + data);
    }

    @Test
    void graphs_have_the_figures_that_are_published() throws IOException {
        List<String> known = Files.readAllLines(data.resolve("stats.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(known).hasSize(2);

        try (Session session = Session.local()) {
            for (String line : known) {
                String[] fields = line.split("\t", -1);
                Dataset<Edge> edges = new GraphFiles(session, SPLIT_BYTES).edges(unpacked(fields[1]));
                assertThat(fields[0] + "\t" + fields[1] + "\t" + figures(edges)).isEqualTo(line);
            }
        }
    }

    /** In the order of the table. */
    private static String figures(Dataset<Edge> edges) {
        Graph graph = Graph.of(edges, false);
        Dataset<Link> links = Triangles.links(graph);
        Dataset<Long> sizes = ConnectedComponents.members(graph)
                .groupBy(Member::component)
                .aggregate(Aggregators.count(), (component, size) -> size)
                .cache();
        Degree most =
                Triangles.degrees(links).top(1, Degree::neighbours).collect().get(0);
        double clustering =
                ClusteringCoefficients.coefficients(graph).aggregate(Aggregators.average(Coefficient::value));
        return String.join(
                "\t",
                String.valueOf(graph.vertices().count()),
                String.valueOf(edges.count()),
                String.valueOf(links.count()),
                String.valueOf(sizes.count()),
                String.valueOf(sizes.aggregate(Aggregators.max(size -> size))),
                String.valueOf(Triangles.of(links).count()),
                String.format(Locale.ROOT, "%.4f", clustering),
                most.neighbours() + " (" + most.vertex() + ")");
    }

    /** Without the first line of a file that begins with how many vertices and edges there are. */
    private String unpacked(String name) throws IOException {
        Path file = folder.resolve(name);
        var packed = new GZIPInputStream(Files.newInputStream(data.resolve(name + ".gz")));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(packed, StandardCharsets.US_ASCII))) {
            List<String> all = lines.lines().toList();
            boolean counts = all.get(0).equals("4039 88234");
            Files.write(file, all.subList(counts ? 1 : 0, all.size()));
        }
        return file.toString();
    }
}
