package io.dataflow.api.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawLinesTest {
    @TempDir
    private Path folder;

    private FileSplit split(Path file, long start, long end) throws IOException {
        return new FileSplit(file.toString(), start, end, Files.size(file), null);
    }

    private static List<String> read(FileSplit split) throws IOException {
        List<String> found = new ArrayList<>();
        try (RawLines lines = RawLines.open(split, 1 << 20)) {
            while (lines.next()) {
                int length = lines.end() - lines.start();
                found.add(lines.position() + ":"
                        + new String(lines.bytes(), lines.start(), length, StandardCharsets.ISO_8859_1));
                assertThat(lines.textEnd()).isBetween(lines.start(), lines.end());
                assertThat(lines.lineNumber()).isEqualTo(found.size());
            }
            assertThat(lines.readBytes()).isPositive();
        }
        return found;
    }

    @Test
    void lines_come_with_their_ends_and_places() throws Exception {
        Path file = Files.writeString(folder.resolve("lines"), "a\r\n\nbc\nlast");

        assertThat(read(split(file, 0, Files.size(file)))).containsExactly("0:a\r\n", "3:\n", "4:bc\n", "7:last");
    }

    @Seeds(100)
    void splits_have_each_line_once(Random random) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(3_000); i > 0; i--) {
            text.append("x".repeat(random.nextInt(9))).append(random.nextBoolean() ? "\n" : "\r\n");
        }
        text.append("end");
        Path file = Files.writeString(folder.resolve("lines"), text);
        long size = Files.size(file);

        List<String> parts = new ArrayList<>();
        long start = 0;
        while (start < size) {
            long end = Math.min(size, start + 1 + random.nextInt(4_000));
            parts.addAll(splitOrNothing(file, start, end));
            start = end;
        }

        assertThat(parts).isEqualTo(read(split(file, 0, size)));
    }

    private List<String> splitOrNothing(Path file, long start, long end) throws IOException {
        List<String> found = new ArrayList<>();
        try (RawLines lines = RawLines.open(split(file, start, end), 1 << 20)) {
            while (lines.next()) {
                found.add(lines.position() + ":"
                        + new String(
                                lines.bytes(),
                                lines.start(),
                                lines.end() - lines.start(),
                                StandardCharsets.ISO_8859_1));
            }
        }
        return found;
    }

    @Test
    void a_line_without_end_is_refused() throws Exception {
        Path file = Files.writeString(folder.resolve("long"), "short\n" + "y".repeat(5_000));

        try (RawLines lines = RawLines.open(split(file, 0, Files.size(file)), 1_000)) {
            assertThatThrownBy(() -> {
                        while (lines.next()) {
                            assertThat(lines.lineNumber()).isEqualTo(1);
                        }
                    })
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("has a line of more than 1000 bytes");
        }
        assertThatThrownBy(() -> RawLines.open(split(file, 0, 1), 0)).hasMessageContaining("maxLineBytes");
    }
}
