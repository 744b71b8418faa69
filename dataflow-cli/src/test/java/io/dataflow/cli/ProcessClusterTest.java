package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.io.TextFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Counting on three worker processes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProcessClusterTest {
    private static final WorkerSize SMALL = new WorkerSize(1, 64 << 20, 256 << 20);

    @TempDir
    private Path folder;

    @Test
    void real_texts_have_the_counts_of_the_table_whatever_the_splits() throws Exception {
        Path data = Path.of(System.getProperty("dataflow.data", "../../shared/data"));
        assumeTrue(Files.isDirectory(data), () -> "no sample data in " + data);
        List<Expected> all = Files.readAllLines(data.resolve("expected/wordcount.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Expected::parse)
                .toList();
        assertThat(all).isNotEmpty();

        try (ProcessCluster cluster = ProcessCluster.in(folder.resolve("tmp"), SMALL, line -> {});
                Session session = Session.connect(cluster.start(3))) {
            for (Expected expected : all) {
                Path file = unpacked(data.resolve("text"), expected.file());
                assertThat(count(session, file, 64 << 10)).isEqualTo(expected);
                assertThat(count(session, file, 1 << 20)).isEqualTo(expected);
                assertThat(count(session, file, 997)).isEqualTo(expected);
            }
        }

        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void workers_that_have_no_room_end_the_start_with_their_own_words() throws IOException {
        List<String> log = new ArrayList<>();
        WorkerSize tooSmall = new WorkerSize(1, 1, 256 << 20);

        try (ProcessCluster cluster = ProcessCluster.in(folder.resolve("tmp"), tooSmall, log::add)) {
            assertThat(start(cluster))
                    .contains("The worker-1 did not start", "at least 4.0 MB")
                    .doesNotContain("\n");
        }

        assertThat(folder.resolve("tmp")).isEmptyDirectory();
    }

    private static String start(ProcessCluster cluster) throws IOException {
        try {
            return "started at " + cluster.start(1);
        } catch (DataflowException failure) {
            return String.valueOf(failure.getMessage());
        }
    }

    private Expected count(Session session, Path file, long splitBytes) throws Exception {
        Path output = folder.resolve("out");
        var run = new WordCountRun(TextFiles.of(file).splitBytes(splitBytes), Optional.of(output), false, 1);
        WordCountRun.Result result = run.on(new ReportedSession(session));
        String sha256 = Counted.sha256(output);
        FileTree.delete(output);
        return new Expected(
                file.getFileName().toString(),
                JobReports.inputRecords(result.reports()),
                result.totals().tokenCount(),
                result.totals().distinctCount(),
                sha256);
    }

    private Path unpacked(Path texts, String name) throws IOException {
        Path packed = texts.resolve(name + ".gz");
        if (!Files.exists(packed)) {
            return texts.resolve(name);
        }
        Path file = folder.resolve(name);
        try (InputStream content = new GZIPInputStream(Files.newInputStream(packed))) {
            Files.copy(content, file);
        }
        return file;
    }

    /** A line of the table of known answers. */
    private record Expected(String file, long lineCount, long tokenCount, long distinctCount, String sha256) {
        static Expected parse(String line) {
            String[] fields = line.split("\t", -1);
            return new Expected(
                    fields[0],
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[4]),
                    Long.parseLong(fields[5]),
                    fields[6]);
        }
    }
}
