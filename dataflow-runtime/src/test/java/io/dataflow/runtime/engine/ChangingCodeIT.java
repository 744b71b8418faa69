package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Session;
import io.dataflow.api.function.Fn1;
import io.dataflow.runtime.SmallCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs whose code is new with each job: a service that reloads its plugins, a shell. */
@Timeout(300)
class ChangingCodeIT {
    private static final int SUBMISSIONS = 500;
    private static final String MARK = "mark-0000";

    private static final String PROGRAM =
            """
            package com.acme.changing;
            import io.dataflow.api.function.Fn1;
            public final class Program {
                public record Marked(String mark, long number) {}
                public static Fn1<Long, Marked> function() { return number -> new Marked("mark-0000", number); }
                public static Fn1<Marked, String> text() { return marked -> marked.mark(); }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void five_hundred_submissions_leave_no_class_loader_no_metaspace_and_no_file() throws Exception {
        Path classes = compiled();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        SmallCluster cluster = SmallCluster.start(folder).withWorkers(1, 1, 16L << 20);
        try (cluster;
                Session session = cluster.connect()) {
            submit(session, classes, 0, 50, loaders);
            int classesEarly = loadedClasses(loaders);
            long metaspaceEarly = metaspaceBytes();

            submit(session, classes, 50, SUBMISSIONS, loaders);

            assertThat(loadedClasses(loaders) - classesEarly).as("classes more").isLessThan(400);
            assertThat(metaspaceBytes() - metaspaceEarly).as("metaspace more").isLessThan(4 << 20);
            assertThat(loaders.stream().filter(loader -> loader.get() != null))
                    .as("loaders of the program that are left")
                    .hasSizeLessThan(5);
        }
        try (Stream<Path> left = Files.walk(cluster.folder())) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private Path compiled() throws IOException {
        Path source = Files.writeString(folder.resolve("Program.java"), PROGRAM);
        Path classes = Files.createDirectory(folder.resolve("classes"));
        int exitCode = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        OutputStream.nullOutputStream(),
                        null,
                        "--release",
                        "17",
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(exitCode).isZero();
        return classes;
    }

    private static void submit(
            Session session, Path classes, int from, int to, List<WeakReference<ClassLoader>> loaders)
            throws Exception {
        for (int i = from; i < to; i++) {
            ClassLoader loader = new ChangedLoader(classes, "mark-" + (1000 + i));
            loaders.add(new WeakReference<>(loader));
            assertThat(texts(session, loader)).containsExactly("mark-" + (1000 + i));
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> texts(Session session, ClassLoader loader) throws Exception {
        Class<?> program = loader.loadClass("com.acme.changing.Program");
        Fn1<Long, Object> function =
                (Fn1<Long, Object>) program.getMethod("function").invoke(null);
        Fn1<Object, String> text =
                (Fn1<Object, String>) program.getMethod("text").invoke(null);
        return session.range(0, 10).map(function).map(text).distinct().collect();
    }

    /** After everything that can be collected was; gives the collector some rounds, and ends early when it is done. */
    private static int loadedClasses(List<WeakReference<ClassLoader>> loaders) {
        for (int round = 0; round < 10; round++) {
            System.gc();
            if (loaders.stream().noneMatch(loader -> loader.get() != null)) {
                break;
            }
        }
        return ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
    }

    private static long metaspaceBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals("Metaspace"))
                .mapToLong((MemoryPoolMXBean pool) -> pool.getUsage().getUsed())
                .sum();
    }

    /** The program as it was compiled, with another text in it. */
    private static final class ChangedLoader extends ClassLoader {
        private final Path classes;
        private final String mark;

        ChangedLoader(Path classes, String mark) {
            super("changed", ChangingCodeIT.class.getClassLoader());
            this.classes = classes;
            this.mark = mark;
        }

        private byte[] bytes(String path) throws IOException {
            String text = Files.readString(classes.resolve(path), StandardCharsets.ISO_8859_1);
            return text.replace(MARK, mark).getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try {
                byte[] bytes = bytes(name.replace('.', '/') + ".class");
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            try {
                return Files.isRegularFile(classes.resolve(name))
                        ? new ByteArrayInputStream(bytes(name))
                        : super.getResourceAsStream(name);
            } catch (IOException e) {
                return null;
            }
        }
    }

    @Test
    void a_shell_runs_jobs_with_the_records_and_methods_that_were_typed_into_it() throws Exception {
        try (SmallCluster cluster = SmallCluster.start(folder).withWorkers(1, 2, 16L << 20);
                JShell shell = JShell.create()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            eval(shell, "import io.dataflow.api.*;");
            eval(shell, "record Marked(String mark, long number) {}");
            eval(shell, "String mark(long number) { return \"mark \" + number % 3; }");
            eval(shell, "var session = Session.connect(\"" + cluster.address() + "\");");
            String job = "session.range(0, 30).map(n -> new Marked(mark(n), n)).groupBy(Marked::mark).count()"
                    + ".sortBy(Pair::first).collect().toString()";

            assertThat(eval(shell, job)).contains("mark 0", "mark 2", "10");

            eval(shell, "String mark(long number) { return \"changed \" + number % 2; }");
            assertThat(eval(shell, job)).contains("changed 0", "15").doesNotContain("mark 2");
            eval(shell, "session.close();");
        }
    }

    private static String eval(JShell shell, String code) {
        String value = "";
        for (SnippetEvent event : shell.eval(code)) {
            assertThat(event.exception()).as(code).isNull();
            assertThat(shell.diagnostics(event.snippet()).map(d -> d.getMessage(null)))
                    .as(code)
                    .isEmpty();
            if (event.causeSnippet() == null && event.value() != null) {
                value = event.value();
            }
        }
        return value;
    }
}
