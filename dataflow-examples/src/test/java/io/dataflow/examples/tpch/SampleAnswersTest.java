package io.dataflow.examples.tpch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of scale 0.01 with the answers that other programs gave; skipped where there are none. */
class SampleAnswersTest {
    private static final long SMALL_SPLIT_BYTES = 500_000;
    private static final long SMALL_MEMORY_BYTES = 64L << 20;

    private final Path data =
            Path.of(System.getProperty("dataflow.data", "../../shared/data")).resolve("tpch");

    @TempDir
    private Path folder;

    private Path unpacked;

    @BeforeEach
    void unpackTables() throws IOException {
        assumeTrue(Files.isDirectory(data), () -> "no sample data in " + data);
        unpacked = Files.createDirectory(folder.resolve("tables"));
        try (DirectoryStream<Path> packed = Files.newDirectoryStream(data.resolve("sf0.01"), "*.tbl.gz")) {
            for (Path file : packed) {
                try (InputStream content = new GZIPInputStream(Files.newInputStream(file))) {
                    Files.copy(
                            content,
                            unpacked.resolve(file.getFileName().toString().replace(".gz", "")));
                }
            }
        }
    }

    @Test
    void all_answers_are_right_in_one_process() {
        try (Session session = Session.local()) {
            assertAnswers(new Tables(session, data.resolve("sf0.01"), TextFiles.DEFAULT_SPLIT_BYTES));
        }
    }

    @Test
    void all_answers_are_right_in_little_memory() {
        try (Session session = Session.local(SessionOptions.defaults().memoryBytes(SMALL_MEMORY_BYTES))) {
            assertAnswers(new Tables(session, unpacked, SMALL_SPLIT_BYTES));
        }
    }

    @Test
    void all_answers_are_right_on_two_workers() {
        try (TwoWorkers cluster = TwoWorkers.start(folder, SMALL_MEMORY_BYTES);
                Session session = cluster.connect()) {
            assertAnswers(new Tables(session, unpacked, SMALL_SPLIT_BYTES));
        }
    }

    private void assertAnswers(Tables tables) {
        for (int query = 1; query <= Queries.COUNT; query++) {
            List<String> lines =
                    Queries.lines(query, tables).map(Text::toString).collect();
            expected(query).assertEquals(lines);
        }
    }

    private Answer expected(int query) {
        String name = String.format(Locale.ROOT, "q%02d.csv", query);
        try (ZipFile answers =
                new ZipFile(data.resolve("answers-sf0.01-full-precision.zip").toFile())) {
            var content = answers.getInputStream(answers.getEntry(name));
            var reader = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
            List<String> lines = reader.lines().toList();
            assertThat(lines).as(name).hasSizeGreaterThan(1);
            return Answer.ofLines(name, lines.subList(1, lines.size()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
