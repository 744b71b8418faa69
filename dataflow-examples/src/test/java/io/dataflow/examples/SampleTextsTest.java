package io.dataflow.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dataflow.api.JobReport;
import io.dataflow.api.Session;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real texts in many languages with counts that another program made; skipped where there are none. */
class SampleTextsTest {
    @TempDir
    private Path folder;

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

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, 64 << 10, 997})
    void counts_are_those_of_the_table(long splitBytes) throws Exception {
        Path data = Path.of(System.getProperty("dataflow.data", "../../shared/data"));
        assumeTrue(Files.isDirectory(data), () -> "no sample data in " + data);
        List<Expected> all = Files.readAllLines(data.resolve("expected/wordcount.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Expected::parse)
                .toList();
        assertThat(all).isNotEmpty();

        try (Session session = Session.local()) {
            Reports reports = new Reports();
            session.listen(reports);
            for (Expected expected : all) {
                Path file = unpacked(data.resolve("text"), expected.file());
                assertThat(count(session, reports, file, splitBytes)).isEqualTo(expected);
            }
        }
    }

    private static Expected count(Session session, Reports reports, Path file, long splitBytes) throws Exception {
        var counts = WordCount.counts(session.read(TextFiles.of(file).splitBytes(splitBytes)));
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        long distinctCount = 0;
        long tokenCount = 0;
        for (Text line : WordCount.table(counts).collect()) {
            sha256.update(line.bytes(), line.offset(), line.length());
            sha256.update((byte) '\n');
            distinctCount++;
            tokenCount +=
                    Long.parseLong(line.toString().substring(line.toString().lastIndexOf('\t') + 1));
        }
        JobReport report = reports.next();
        assertThat(report.losses()).isEmpty();
        return new Expected(
                file.getFileName().toString(),
                report.stages().get(0).readRecords(),
                tokenCount,
                distinctCount,
                HexFormat.of().formatHex(sha256.digest()));
    }

    private Path unpacked(Path texts, String name) {
        Path packed = texts.resolve(name + ".gz");
        if (!Files.exists(packed)) {
            return texts.resolve(name);
        }
        Path file = folder.resolve(name);
        try (InputStream content = new GZIPInputStream(Files.newInputStream(packed))) {
            Files.copy(content, file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return file;
    }
}
