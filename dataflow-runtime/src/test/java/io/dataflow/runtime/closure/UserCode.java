package io.dataflow.runtime.closure;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.function.Fn0;
import io.dataflow.api.function.Fn1;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** Programs of users, compiled while the test runs, so that no class of theirs is on the class path of the test. */
final class UserCode {
    static final String NUMBERS =
            """
            package com.acme.numbers;
            public final class Numbers {
                public static String format(int number) { return "number " + number; }
            }
            """;

    static final String WORDS =
            """
            package com.acme.job;
            record Words(String prefix) implements java.io.Serializable {
                String say(int number) { return prefix + com.acme.numbers.Numbers.format(number); }
            }
            """;

    static final String PROGRAM =
            """
            package com.acme.job;
            import io.dataflow.api.function.Fn1;
            public final class Program {
                public static Fn1<Integer, String> function(int offset) {
                    Words words = new Words("the ");
                    return value -> words.say(value + offset);
                }
            }
            """;

    private UserCode() {}

    /** Compiles sources into {@code folder}; {@code libraries} are on the class path beside Dataflow's API. */
    static Path compile(Path folder, List<Path> libraries, String... sources) throws IOException {
        Path sourceFolder = Files.createTempDirectory(Files.createDirectories(folder), "src");
        List<String> arguments =
                new ArrayList<>(List.of("--release", "17", "-proc:none", "-d", folder.toString(), "-cp"));
        List<String> classPath = new ArrayList<>(List.of(locationOf(Fn1.class).toString()));
        libraries.forEach(library -> classPath.add(library.toString()));
        arguments.add(String.join(File.pathSeparator, classPath));
        for (String source : sources) {
            String name = source.replaceAll("(?s).*?(?:class|record|interface) (\\w+).*", "$1") + ".java";
            arguments.add(Files.writeString(sourceFolder.resolve(name), source).toString());
        }
        int exitCode = ToolProvider.getSystemJavaCompiler()
                .run(null, OutputStream.nullOutputStream(), null, arguments.toArray(new String[0]));
        assertThat(exitCode).as("exit code of the compiler").isZero();
        deleteAll(sourceFolder);
        return folder;
    }

    /** Packs a class folder as the jar tool would, with the times of its files. */
    static Path jar(Path jar, Path folder) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    static URLClassLoader loader(Path... classPath) throws IOException {
        URL[] urls = new URL[classPath.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = classPath[i].toUri().toURL();
        }
        return new URLClassLoader(urls, UserCode.class.getClassLoader());
    }

    /** Calls a static factory of a user's class. */
    @SuppressWarnings("unchecked")
    static Fn1<Integer, String> function(ClassLoader loader, int offset) throws ReflectiveOperationException {
        Class<?> program = loader.loadClass("com.acme.job.Program");
        return (Fn1<Integer, String>) program.getMethod("function", int.class).invoke(null, offset);
    }

    static Fn0<?> function0(ClassLoader loader, String className) throws ReflectiveOperationException {
        return (Fn0<?>) loader.loadClass(className).getMethod("function").invoke(null);
    }

    static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The artifacts' bytes as files, as a store would hold them. */
    static List<Path> received(List<Artifact> artifacts, Path folder) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            Path jar = folder.resolve(artifact.id().hash() + ".jar");
            try (var in = artifact.open()) {
                Files.copy(in, jar);
            }
            jars.add(jar);
        }
        return jars;
    }
}
