package io.dataflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.testing.TellingProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarProgramTest {
    private static final String PROPERTY = "dataflow.cluster";

    @TempDir
    private Path folder;

    /** Has no method that can be run. */
    public static final class Silent {
        private Silent() {}

        public static int arguments(String[] arguments) {
            return arguments.length;
        }
    }

    @Test
    void a_program_sees_its_arguments_its_cluster_and_its_own_classes() throws Exception {
        Path jar = jar(TellingProgram.class.getName());
        try (JarProgram program = JarProgram.open(jar, List.of())) {
            assertThatThrownBy(() -> program.run(program.mainClass(), "dataflow://a:1", List.of("one", "two")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("one two on dataflow://a:1 with program program.jar")
                    .satisfies(thrown -> assertThat(thrown.getStackTrace()).hasSize(1));
        }
        assertThat(System.getProperty(PROPERTY)).isNull();
    }

    @Test
    void an_executable_jar_is_run_without_its_launcher_and_leaves_nothing() throws Exception {
        String temporary = System.setProperty("java.io.tmpdir", folder.toString());
        Path jar = executableJar();
        try (JarProgram program = JarProgram.open(jar, List.of())) {
            assertThat(program.mainClass()).isEqualTo(TellingProgram.class.getName());
            assertThat(program.has(Silent.class.getName())).isTrue();
            assertThatThrownBy(() -> program.run(program.mainClass(), "dataflow://a:1", List.of("one")))
                    .hasMessage("one on dataflow://a:1 with program boot.jar");
        } finally {
            System.setProperty("java.io.tmpdir", temporary);
        }
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("boot.jar", "program.jar");
    }

    /** With the program among its classes, and what else there is in a jar within it. */
    private Path executableJar() throws IOException {
        Path library = jar(null);
        Path jar = folder.resolve("boot.jar");
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, "acme.Launcher");
        attributes.putValue("Start-Class", TellingProgram.class.getName());
        attributes.putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
        attributes.putValue("Spring-Boot-Lib", "BOOT-INF/lib/");
        String name = TellingProgram.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                InputStream bytes = JarProgramTest.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new JarEntry("BOOT-INF/classes/" + name));
            bytes.transferTo(out);
            out.closeEntry();
            out.putNextEntry(new JarEntry("BOOT-INF/lib/library.jar"));
            Files.copy(library, out);
            out.closeEntry();
        }
        return jar;
    }

    @Test
    void classes_are_found_by_name() throws Exception {
        try (JarProgram program = JarProgram.open(jar(null), List.of())) {
            assertThat(program.has(TellingProgram.class.getName())).isTrue();
            assertThat(program.has("acme.Nothing")).isFalse();
            assertThat(program.has("books/*.txt")).isFalse();
        }
    }

    @Test
    void what_cannot_be_run_says_why() throws Exception {
        Path jar = jar(null);
        try (JarProgram program = JarProgram.open(jar, List.of())) {
            assertThatThrownBy(program::mainClass)
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining(jar + " cannot be run: its manifest names no Main-Class");
            assertThatThrownBy(() -> program.run("acme.Nothing", "a", List.of()))
                    .hasMessageContaining("it has no class acme.Nothing");
            assertThatThrownBy(() -> program.run(Silent.class.getName(), "a", List.of()))
                    .hasMessageContaining("has no method public static void main(String[])");
        }
    }

    @Test
    void what_is_no_jar_is_named() throws IOException {
        Path text = Files.writeString(folder.resolve("text.jar"), "no jar");

        assertThatThrownBy(() -> JarProgram.open(text, List.of()))
                .hasMessageContaining(text + " cannot be run: it is no jar");
        assertThatThrownBy(() -> JarProgram.open(folder.resolve("none.jar"), List.of()))
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> JarProgram.open(jar(null), List.of(folder.resolve("library.jar"))))
                .hasMessageContaining("library.jar cannot be run: there is no such file");
    }

    private Path jar(String mainClass) throws IOException {
        Path jar = folder.resolve("program.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (mainClass != null) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            for (Class<?> type : List.of(TellingProgram.class, Silent.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (InputStream bytes = JarProgramTest.class.getClassLoader().getResourceAsStream(name)) {
                    bytes.transferTo(out);
                }
                out.closeEntry();
            }
        }
        return jar;
    }
}
