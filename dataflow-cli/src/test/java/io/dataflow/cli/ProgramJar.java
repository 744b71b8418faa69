package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A user's program in a jar, compiled for the test: no other process has its classes. */
final class ProgramJar {
    /** With a main method that does what its first argument says. */
    static final String MAIN = "acme.Words";

    private static final String SOURCE =
            """
            package acme;

            import io.dataflow.api.Session;
            import java.util.Arrays;
            import java.util.concurrent.CountDownLatch;
            import org.slf4j.Logger;
            import org.slf4j.LoggerFactory;

            public final class Words {
                private static final Logger LOG = LoggerFactory.getLogger(Words.class);

                private Words() {}

                static int length(String word) {
                    LOG.info("measuring {}", word);
                    System.getLogger("acme.system").log(System.Logger.Level.WARNING, "seen " + word);
                    return word.length();
                }

                static int never(String word) throws InterruptedException {
                    LOG.info("waiting for ever");
                    new CountDownLatch(1).await();
                    return 0;
                }

                public static void main(String[] arguments) {
                    if (arguments[0].equals("throw")) {
                        throw new IllegalStateException("thrown by the program");
                    }
                    try (Session session = Session.open()) {
                        var words = session.fromIterable(Arrays.asList(arguments), String.class);
                        int sum = arguments[0].equals("wait")
                                ? words.map(Words::never).collect().size()
                                : words.map(Words::length).collect().stream().mapToInt(n -> n).sum();
                        System.out.println("letters: " + sum);
                    }
                }
            }
            """;

    private ProgramJar() {}

    /** @param manifest whether it names the main class */
    static Path write(Path folder, boolean manifest) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source")).resolve("Words.java");
        Files.writeString(source, SOURCE);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int status = compiler.run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
        assertThat(status).isZero();
        Path jar = folder.resolve(manifest ? "runnable.jar" : "plain.jar");
        Manifest head = new Manifest();
        head.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (manifest) {
            head.getMainAttributes().put(Attributes.Name.MAIN_CLASS, MAIN);
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, head)) {
            for (Path found : files(classes)) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(found).toString().replace('\\', '/')));
                Files.copy(found, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
