package io.dataflow.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageInfosTest {
    @TempDir
    private Path folder;

    @Test
    void every_package_is_introduced() throws IOException {
        var infos = new PackageInfos(ProjectRoot.path());

        assertThat(infos.packages()).isNotEmpty();
        assertThat(infos.problems()).isEmpty();
    }

    @Test
    void a_package_without_introduction_is_found() throws IOException {
        write("A.java", "package a;\n\nclass A {}\n");

        assertThat(new PackageInfos(folder).problems())
                .containsExactly("module/src/main/java/a/package-info.java does not exist");
    }

    @Test
    void an_introduction_that_says_nothing_is_found() throws IOException {
        write("package-info.java", "package a;\n");

        assertThat(new PackageInfos(folder).problems())
                .containsExactly(
                        "module/src/main/java/a/package-info.java is not @NullMarked",
                        "module/src/main/java/a/package-info.java does not say what the package is for");
    }

    @Test
    void an_introduction_of_ten_lines_is_not_too_long() throws IOException {
        write("package-info.java", "/**\n" + " * line\n".repeat(10) + " */\n@NullMarked\npackage a;\n");

        assertThat(new PackageInfos(folder).problems()).isEmpty();
    }

    @Test
    void an_introduction_of_eleven_lines_is_found() throws IOException {
        write("package-info.java", "/**\n" + " * line\n".repeat(11) + " */\n@NullMarked\npackage a;\n");

        assertThat(new PackageInfos(folder).problems())
                .containsExactly("module/src/main/java/a/package-info.java has 11 lines of Javadoc, more than 10");
    }

    private void write(String name, String text) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("module/src/main/java/a"));
        Files.writeString(sources.resolve(name), text);
    }
}
