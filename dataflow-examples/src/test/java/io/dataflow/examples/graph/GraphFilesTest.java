package io.dataflow.examples.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphFilesTest {
    @TempDir
    private Path folder;

    private Session session;
    private GraphFiles files;

    @BeforeEach
    void open() {
        session = Session.local();
        files = new GraphFiles(session, 4);
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void any_white_space_separates_numbers_and_comments_are_passed_by() throws IOException {
        String edges = write("\uFEFF# a comment\n1 2\n\n3\t4\r\n  5   6 0.25\n#7 8\n \t\n-9 9223372036854775807");

        assertThat(files.edges(edges).collect())
                .containsExactlyInAnyOrder(
                        new Edge(1, 2, 1), new Edge(3, 4, 1), new Edge(5, 6, 1), new Edge(-9, Long.MAX_VALUE, 1));
    }

    @Test
    void weights_are_read_where_they_matter() throws IOException {
        String edges = write("1 2 0\n3 4 1e-3\n5 6 Infinity\n");

        assertThat(files.weightedEdges(edges).collect())
                .containsExactlyInAnyOrder(
                        new Edge(1, 2, 0), new Edge(3, 4, 0.001), new Edge(5, 6, Double.POSITIVE_INFINITY));
    }

    @Test
    void each_vertex_counts_once() throws IOException {
        Dataset<Long> vertices = files.vertices(write("7\n8\n7\n"), write("8\n9\n"));

        assertThat(vertices.collect()).containsExactlyInAnyOrder(7L, 8L, 9L);
    }

    @Test
    void vertices_that_only_edges_name_are_found() throws IOException {
        Dataset<Edge> edges = files.edges(write("1 2\n2 3\n"));

        assertThat(Graph.of(edges, true).missingVertex()).isEmpty();
        assertThat(new Graph(files.vertices(write("2\n1\n")), edges, true).missingVertex())
                .contains(3L);
        assertThat(Graph.of(edges, true).hasVertex(3)).isTrue();
        assertThat(Graph.of(edges, true).hasVertex(4)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1 two", "1 2 3 4", "1,2", "1.5 2", "1 9223372036854775808", "a # b"})
    void a_line_that_is_no_edge_is_shown_with_its_file_and_what_to_do(String line) throws IOException {
        String edges = write("1 2\n" + line + "\n");

        assertRefused(files.edges(edges), "The line '" + line + "' of " + edges + " is no ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 2", "1 2 heavy", "1 2 -0.5", "1 2 NaN", "1 2 3 4"})
    void a_line_without_a_weight_is_shown_with_its_file_and_what_to_do(String line) throws IOException {
        String edges = write("1 2 3\n" + line + "\n");

        assertRefused(
                files.weightedEdges(edges), "The line '" + line + "' of " + edges + " is no edge with a weight; ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 2", "one"})
    void a_line_that_is_no_vertex_is_shown_with_its_file_and_what_to_do(String line) throws IOException {
        String vertices = write("1\n" + line + "\n");

        assertRefused(files.vertices(vertices), "The line '" + line + "' of " + vertices + " is no vertex");
    }

    @Test
    void a_long_line_is_cut() throws IOException {
        String edges = write("word ".repeat(1_000));

        assertRefused(files.edges(edges), "The line '" + "word ".repeat(12) + "...' of " + edges);
    }

    private static void assertRefused(Dataset<?> records, String message) {
        assertThatThrownBy(records::collect)
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.BAD_DATA))
                .hasMessageContaining(message)
                .hasMessageEndingWith("; correct it, or put a # before it to have it passed by");
    }

    private String write(String content) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "graph", ".txt"), content)
                .toString();
    }
}
