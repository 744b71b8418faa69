package io.dataflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordCountTest {
    private static final byte[] WINDOWS = bytes("\uFEFFone two\r\ntwo three\r\n\r\nthree  three\r\n");
    private static final byte[] UNENDED = bytes("a b\tc\nb\u000Bc\fc d\rd d d\n\u00A0a \u00A0a");
    private static final byte[] NOT_UTF8 = {'a', ' ', (byte) 0xFF, (byte) 0xC3, '\n', (byte) 0xFF, (byte) 0xC3, ' ', 'a'
    };
    private static final byte[] LONG_LINE =
            bytes("x".repeat(10_000) + " " + "word ".repeat(1_000) + "x".repeat(10_000));

    @TempDir
    private Path folder;

    private Session session;

    @BeforeEach
    void open() {
        session = Session.local(SessionOptions.defaults().memoryBytes(64 << 20).slots(2));
    }

    @AfterEach
    void close() {
        session.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1 << 20, 64 << 10, 997, 1})
    void counts_do_not_depend_on_splits(long splitBytes) throws Exception {
        Files.write(folder.resolve("windows.txt"), WINDOWS);
        Files.write(folder.resolve("unended.txt"), UNENDED);
        Files.write(folder.resolve("not-utf8.txt"), NOT_UTF8);
        Files.write(folder.resolve("long-line.txt"), LONG_LINE);
        Files.write(folder.resolve("empty.txt"), new byte[0]);
        Files.write(folder.resolve("packed.txt.gz"), gzip(UNENDED));
        var expected = PlainWordCount.of(WINDOWS, UNENDED, NOT_UTF8, LONG_LINE, UNENDED);
        Reports reports = new Reports();
        session.listen(reports);

        byte[] table = table(WordCount.counts(read(splitBytes)));

        assertThat(table).isEqualTo(expected.canonical());
        assertThat(reports.next().stages().get(0).readRecords()).isEqualTo(expected.lineCount());
    }

    @Test
    void files_without_words_have_no_counts() throws Exception {
        Files.write(folder.resolve("empty.txt"), new byte[0]);
        Files.writeString(folder.resolve("blank.txt"), " \n\t\n");

        Dataset<Pair<Text, Long>> counts = WordCount.counts(read(1));

        assertThat(counts.collect()).isEmpty();
        assertThat(counts.aggregate(WordTotals.aggregator(3))).isEqualTo(new WordTotals(0, 0, List.of()));
    }

    @Test
    void only_ascii_letters_are_lowered() throws Exception {
        Files.writeString(folder.resolve("text.txt"), "Über ÜBER The THE the É é");

        byte[] table = table(WordCount.lowercaseCounts(read(1)));

        assertThat(new String(table, StandardCharsets.UTF_8)).isEqualTo("the\t3\nÉ\t1\nÜber\t2\né\t1\n");
    }

    @Test
    void the_most_frequent_words_come_first_and_then_the_order_of_bytes() throws Exception {
        Files.writeString(folder.resolve("text.txt"), "b c a é b z é\nz d");
        Dataset<Pair<Text, Long>> counts = WordCount.counts(read(1));

        List<Pair<Text, Long>> top = WordCount.top(counts, 4).collect();

        assertThat(top)
                .containsExactly(
                        Pair.of(Text.of("b"), 2L),
                        Pair.of(Text.of("z"), 2L),
                        Pair.of(Text.of("é"), 2L),
                        Pair.of(Text.of("a"), 1L));
        assertThat(counts.aggregate(WordTotals.aggregator(4))).isEqualTo(new WordTotals(9, 6, top));
        assertThat(counts.aggregate(WordTotals.aggregator(0))).isEqualTo(new WordTotals(9, 6, List.of()));
    }

    @Test
    void a_written_table_keeps_all_bytes_and_can_be_read_again() throws Exception {
        Files.write(folder.resolve("text"), NOT_UTF8);
        Path output = folder.resolve("counts");
        Dataset<Pair<Text, Long>> counts = WordCount.counts(session.read(TextFiles.of(folder.resolve("text"))));

        WordCount.table(counts).write(TextFiles.into(output));

        assertThat(concatenated(output)).isEqualTo(PlainWordCount.of(NOT_UTF8).canonical());
        assertThat(WordCount.readTable(session, output).collect())
                .containsExactlyInAnyOrder(
                        Pair.of(Text.of("a"), 2L), Pair.of(Text.of(new byte[] {(byte) 0xFF, (byte) 0xC3}), 2L));
    }

    private Dataset<Text> read(long splitBytes) {
        return session.read(TextFiles.of(folder).splitBytes(splitBytes));
    }

    private static byte[] table(Dataset<Pair<Text, Long>> counts) {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        for (Text line : WordCount.table(counts).collect()) {
            table.write(line.bytes(), line.offset(), line.length());
            table.write('\n');
        }
        return table.toByteArray();
    }

    private static byte[] concatenated(Path output) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.list(output)) {
            for (Path part : files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList()) {
                all.write(Files.readAllBytes(part));
            }
        }
        return all.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
