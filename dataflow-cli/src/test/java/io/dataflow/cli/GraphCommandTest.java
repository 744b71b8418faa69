package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class GraphCommandTest {
    @TempDir
    private Path folder;

    private Path vertices;
    private Path edges;

    /** A triangle, a way out of it, and a vertex by itself. */
    @BeforeEach
    void writeGraph() throws IOException {
        vertices = Files.writeString(folder.resolve("graph.v"), "1\n2\n3\n4\n5\n");
        edges = Files.writeString(folder.resolve("graph.e"), "# from, to, weight\n1 2 0.5\n2 3 0.25\n1 3 1\n3 4 2\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bfs --directed --source 1 | 0 1 1 2 9223372036854775807",
                "bfs --source 4            | 2 2 1 0 9223372036854775807",
                "sssp --directed --source 1 | 0.000000000000000e+00 5.000000000000000e-01 7.500000000000000e-01"
                        + " 2.750000000000000e+00 Infinity",
                "wcc                       | 1 1 1 1 5",
                "cdlp --iterations 1       | 2 1 1 3 5",
                "cdlp --iterations 0       | 1 2 3 4 5",
                "lcc --directed            | 5.000000000000000e-01 5.000000000000000e-01 1.666666666666667e-01"
                        + " 0.000000000000000e+00 0.000000000000000e+00",
                "pr --iterations 0         | 2.000000000000000e-01 2.000000000000000e-01 2.000000000000000e-01"
                        + " 2.000000000000000e-01 2.000000000000000e-01",
                "pr --damping 0            | 2.000000000000000e-01 2.000000000000000e-01 2.000000000000000e-01"
                        + " 2.000000000000000e-01 2.000000000000000e-01",
                "pr --iterations 1 --damping 0.5 --directed | 1.400000000000000e-01 1.900000000000000e-01"
                        + " 2.900000000000000e-01 2.400000000000000e-01 1.400000000000000e-01"
            })
    void values_of_all_vertices_go_to_standard_output_and_times_to_standard_error(String algorithm, String values) {
        CommandRun run = graph(algorithm + " --vertices " + vertices + " --edges " + edges);

        assertThat(run.status()).isZero();
        String[] expected = values.split(" ", -1);
        assertThat(run.out().lines())
                .containsExactly(
                        "1 " + expected[0],
                        "2 " + expected[1],
                        "3 " + expected[2],
                        "4 " + expected[3],
                        "5 " + expected[4]);
        assertThat(run.err()).contains("elapsed", "vertices").contains("in all ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--memory 16MB --slots 2", "--workers 2"})
    void values_are_written_on_request(String place) throws IOException {
        Path output = folder.resolve("out");

        CommandRun run = graph("wcc --edges " + edges + " --split-size 10 --output " + output + " " + place);

        assertThat(run.err()).contains("in all ").doesNotContain("dataflow:");
        assertThat(run.out()).isEmpty();
        assertThat(Counted.table(output)).containsExactly("1 1", "2 1", "3 1", "4 1");
        assertThat(output.resolve("_SUCCESS")).exists();
    }

    @Test
    void the_rounds_of_a_loop_are_told_as_one() {
        CommandRun run = graph("cdlp --iterations 7 --edges " + edges);

        assertThat(run.err().lines().filter(line -> line.endsWith(" transformGroups > kept (7 times)")))
                .hasSize(1);
        assertThat(run.err()).doesNotContain("kept by job");
    }

    @Test
    void input_that_is_missing_or_no_graph_is_named_with_a_remedy() throws IOException {
        assertFails("wcc --edges " + folder + "/none", folder + "/none does not exist");
        assertFails("wcc --edges " + edges + " --vertices " + folder + "/none", folder + "/none does not exist");
        assertFails(
                "bfs --source 77 --edges " + edges,
                "There is no vertex 77 in " + edges + "; name another one with --source");
        assertFails(
                "sssp --source 77 --edges " + edges + " --vertices " + vertices,
                "There is no vertex 77 in " + vertices + "; name another one with --source");
        Files.writeString(vertices, "1\n2\n3\n");
        assertFails(
                "wcc --edges " + edges + " --vertices " + vertices,
                "An edge of " + edges + " names the vertex 4, which is not in " + vertices
                        + "; add it there, or leave");

        Files.writeString(edges, "1 2\n2 3\n");
        assertFails("sssp --source 1 --edges " + edges, "' of " + edges + " is no edge with a weight; it should be");
        Files.writeString(edges, "1 2\none two\n");
        assertFails(
                "pr --edges " + edges,
                "The line 'one two' of " + edges + " is no vertex or edge; 'one' is not a whole");
    }

    @Test
    void pages_with_the_greatest_ranks_come_first() throws IOException {
        Path links = Files.writeString(folder.resolve("links"), "# to 3\n1 3\n2 3\n4\t3\n3 4\n");

        CommandRun run = CommandRun.of(
                ("example pagerank --input " + links + " --top 3 --iterations 1 --damping 0.5").split(" "));

        assertThat(run.out().lines())
                .containsExactly("3 5.000000000000000e-01", "4 2.500000000000000e-01", "1 1.250000000000000e-01");
        assertThat(run.err()).contains("in all ");
    }

    @Test
    void ranks_of_all_pages_are_those_of_the_graph() throws IOException {
        Path pages = folder.resolve("pages");
        Path values = folder.resolve("values");

        CommandRun ranked = CommandRun.of(("example pagerank --input " + edges + " --output " + pages).split(" "));
        CommandRun graph = graph("pr --directed --edges " + edges + " --output " + values);

        assertThat(ranked.out() + graph.out()).isEmpty();
        assertThat(Counted.table(pages)).hasSize(4).isEqualTo(Counted.table(values));
    }

    private static void assertFails(String options, String message) {
        CommandRun run = graph(options);

        assertThat(run.status()).isEqualTo(OneLineFailures.FAILED);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("dataflow: ")
                .contains(message);
        assertThat(run.out()).isEmpty();
    }

    private static CommandRun graph(String options) {
        return CommandRun.of(("example graph " + options).split(" +"));
    }
}
