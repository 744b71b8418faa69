package io.dataflow.runtime.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Fn1;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeFinderTest {
    @TempDir
    Path folder;

    private Path temporary;
    private Path numbersJar;
    private Path classes;

    @BeforeEach
    void compile() throws IOException {
        temporary = Files.createDirectory(folder.resolve("temporary"));
        Path numbers = UserCode.compile(folder.resolve("numbers"), List.of(), UserCode.NUMBERS);
        numbersJar = UserCode.jar(folder.resolve("numbers 1.0.jar"), numbers);
        classes = UserCode.compile(
                folder.resolve("app/target/classes"), List.of(numbersJar), UserCode.WORDS, UserCode.PROGRAM);
    }

    @Test
    void the_folder_of_a_lambda_and_the_jars_it_reaches_are_found() throws Exception {
        try (URLClassLoader loader = UserCode.loader(classes, numbersJar)) {
            List<Artifact> artifacts = codeOf(UserCode.function(loader, 1));

            assertThat(artifacts)
                    .extracting(artifact -> artifact.id().name())
                    .containsExactly("app/target/classes", "numbers 1.0.jar");
            assertThat(entries(artifacts.get(0)))
                    .containsExactly("com/acme/job/Program.class", "com/acme/job/Words.class");
            assertThat(artifacts.get(1).id().hash()).isEqualTo(Sha256.ofFile(numbersJar));
            assertThat(artifacts.get(1).id().sizeBytes()).isEqualTo(Files.size(numbersJar));
            closeAll(artifacts);
        }
    }

    @Test
    void a_library_that_is_not_reached_stays_at_home() throws Exception {
        Path unused = UserCode.compile(folder.resolve("unused"), List.of(), "package com.acme.unused; class Unused {}");
        try (URLClassLoader loader = UserCode.loader(unused, classes, numbersJar)) {
            List<Artifact> artifacts = codeOf(UserCode.function(loader, 1));

            assertThat(artifacts).hasSize(2);
            closeAll(artifacts);
        }
    }

    @Test
    void the_jdk_and_dataflow_are_left_out() {
        List<Artifact> artifacts = finder().codeFor(List.of(
                String.class, int.class, int[][].class, Fn1.class, Fn1[].class, CodeFinder.class, java.sql.Date.class));

        assertThat(artifacts).isEmpty();
    }

    @Test
    void resources_beside_a_class_travel_along() throws Exception {
        Files.writeString(classes.resolve("stopwords.txt"), "the");
        try (URLClassLoader loader = UserCode.loader(classes, numbersJar)) {
            List<Artifact> artifacts = codeOf(UserCode.function(loader, 1));

            assertThat(entries(artifacts.get(0))).contains("stopwords.txt");
            closeAll(artifacts);
        }
    }

    @Test
    void the_same_content_has_the_same_hash_whenever_and_wherever_it_was_compiled() throws Exception {
        Path copy = folder.resolve("elsewhere");
        Files.createDirectories(copy.resolve("com/acme/job"));
        for (String name : List.of("com/acme/job/Words.class", "com/acme/job/Program.class")) {
            Files.copy(classes.resolve(name), copy.resolve(name));
            Files.setLastModifiedTime(copy.resolve(name), FileTime.fromMillis(1_000_000_000_000L));
        }
        try (URLClassLoader first = UserCode.loader(classes, numbersJar);
                URLClassLoader second = UserCode.loader(copy, numbersJar)) {
            List<Artifact> one = codeOf(UserCode.function(first, 1));
            List<Artifact> other = codeOf(UserCode.function(second, 2));

            assertThat(other.get(0).id().hash()).isEqualTo(one.get(0).id().hash());
            closeAll(one);
            closeAll(other);
        }
    }

    @Test
    void changed_content_has_another_hash() throws Exception {
        try (URLClassLoader loader = UserCode.loader(classes, numbersJar)) {
            List<Artifact> before = codeOf(UserCode.function(loader, 1));
            Files.writeString(classes.resolve("added.txt"), "x");
            List<Artifact> after = codeOf(UserCode.function(loader, 1));

            assertThat(after.get(0).id().hash()).isNotEqualTo(before.get(0).id().hash());
            closeAll(before);
            closeAll(after);
        }
    }

    @Test
    void closing_an_artifact_deletes_its_temporary_file_and_no_jar_of_the_user() throws Exception {
        try (URLClassLoader loader = UserCode.loader(classes, numbersJar)) {
            List<Artifact> artifacts = codeOf(UserCode.function(loader, 1));
            assertThat(temporary).isDirectoryContaining("glob:**.jar");

            closeAll(artifacts);

            assertThat(temporary).isEmptyDirectory();
            assertThat(numbersJar).exists();
        }
    }

    @Test
    void a_variant_of_a_class_for_a_newer_jdk_leads_to_its_jar() throws Exception {
        Path content = UserCode.compile(folder.resolve("multi"), List.of(), UserCode.NUMBERS);
        Path versioned = Files.createDirectories(content.resolve("META-INF/versions/11/com/acme/numbers"));
        Files.copy(content.resolve("com/acme/numbers/Numbers.class"), versioned.resolve("Numbers.class"));
        Files.writeString(content.resolve("META-INF/MANIFEST.MF"), "Manifest-Version: 1.0\nMulti-Release: true\n");
        Path jar = UserCode.jar(folder.resolve("multi.jar"), content);
        try (URLClassLoader loader = UserCode.loader(jar)) {
            List<Artifact> artifacts = finder().codeFor(List.of(loader.loadClass("com.acme.numbers.Numbers")));

            assertThat(artifacts)
                    .singleElement()
                    .satisfies(artifact -> assertThat(artifact.id().hash()).isEqualTo(Sha256.ofFile(jar)));
        }
    }

    @Test
    void classes_that_live_in_memory_are_packed_together() throws Exception {
        MemoryLoader loader = MemoryLoader.of(classes, numbersJar, true);

        List<Artifact> artifacts = codeOf(UserCode.function(loader, 1));

        assertThat(artifacts).hasSize(1);
        assertThat(artifacts.get(0).id().name()).isEqualTo("loose-classes");
        assertThat(entries(artifacts.get(0)))
                .containsExactly(
                        "com/acme/job/Program.class", "com/acme/job/Words.class", "com/acme/numbers/Numbers.class");
        closeAll(artifacts);
    }

    @Test
    void a_class_whose_bytes_nobody_gives_out_is_an_error_that_names_it() throws Exception {
        MemoryLoader loader = MemoryLoader.of(classes, numbersJar, false);
        Fn1<Integer, String> function = UserCode.function(loader, 1);

        assertThatThrownBy(() -> codeOf(function))
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID_PLAN))
                .hasMessageContaining("com.acme.job.")
                .hasMessageContaining("the loader in memory")
                .hasMessageContaining("put it on the class path of the workers");
    }

    @Test
    void a_library_that_is_mentioned_but_absent_is_no_failure() throws Exception {
        try (URLClassLoader loader = UserCode.loader(classes)) {
            List<Artifact> artifacts = codeOf(UserCode.function(loader, 1));

            assertThat(artifacts).hasSize(1);
            closeAll(artifacts);
        }
    }

    @Test
    void a_hidden_class_is_refused() throws Exception {
        byte[] bytes;
        try (InputStream in = CodeFinderTest.class.getResourceAsStream("CodeFinderTest$Hidden.class")) {
            bytes = in.readAllBytes();
        }
        Class<?> hidden = MethodHandles.lookup().defineHiddenClass(bytes, false).lookupClass();

        assertThatThrownBy(() -> finder().codeFor(List.of(hidden)))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("was generated at run time");
    }

    @Test
    void a_file_that_is_no_class_is_an_error_that_names_it() throws Exception {
        try (URLClassLoader loader = UserCode.loader(classes, numbersJar)) {
            Fn1<Integer, String> function = UserCode.function(loader, 1);
            Files.writeString(classes.resolve("com/acme/job/Words.class"), "no class");

            assertThatThrownBy(() -> codeOf(function))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("Class com.acme.job.Words")
                    .hasMessageContaining("0xCAFEBABE");
        }
    }

    @Test
    void a_jar_a_folder_and_a_sum_beyond_their_limits_are_refused_and_leave_no_file() throws Exception {
        Files.write(
                classes.resolve("data.bin"),
                new java.util.Random(7).ints(5_000).mapToObj(Integer::toString).toList());
        try (URLClassLoader loader = UserCode.loader(classes, numbersJar)) {
            Set<Class<?>> roots = Set.of(loader.loadClass("com.acme.job.Program"));
            Set<Class<?>> jarRoots = Set.of(loader.loadClass("com.acme.numbers.Numbers"));

            assertThatThrownBy(() -> finder(10_000, 1 << 30, 100).codeFor(roots))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("The class folder " + classes + " is larger than the 10000 bytes");
            assertThatThrownBy(() -> finder(100, 1 << 30, 100).codeFor(jarRoots))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("The jar " + numbersJar + " is larger than the 100 bytes");
            assertThatThrownBy(() -> finder(1 << 20, 10_000, 100).codeFor(roots))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("The code of the plan is larger than 10000 bytes");
            assertThatThrownBy(() -> finder(1 << 20, 1 << 30, 1).codeFor(roots))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("reaches more than 1 classes");
        }
        assertThat(temporary).isEmptyDirectory();
    }

    /** Defined again as a hidden class. */
    @SuppressWarnings("unused")
    private static final class Hidden {}

    private CodeFinder finder() {
        return new CodeFinder(temporary);
    }

    private CodeFinder finder(long artifactBytes, long totalBytes, int classCount) {
        return new CodeFinder(temporary, new ArtifactLimits(artifactBytes, totalBytes, classCount));
    }

    private List<Artifact> codeOf(Object function) {
        PlanSerializer serializer = new PlanSerializer();
        assertThat(serializer.serialize(function)).isNotEmpty();
        return finder().codeFor(serializer.classes());
    }

    private static Set<String> entries(Artifact artifact) throws IOException {
        Set<String> names = new TreeSet<>();
        try (JarInputStream jar = new JarInputStream(artifact.open())) {
            for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private static void closeAll(List<Artifact> artifacts) throws IOException {
        for (Artifact artifact : artifacts) {
            artifact.close();
        }
    }

    /** Defines classes from memory, and gives out their bytes or does not. */
    private static final class MemoryLoader extends ClassLoader {
        private final Map<String, byte[]> classFiles = new HashMap<>();
        private final boolean givesOutBytes;

        private MemoryLoader(boolean givesOutBytes) {
            super("memory", CodeFinderTest.class.getClassLoader());
            this.givesOutBytes = givesOutBytes;
        }

        private static MemoryLoader of(Path folder, Path jar, boolean givesOutBytes) throws IOException {
            MemoryLoader loader = new MemoryLoader(givesOutBytes);
            List<Path> files = new ArrayList<>();
            try (Stream<Path> walk = Files.walk(folder)) {
                walk.filter(Files::isRegularFile).forEach(files::add);
            }
            for (Path file : files) {
                loader.classFiles.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
            try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
                for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    loader.classFiles.put(entry.getName(), in.readAllBytes());
                }
            }
            return loader;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classFiles.get(name.replace('.', '/') + ".class");
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        protected URL findResource(String name) {
            return null;
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            byte[] bytes = givesOutBytes ? classFiles.get(name) : null;
            return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
        }

        @Override
        public String toString() {
            return "the loader in memory";
        }
    }
}
