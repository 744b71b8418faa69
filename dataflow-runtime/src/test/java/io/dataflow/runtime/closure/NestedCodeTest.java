package io.dataflow.runtime.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Fn1;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs in executable jars: libraries as stored jars within, classes in a folder within, as Spring Boot packs them. */
class NestedCodeTest {
    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARY = "BOOT-INF/lib/numbers-1.0.jar";

    @TempDir
    private Path folder;

    private Path temporary;
    private Path numbersJar;
    private Path appJar;

    /** How a launcher writes the URLs of what is nested. */
    enum Style {
        /** Spring Boot 3.2 and newer. */
        NESTED {
            @Override
            String url(Path outer, String inner, String path) {
                return "jar:nested:" + rawPath(outer) + "/!" + inner + "!/" + path;
            }
        },
        /** Spring Boot up to 3.1, and others. */
        TWO_MARKS {
            @Override
            String url(Path outer, String inner, String path) {
                String entry = inner.endsWith("/") ? inner.substring(0, inner.length() - 1) : inner;
                return "jar:" + outer.toUri() + "!/" + entry + "!/" + path;
            }
        };

        abstract String url(Path outer, String inner, String path);

        private static String rawPath(Path path) {
            return path.toUri().getRawPath();
        }
    }

    @BeforeEach
    void pack() throws IOException {
        temporary = Files.createDirectory(folder.resolve("temporary"));
        Path numbers = UserCode.compile(folder.resolve("numbers"), List.of(), UserCode.NUMBERS);
        Files.writeString(numbers.resolve("com/acme/numbers/text.txt"), "beside the class");
        numbersJar = UserCode.jar(folder.resolve("numbers-1.0.jar"), numbers);
        Path classes =
                UserCode.compile(folder.resolve("classes"), List.of(numbersJar), UserCode.WORDS, UserCode.PROGRAM);
        Files.writeString(classes.resolve("application.properties"), "a=b");
        appJar = folder.resolve("the app.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(appJar));
                Stream<Path> files = Files.walk(classes)) {
            stored(out, LIBRARY, Files.readAllBytes(numbersJar));
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(
                        CLASSES + classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
        }
    }

    private static void stored(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    private List<Artifact> codeOf(Object function) {
        PlanSerializer serializer = new PlanSerializer();
        assertThat(serializer.serialize(function)).isNotEmpty();
        return new CodeFinder(temporary).codeFor(serializer.classes());
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void the_nested_folder_and_the_nested_jars_travel_whole(Style style) throws Exception {
        Fn1<Integer, String> function = UserCode.function(new NestedLoader(style, appJar), 1);

        List<Artifact> artifacts = codeOf(function);

        assertThat(artifacts)
                .extracting(artifact -> artifact.id().name())
                .containsExactly("the app.jar!/" + CLASSES, "numbers-1.0.jar");
        assertThat(artifacts.get(1).id().hash())
                .as("the hash of the library wherever it is")
                .isEqualTo(Sha256.ofFile(numbersJar));
        List<Path> received = UserCode.received(artifacts, Files.createDirectory(folder.resolve("worker")));
        byte[] plan = new PlanSerializer().serialize(function);
        try (JobClassLoader loader = new JobClassLoader("job", received, NestedCodeTest.class.getClassLoader())) {
            Fn1<?, ?> arrived = PlanSerializer.deserialize(plan, Fn1.class, loader);
            assertThat(call(arrived, 41)).isEqualTo("the number 42");
            assertThat(loader.getResource("com/acme/numbers/text.txt")).isNotNull();
            assertThat(loader.getResource("application.properties")).isNotNull();
        }
        for (Artifact artifact : artifacts) {
            artifact.close();
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @SuppressWarnings("unchecked")
    private static Object call(Fn1<?, ?> function, int argument) throws Exception {
        return ((Fn1<Object, Object>) function).apply(argument);
    }

    @Test
    void the_same_application_has_the_same_hashes_each_time() throws Exception {
        List<String> first = hashes(codeOf(UserCode.function(new NestedLoader(Style.NESTED, appJar), 1)));
        List<String> second = hashes(codeOf(UserCode.function(new NestedLoader(Style.TWO_MARKS, appJar), 2)));

        assertThat(second).isEqualTo(first);
    }

    private static List<String> hashes(List<Artifact> artifacts) throws IOException {
        List<String> hashes = new ArrayList<>();
        for (Artifact artifact : artifacts) {
            hashes.add(artifact.id().hash());
            artifact.close();
        }
        return hashes;
    }

    @Test
    void a_nested_jar_beyond_the_limit_is_refused_and_leaves_no_file() throws Exception {
        Fn1<Integer, String> function = UserCode.function(new NestedLoader(Style.NESTED, appJar), 1);
        PlanSerializer serializer = new PlanSerializer();
        assertThat(serializer.serialize(function)).isNotEmpty();
        CodeFinder finder = new CodeFinder(temporary, new ArtifactLimits(300, 1 << 20, 100));

        assertThatThrownBy(() -> finder.codeFor(serializer.classes()))
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.INVALID_PLAN))
                .hasMessageContaining("larger than the 300 bytes");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void other_urls_are_not_taken_for_nested_ones() throws Exception {
        for (String url : List.of(
                "file:/app.jar",
                "jar:file:/app.jar!/com/acme/A.class",
                "jar:file:/app.jar!/lib/a.jar!/lib/b.jar!/com/acme/A.class",
                "jar:nested:/app.jar/!BOOT-INF/lib/a.jar",
                "jar:http://host/app.jar!/BOOT-INF/lib/a.jar!/A.class",
                "jar:nested:relative/!a.jar!/A.class")) {
            assertThat(NestedLocation.of(new URL(null, url, new Bytes(new byte[0]))))
                    .as(url)
                    .isNull();
        }
    }

    /** Opens whatever it is asked for. */
    private static final class Bytes extends URLStreamHandler {
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(bytes);
                }
            };
        }
    }

    /** Loads classes as a launcher does, with its kind of URLs. */
    private static final class NestedLoader extends ClassLoader {
        private final Map<String, byte[]> bytesByPath = new HashMap<>();
        private final Map<String, URL> urlByPath = new HashMap<>();

        NestedLoader(Style style, Path app) throws IOException {
            super("launcher", NestedCodeTest.class.getClassLoader());
            try (ZipFile outer = new ZipFile(app.toFile())) {
                for (ZipEntry entry : outer.stream().map(ZipEntry.class::cast).toList()) {
                    byte[] bytes = outer.getInputStream(entry).readAllBytes();
                    if (entry.getName().startsWith(CLASSES)) {
                        add(style, app, CLASSES, entry.getName().substring(CLASSES.length()), bytes);
                    } else {
                        addAll(style, app, entry.getName(), bytes);
                    }
                }
            }
        }

        private void addAll(Style style, Path app, String inner, byte[] jar) throws IOException {
            try (var in = new ZipInputStream(new ByteArrayInputStream(jar))) {
                for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    add(style, app, inner, entry.getName(), in.readAllBytes());
                }
            }
        }

        private void add(Style style, Path app, String inner, String path, byte[] bytes) throws MalformedURLException {
            bytesByPath.put(path, bytes);
            urlByPath.put(path, new URL(null, style.url(app, inner, path), new Bytes(bytes)));
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = bytesByPath.get(name.replace('.', '/') + ".class");
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        protected URL findResource(String name) {
            return urlByPath.get(name);
        }
    }
}
