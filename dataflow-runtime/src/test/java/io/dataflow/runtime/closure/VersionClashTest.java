package io.dataflow.runtime.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionClashTest {
    private static final String NEWER_NUMBERS =
            """
            package com.acme.numbers;
            public final class Numbers {
                public static String format(int number) { return "the newer number " + number; }
            }
            """;

    private static final String ONLY_IN_NEWER =
            """
            package com.acme.numbers;
            public final class Extra {
                public static String extra() { return "extra"; }
            }
            """;

    private static final String USER_OF_BOTH =
            """
            package com.acme.job;
            public final class Both {
                public static String both() { return com.acme.numbers.Numbers.format(1) + com.acme.numbers.Extra.extra(); }
            }
            """;

    @TempDir
    private Path folder;

    private Path temporary;
    private Path older;
    private Path newer;
    private Path classes;

    @BeforeEach
    void compile() throws IOException {
        temporary = Files.createDirectory(folder.resolve("temporary"));
        Path first = UserCode.compile(folder.resolve("first"), List.of(), UserCode.NUMBERS);
        older = UserCode.jar(folder.resolve("numbers-1.0.jar"), first);
        Path second = UserCode.compile(folder.resolve("second"), List.of(), NEWER_NUMBERS, ONLY_IN_NEWER);
        Files.createDirectories(second.resolve("META-INF"));
        Files.writeString(
                second.resolve("META-INF/MANIFEST.MF"), "Manifest-Version: 1.0\nImplementation-Version: 2.0-beta\n");
        newer = UserCode.jar(folder.resolve("numbers.jar"), second);
        classes = UserCode.compile(folder.resolve("classes"), List.of(older, newer), USER_OF_BOTH);
    }

    private void assertClash(List<Class<?>> roots, Path one, Path other) {
        assertThatThrownBy(() -> new CodeFinder(temporary).codeFor(roots))
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID_PLAN))
                .hasMessageContaining("two versions of class com.acme.numbers.Numbers")
                .hasMessageContaining("version 1.0 from " + one)
                .hasMessageContaining("version 2.0-beta from " + other)
                .hasMessageContaining("keep one of them on the class path");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void a_class_path_with_two_versions_of_which_both_are_used_is_an_error_that_names_them() throws Exception {
        try (URLClassLoader loader = UserCode.loader(classes, older, newer)) {
            assertClash(List.of(loader.loadClass("com.acme.job.Both")), older, newer);
        }
    }

    @Test
    void two_loaders_with_a_version_each_are_an_error_that_names_them() throws Exception {
        try (URLClassLoader one = UserCode.loader(older);
                URLClassLoader other = UserCode.loader(newer)) {
            String name = "com.acme.numbers.Numbers";

            assertClash(List.of(one.loadClass(name), other.loadClass(name)), older, newer);
        }
    }

    @Test
    void a_folder_beside_a_jar_is_an_error_too() throws Exception {
        Path patched = UserCode.compile(folder.resolve("patched"), List.of(), NEWER_NUMBERS);
        Path both = UserCode.compile(patched, List.of(newer), USER_OF_BOTH);
        try (URLClassLoader loader = UserCode.loader(older, both, newer)) {
            List<Class<?>> roots = List.of(loader.loadClass("com.acme.job.Both"));

            assertThatThrownBy(() -> new CodeFinder(temporary).codeFor(roots))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("version 1.0 from " + older)
                    .hasMessageContaining("without a version from " + both);
        }
    }

    @Test
    void a_second_copy_of_the_same_class_is_none() throws Exception {
        Path copy = Files.copy(older, folder.resolve("copy.jar"));
        try (URLClassLoader one = UserCode.loader(older);
                URLClassLoader other = UserCode.loader(copy)) {
            String name = "com.acme.numbers.Numbers";

            List<Artifact> artifacts =
                    new CodeFinder(temporary).codeFor(List.of(one.loadClass(name), other.loadClass(name)));

            assertThat(artifacts)
                    .extracting(artifact -> artifact.id().hash())
                    .hasSize(2)
                    .containsOnly(Sha256.ofFile(older));
        }
    }

    @Test
    void an_older_version_that_nothing_is_taken_from_is_none() throws Exception {
        try (URLClassLoader loader = UserCode.loader(classes, newer, older)) {
            List<Artifact> artifacts =
                    new CodeFinder(temporary).codeFor(List.of(loader.loadClass("com.acme.job.Both")));

            assertThat(artifacts)
                    .extracting(artifact -> artifact.id().name())
                    .hasSize(2)
                    .contains("numbers.jar");
        }
    }

    @Test
    void a_version_is_read_from_what_maven_wrote_as_well() throws Exception {
        Path second = folder.resolve("second");
        UserCode.deleteAll(second.resolve("META-INF"));
        Path maven = Files.createDirectories(second.resolve("META-INF/maven/com.acme/numbers"));
        Files.writeString(maven.resolve("pom.properties"), "version=2.0-beta\n");
        newer = UserCode.jar(folder.resolve("numbers-of-maven.jar"), second);
        try (URLClassLoader loader = UserCode.loader(classes, older, newer)) {
            assertClash(List.of(loader.loadClass("com.acme.job.Both")), older, newer);
        }
    }
}
