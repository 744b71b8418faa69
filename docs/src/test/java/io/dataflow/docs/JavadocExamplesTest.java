package io.dataflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Javadoc shows, compiles, and every type that programs see is shown. */
class JavadocExamplesTest {
    private static final List<String> MODULES =
            List.of("dataflow-api", "dataflow-files", "dataflow-sketches", "dataflow-kryo", "dataflow-testing");

    /** The packages whose public types all have an example. */
    private static final List<String> SHOWN = List.of(
            "dataflow-api/src/main/java/io/dataflow/api",
            "dataflow-api/src/main/java/io/dataflow/api/aggregate",
            "dataflow-api/src/main/java/io/dataflow/api/io",
            "dataflow-api/src/main/java/io/dataflow/api/text",
            "dataflow-files/src/main/java/io/dataflow/files",
            "dataflow-sketches/src/main/java/io/dataflow/sketches",
            "dataflow-kryo/src/main/java/io/dataflow/kryo",
            "dataflow-testing/src/main/java/io/dataflow/testing/cluster");

    /** Types that need no example of their own, with the reason. */
    private static final Map<String, String> EXCUSED = Map.of(
            "io.dataflow.api.SessionProvider", "implemented by an engine and found as a service; no program calls it",
            "io.dataflow.api.aggregate.PackedAccumulator", "asked of aggregators by an engine; no program calls it",
            "io.dataflow.api.aggregate.Two", "shown by Aggregators.both, which makes it",
            "io.dataflow.api.io.FileSplit", "made by the sources of files; shown by RawLines, which reads it",
            "io.dataflow.api.io.SinkWriter", "implemented by connectors along with a Sink, whose writing it is",
            "io.dataflow.api.io.SourceReader", "shown by Source, which opens it",
            "io.dataflow.api.io.Split", "shown by Source, which is divided into them");

    @TempDir
    private Path folder;

    @Test
    void every_example_compiles() throws IOException {
        Path root = ProjectRoot.path();
        List<Path> folders = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> found = Files.walk(root.resolve(module + "/src/main/java"))) {
                found.filter(Files::isDirectory).sorted().forEach(folders::add);
            }
        }
        folders.add(root.resolve("dataflow-runtime/src/main/java/io/dataflow/runtime"));

        assertThat(JavadocExamples.in(root, folders).problems(folder)).isEmpty();
    }

    @Test
    void every_type_that_programs_see_has_an_example() throws IOException {
        Path root = ProjectRoot.path();
        List<Path> folders = SHOWN.stream().map(root::resolve).toList();

        assertThat(JavadocExamples.in(root, folders).typesWithoutExample())
                .containsExactlyInAnyOrderElementsOf(EXCUSED.keySet());
    }

    @Test
    void statements_and_members_compile() throws IOException {
        JavadocExamples examples = examples(
                "/**",
                " * <pre>{@code",
                " * record Nation(String name) {}",
                " *",
                " * Dataset<Nation> nations = customers.map(c -> new Nation(c.nation()));",
                " * }</pre>",
                " *",
                " * <pre>{@code",
                " * static boolean dear(Purchase purchase) {",
                " *     return purchase.price() > 100;",
                " * }",
                " * }</pre>",
                " */");

        assertThat(examples.problems(folder)).isEmpty();
    }

    @Test
    void an_example_that_does_not_compile_is_found_with_its_line() throws IOException {
        JavadocExamples examples = examples(
                "/**",
                " * <pre>{@code",
                " * purchases.count();",
                " * }</pre>",
                " *",
                " * <pre>{@code",
                " * purchases.count()",
                " * }</pre>",
                " */");

        assertThat(examples.problems(folder))
                .singleElement()
                .asString()
                .startsWith("A.java, line 8: ")
                .contains("';' expected");
    }

    @Test
    void a_method_that_does_not_exist_is_found_with_its_line() throws IOException {
        JavadocExamples examples =
                examples("/**", " * <pre>{@code", " * purchases.count();", " * purchases.size();", " * }</pre>", " */");

        assertThat(examples.problems(folder))
                .singleElement()
                .asString()
                .startsWith("A.java, line 5: cannot find symbol")
                .contains("method size()");
    }

    @Test
    void an_example_without_an_end_is_found() throws IOException {
        JavadocExamples examples = examples("/**", " * <pre>{@code purchases.count();}", " * </pre>", " */");

        assertThat(examples.problems(folder))
                .containsExactly("A.java: 1 examples begin, and 0 have lines of their own and end with }</pre>");
    }

    @Test
    void a_public_type_without_example_is_found() throws IOException {
        assertThat(examples("/** Nothing is shown. */").typesWithoutExample()).containsExactly("a.A");
        assertThat(examples("/**", " * <pre>{@code", " * purchases.count();", " * }</pre>", " */")
                        .typesWithoutExample())
                .isEmpty();
    }

    private JavadocExamples examples(String... javadoc) throws IOException {
        Files.writeString(
                folder.resolve("A.java"), "package a;\n" + String.join("\n", javadoc) + "\npublic final class A {}\n");
        return JavadocExamples.in(folder, List.of(folder));
    }
}
