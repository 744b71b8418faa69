package io.dataflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages show, compiles. */
class SnippetsTest {
    @TempDir
    private Path output;

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/guide.md", "docs/testing.md"})
    void every_piece_of_java_compiles(String page) throws Exception {
        List<Snippets.Source> sources =
                Snippets.in(ProjectRoot.path().resolve(page)).sources();

        assertThat(sources).isNotEmpty();
        for (Snippets.Source source : sources) {
            assertThat(source.complaints(output))
                    .as(source.name() + " of " + page)
                    .isEmpty();
        }
    }

    @Test
    void what_does_not_compile_is_noticed() throws Exception {
        Snippets page = Snippets.of("```java\nrecord A(int x) {}\n```\ntext\n```java\nint y = new A(1).y();\n```\n");

        assertThat(page.sources()).hasSize(2);
        assertThat(page.sources().get(0).complaints(output)).isEmpty();
        assertThat(page.sources().get(1).complaints(output)).contains("cannot find symbol");
    }
}
