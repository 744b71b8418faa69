package io.dataflow.api.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.text.Text;
import io.dataflow.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {
    private static final String[] PIECES = {
        "\n", "\n", "\r\n", "\r", "\n\n", "a", "word", "\uFEFF", "é", "𝄞", " ", "\u0000", "x".repeat(40), "\u2028"
    };

    @TempDir
    private Path folder;

    // ---- what lines are

    /** What the lines of a file are, said in the simplest way. Bytes are characters here, one for one. */
    private static List<String> linesOf(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            String line = text.substring(start, end);
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
            start = end + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    private static List<String> read(TextFiles files) throws Exception {
        List<String> lines = new ArrayList<>();
        for (Split split : files.splits()) {
            lines.addAll(read(files, split));
        }
        return lines;
    }

    private static List<String> read(TextFiles files, Split split) throws Exception {
        List<String> lines = new ArrayList<>();
        try (SourceReader<Text> reader = files.open(split)) {
            SourceReader.Poll found = SourceReader.Poll.MORE;
            while (found == SourceReader.Poll.MORE) {
                found = reader.poll(line -> lines.add(new String(line.toByteArray(), StandardCharsets.ISO_8859_1)));
            }
            assertThat(found).isEqualTo(SourceReader.Poll.END);
            assertThat(reader.readBytes()).isEqualTo(split.sizeBytes());
        }
        return lines;
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("input"), bytes);
    }

    private Path file(String text) throws IOException {
        return file(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(60);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) 0xFF;
        }
        return bytes;
    }

    @Seeds(500)
    void all_splits_together_give_all_lines_wherever_the_borders_fall(Random random) throws Exception {
        byte[] text = randomText(random);
        TextFiles files = TextFiles.of(file(text)).splitBytes(1 + random.nextInt(64));

        assertThat(read(files)).isEqualTo(linesOf(text));
    }

    @Seeds(20)
    void long_lines_and_many_chunks_read_as_short_ones_do(Random random) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 8; i++) {
            bytes.writeBytes(randomText(random));
            bytes.writeBytes("y".repeat(random.nextInt(200_000)).getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        byte[] text = bytes.toByteArray();
        TextFiles files = TextFiles.of(file(text)).splitBytes(1_000 + random.nextInt(300_000));

        assertThat(read(files).equals(linesOf(text))).isTrue();
    }

    @Seeds(20)
    void a_compressed_file_has_the_lines_of_the_plain_one(Random random) throws Exception {
        byte[] text = randomText(random);
        Path packed = Files.write(folder.resolve("input.gz"), gzip(text));

        assertThat(readPacked(packed)).isEqualTo(linesOf(text));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream output = new GZIPOutputStream(packed)) {
            output.write(bytes);
        }
        return packed.toByteArray();
    }

    private static List<String> readPacked(Path packed) throws Exception {
        TextFiles files = TextFiles.of(packed).splitBytes(1);
        List<FileSplit> splits = files.splits();

        assertThat(splits).hasSize(1);
        List<String> lines = new ArrayList<>();
        try (SourceReader<Text> reader = files.open(splits.get(0))) {
            while (reader.poll(line -> lines.add(new String(line.toByteArray(), StandardCharsets.ISO_8859_1)))
                    == SourceReader.Poll.MORE) {
                assertThat(reader.readBytes()).isLessThanOrEqualTo(Files.size(packed));
            }
        }
        return lines;
    }

    @Test
    void an_empty_file_has_no_line_and_a_line_end_makes_an_empty_one() throws Exception {
        assertThat(read(TextFiles.of(file("")))).isEmpty();
        assertThat(read(TextFiles.of(file("\n")))).containsExactly("");
        assertThat(read(TextFiles.of(file("\r\n")))).containsExactly("");
        assertThat(read(TextFiles.of(file("a\n")))).containsExactly("a");
        assertThat(read(TextFiles.of(file("a\n\n")))).containsExactly("a", "");
    }

    @Test
    void a_carriage_return_alone_ends_no_line() throws Exception {
        assertThat(read(TextFiles.of(file("a\rb\r\r\nc\r")))).containsExactly("a\rb\r", "c\r");
    }

    @Test
    void two_packed_files_in_one_read_as_their_contents_in_a_row() throws Exception {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(gzip("a\nb".getBytes(StandardCharsets.UTF_8)));
        both.writeBytes(gzip("c\nd\n".getBytes(StandardCharsets.UTF_8)));
        Path packed = Files.write(folder.resolve("both.gz"), both.toByteArray());

        assertThat(readPacked(packed)).containsExactly("a", "bc", "d");
    }

    @Test
    void a_split_beyond_a_long_line_has_no_line_and_reads_no_further_than_itself() throws Exception {
        TextFiles files = TextFiles.of(file("z".repeat(100_000) + "\nlast")).splitBytes(1_000);
        List<FileSplit> splits = files.splits();

        assertThat(read(files, splits.get(0))).containsExactly("z".repeat(100_000));
        assertThat(read(files, splits.get(50))).isEmpty();
        assertThat(read(files, splits.get(100))).containsExactly("last");
    }

    // ---- what is wrong with files

    @Test
    void a_file_that_became_shorter_since_planning_is_told() throws Exception {
        Path path = file("some lines\n".repeat(100));
        TextFiles files = TextFiles.of(path);
        Split split = files.splits().get(0);
        Files.writeString(path, "less\n");

        assertThatThrownBy(() -> read(files, split))
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.BAD_DATA))
                .hasMessageContaining(path.toString())
                .hasMessageContaining("ends at 5 but had 1100 bytes");
    }

    @Test
    void lines_that_were_added_since_planning_are_left_out() throws Exception {
        Path path = file("one\ntwo\n");
        TextFiles files = TextFiles.of(path);
        Split split = files.splits().get(0);
        Files.writeString(path, "one\ntwo\nthree\n");

        assertThat(read(files, split)).containsExactly("one", "two");
    }

    @Test
    void a_file_that_is_gone_since_planning_is_told() throws Exception {
        Path path = file("one\n");
        TextFiles files = TextFiles.of(path);
        Split split = files.splits().get(0);
        Files.delete(path);

        assertThatThrownBy(() -> read(files, split))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining(path + " is gone");
    }

    @Test
    void gzip_that_is_none_or_truncated_or_damaged_is_told() throws Exception {
        byte[] whole = gzip("some lines that repeat\n".repeat(10_000).getBytes(StandardCharsets.UTF_8));
        byte[] damaged = whole.clone();
        damaged[whole.length - 6] ^= 1;

        for (byte[] bytes : List.of(
                "plain text\n".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(whole, 5),
                Arrays.copyOf(whole, whole.length / 2),
                Arrays.copyOf(whole, whole.length - 1),
                damaged)) {
            Path packed = Files.write(folder.resolve("bad.gz"), bytes);

            assertThatThrownBy(() -> readPacked(packed))
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.BAD_DATA))
                    .hasMessageContaining(packed + " is not a whole gzip file");
        }
    }
}
