package io.dataflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinksTest {
    @TempDir
    private Path folder;

    @Test
    void every_link_of_the_documents_leads_somewhere() throws IOException {
        var links = new MarkdownLinks(ProjectRoot.path());

        assertThat(links.documents()).contains(ProjectRoot.path().resolve("README.md"));
        assertThat(links.broken()).isEmpty();
    }

    @Test
    void links_to_files_and_headings_are_followed() throws IOException {
        write("README.md", "# Dataflow\n[a](docs/a.md) [b](docs/a.md#two-words) ![c](docs) [d](#dataflow) <x>\n");
        write("docs/a.md", "## Two *words*!\n[up](../README.md \"title\")\n[ref][1]\n\n[1]: a.md#two-words\n");

        assertThat(new MarkdownLinks(folder).broken()).isEmpty();
    }

    @Test
    void a_repeated_heading_is_numbered() throws IOException {
        write("README.md", "# Same\n# Same\n[second](#same-1) [third](#same-2)\n");

        assertThat(new MarkdownLinks(folder).broken())
                .containsExactly("README.md links to #same-2, but the file has no such heading");
    }

    @Test
    void a_link_to_a_missing_file_is_found() throws IOException {
        write("README.md", "[gone](docs/gone.md)\n");

        assertThat(new MarkdownLinks(folder).broken())
                .containsExactly("README.md links to docs/gone.md, which does not exist");
    }

    @Test
    void a_link_to_a_missing_heading_is_found() throws IOException {
        write("docs/a.md", "# There\n");
        write("docs/adr/b.md", "[gone](../a.md#elsewhere)\n");

        assertThat(new MarkdownLinks(folder).broken())
                .containsExactly("docs/adr/b.md links to ../a.md#elsewhere, but the file has no such heading");
    }

    @Test
    void a_link_out_of_the_repository_is_found() throws IOException {
        write("README.md", "[out](../other/a.md)\n");

        assertThat(new MarkdownLinks(folder).broken())
                .containsExactly("README.md links to ../other/a.md, which is outside of the repository");
    }

    @Test
    void code_and_the_web_are_no_links_of_ours() throws IOException {
        write("README.md", "`[a](gone.md)` [web](https://example.org/gone.md)\n```\n[b](gone.md)\n# no\n```\n");

        assertThat(new MarkdownLinks(folder).broken()).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }
}
