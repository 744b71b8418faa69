package io.dataflow.runtime.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.function.Fn1;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class JobClassLoaderTest {
    private static final ClassLoader ENGINE = JobClassLoaderTest.class.getClassLoader();

    /** Collections that may be needed; one is enough unless the collector is busy elsewhere. */
    private static final int MAX_COLLECTIONS = 50;

    @TempDir
    Path folder;

    private Path received;
    private byte[] plan;
    private List<Path> jars;

    @BeforeEach
    void submit() throws Exception {
        received = Files.createDirectory(folder.resolve("received"));
        Path numbers = UserCode.compile(folder.resolve("numbers"), List.of(), UserCode.NUMBERS);
        Path numbersJar = UserCode.jar(folder.resolve("numbers.jar"), numbers);
        Path classes =
                UserCode.compile(folder.resolve("classes"), List.of(numbersJar), UserCode.WORDS, UserCode.PROGRAM);
        Files.writeString(classes.resolve("greeting.txt"), "hello");
        try (URLClassLoader loader = UserCode.loader(classes, numbersJar)) {
            PlanSerializer serializer = new PlanSerializer();
            plan = serializer.serialize(UserCode.function(loader, 10));
            List<Artifact> artifacts = new CodeFinder(folder).codeFor(serializer.classes());
            jars = UserCode.received(artifacts, received);
            for (Artifact artifact : artifacts) {
                artifact.close();
            }
        }
        UserCode.deleteAll(classes);
        Files.delete(numbersJar);
    }

    @Test
    void a_function_of_another_loader_runs_from_what_was_sent() throws Exception {
        try (JobClassLoader loader = new JobClassLoader("1", jars, ENGINE)) {
            assertThat(run(loader)).isEqualTo("the number 15");
            assertThat(loader.loadClass("com.acme.job.Program").getClassLoader())
                    .isSameAs(loader);
            assertThat(loader.loadClass("com.acme.numbers.Numbers").getClassLoader())
                    .isSameAs(loader);
        }
    }

    @Test
    void the_parent_knows_nothing_of_the_jobs_classes() {
        assertThatThrownBy(() -> ENGINE.loadClass("com.acme.job.Program")).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void two_jobs_do_not_share_their_classes() throws Exception {
        try (JobClassLoader first = new JobClassLoader("1", jars, ENGINE);
                JobClassLoader second = new JobClassLoader("2", jars, ENGINE)) {
            assertThat(first.loadClass("com.acme.job.Words")).isNotSameAs(second.loadClass("com.acme.job.Words"));
        }
    }

    @Test
    void the_jobs_own_version_of_a_library_wins() throws Exception {
        Path other = UserCode.compile(
                folder.resolve("other"), List.of(), UserCode.NUMBERS.replace("\"number \"", "\"other \""));
        try (URLClassLoader engine = UserCode.loader(other);
                JobClassLoader loader = new JobClassLoader("1", jars, engine)) {
            assertThat(run(loader)).isEqualTo("the number 15");
        }
    }

    @Test
    void what_the_job_did_not_bring_comes_from_the_parent() throws Exception {
        Path other =
                UserCode.compile(folder.resolve("other"), List.of(), "package com.acme.more; public class More {}");
        try (URLClassLoader engine = UserCode.loader(other);
                JobClassLoader loader = new JobClassLoader("1", jars, engine)) {
            assertThat(loader.loadClass("com.acme.more.More").getClassLoader()).isSameAs(engine);
        }
    }

    @Test
    void the_jdk_and_dataflow_come_from_the_parent_even_if_the_job_brings_them() throws Exception {
        Path shaded = folder.resolve("shaded");
        for (Class<?> type : List.of(Fn1.class, org.slf4j.Logger.class)) {
            String name = type.getName().replace('.', '/') + ".class";
            Files.createDirectories(shaded.resolve(name).getParent());
            try (InputStream in = ENGINE.getResourceAsStream(name)) {
                Files.copy(in, shaded.resolve(name));
            }
        }
        Path jar = UserCode.jar(folder.resolve("shaded.jar"), shaded);
        try (JobClassLoader loader = new JobClassLoader("1", List.of(jar), ENGINE)) {
            assertThat(loader.loadClass(Fn1.class.getName())).isSameAs(Fn1.class);
            assertThat(loader.loadClass("org.slf4j.Logger")).isSameAs(org.slf4j.Logger.class);
            assertThat(loader.loadClass("java.sql.Date")).isSameAs(java.sql.Date.class);
            assertThat(loader.loadClass("java.lang.String")).isSameAs(String.class);
        }
    }

    @Test
    void a_javax_package_outside_the_jdk_may_come_with_the_job() throws Exception {
        Path classes =
                UserCode.compile(folder.resolve("javax"), List.of(), "package javax.acme; public class Inject {}");
        Path jar = UserCode.jar(folder.resolve("javax.jar"), classes);
        try (JobClassLoader loader = new JobClassLoader("1", List.of(jar), ENGINE)) {
            assertThat(loader.loadClass("javax.acme.Inject").getClassLoader()).isSameAs(loader);
        }
    }

    @Test
    void resources_of_the_job_come_first() throws Exception {
        Path other = Files.createDirectory(folder.resolve("resources"));
        Files.writeString(other.resolve("greeting.txt"), "bye");
        Files.writeString(other.resolve("farewell.txt"), "bye");
        try (URLClassLoader engine = UserCode.loader(other);
                JobClassLoader loader = new JobClassLoader("1", jars, engine)) {
            assertThat(text(loader, "greeting.txt")).isEqualTo("hello");
            assertThat(text(loader, "farewell.txt")).isEqualTo("bye");
            assertThat(loader.getResource("nothing.txt")).isNull();
            assertThat(Collections.list(loader.getResources("greeting.txt"))).hasSize(2);
        }
    }

    @Test
    void many_threads_may_load_at_once() throws Exception {
        try (JobClassLoader loader = new JobClassLoader("1", jars, ENGINE)) {
            List<Class<?>> loaded = Stream.generate(() -> "com.acme.job.Words")
                    .limit(64)
                    .parallel()
                    .<Class<?>>map(name -> load(loader, name))
                    .toList();

            assertThat(loaded).hasSize(64).containsOnly(loader.loadClass("com.acme.job.Words"));
            assertThat(loader.isRegisteredAsParallelCapable()).isTrue();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void after_closing_the_jars_are_released_and_nothing_new_is_loaded() throws Exception {
        JobClassLoader loader = new JobClassLoader("1", jars, ENGINE);
        assertThat(loader.loadClass("com.acme.job.Program")).isNotNull();
        assertThat(text(loader, "greeting.txt")).isEqualTo("hello");
        assertThat(openFilesIn(received)).isNotEmpty();

        loader.close();

        assertThat(openFilesIn(received)).isEmpty();
        assertThatThrownBy(() -> loader.loadClass("com.acme.job.Words")).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void a_closed_loader_is_garbage_once_its_objects_are_gone() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int job = 0; job < 5; job++) {
            loaders.add(runAndForget(job));
        }

        for (int i = 0; i < MAX_COLLECTIONS && loaders.stream().anyMatch(loader -> loader.get() != null); i++) {
            System.gc();
        }

        assertThat(loaders).allSatisfy(loader -> assertThat(loader.get()).isNull());
    }

    @Test
    void a_jar_with_the_same_name_and_other_content_is_read_anew() throws Exception {
        assertThat(runAndForget(1)).isNotNull();
        Path numbers = UserCode.compile(
                folder.resolve("changed"), List.of(), UserCode.NUMBERS.replace("\"number \"", "\"changed \""));
        Files.delete(jars.get(1));
        UserCode.jar(jars.get(1), numbers);

        try (JobClassLoader loader = new JobClassLoader("2", jars, ENGINE)) {
            assertThat(run(loader)).isEqualTo("the changed 15");
        }
    }

    private WeakReference<ClassLoader> runAndForget(int job) throws Exception {
        try (JobClassLoader loader = new JobClassLoader("" + job, jars, ENGINE)) {
            assertThat(run(loader)).isEqualTo("the number 15");
            return new WeakReference<>(loader);
        }
    }

    @SuppressWarnings("unchecked")
    private String run(ClassLoader loader) throws Exception {
        Fn1<Integer, String> function = PlanSerializer.deserialize(plan, Fn1.class, loader);
        return function.apply(5);
    }

    private static Class<?> load(ClassLoader loader, String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(ClassLoader loader, String resource) throws IOException {
        try (InputStream in = loader.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Files of this process below a directory. */
    private static List<Path> openFilesIn(Path directory) throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    Path target = Files.readSymbolicLink(descriptor);
                    if (target.startsWith(directory)) {
                        open.add(target);
                    }
                }
            }
        }
        return open;
    }

    @Test
    void a_program_has_its_own_slf4j_if_it_brings_something_to_log_to() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own"));
        String type = "org/slf4j/Logger.class";
        Files.createDirectories(own.resolve("org/slf4j"));
        try (InputStream bytes = ENGINE.getResourceAsStream(type)) {
            Files.write(own.resolve(type), bytes.readAllBytes());
        }
        try (JobClassLoader without = JobClassLoader.ofProgram("p", List.of(own), ENGINE)) {
            assertThat(without.loadClass("org.slf4j.Logger")).isSameAs(org.slf4j.Logger.class);
        }
        String provider = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";
        Files.createDirectories(own.resolve("META-INF/services"));
        Files.writeString(own.resolve(provider), "acme.Provider");

        try (JobClassLoader program = JobClassLoader.ofProgram("p", List.of(own), ENGINE);
                JobClassLoader job = new JobClassLoader("j", List.of(own), ENGINE)) {
            assertThat(program.loadClass("org.slf4j.Logger").getClassLoader()).isSameAs(program);
            assertThat(Collections.list(program.getResources(provider))).hasSize(1);
            assertThat(job.loadClass("org.slf4j.Logger")).isSameAs(org.slf4j.Logger.class);
        }
    }
}
