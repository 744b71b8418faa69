package io.dataflow.benchmarks.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.benchmarks.job.data.Edges;
import io.dataflow.benchmarks.job.data.Pairs;
import io.dataflow.benchmarks.job.data.SortRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobDataTest {
    @TempDir
    Path folder;

    @Test
    void records_are_lines_of_a_hundred_bytes_each_different() throws IOException {
        byte[] bytes = bytes(output -> SortRecords.write(output, 1, 25_000));

        assertThat(bytes).hasSize(2_500_000);
        Set<String> keys = new HashSet<>();
        for (int start = 0; start < bytes.length; start += 100) {
            String record = new String(bytes, start, 100, StandardCharsets.ISO_8859_1);
            assertThat(record).matches("[!-~]{10}  [0-9A-F]{32}  [0-9A-F]{52}\r\n");
            assertThat(record.substring(28, 44)).isEqualTo(String.format(Locale.ROOT, "%016X", start / 100));
            keys.add(record.substring(0, 10));
        }
        assertThat(keys).hasSize(25_000);
        assertThat(bytes).isEqualTo(bytes(output -> SortRecords.write(output, 1, 25_000)));
    }

    @Test
    void pairs_have_all_keys_and_values_in_bounds() throws IOException {
        List<String> lines = lines(output -> Pairs.write(output, 1, 100_000, 1_000));

        assertThat(lines).hasSize(100_000).allMatch(line -> line.matches("\\d{1,3},\\d{1,6}"));
        assertThat(lines.stream().map(line -> line.split(",", -1)[0]).distinct())
                .hasSize(1_000);
    }

    @Test
    void every_vertex_has_edges_of_both_directions() throws IOException {
        List<String> lines = lines(output -> Edges.write(output, 1, 20_007, 2_000));

        assertThat(lines).hasSize(20_007);
        for (int column = 0; column < 2; column++) {
            int which = column;
            Set<Integer> vertices = new HashSet<>();
            lines.forEach(line -> vertices.add(Integer.parseInt(line.split("\t", -1)[which])));
            assertThat(vertices).hasSize(2_000).allMatch(vertex -> vertex >= 0 && vertex < 2_000);
        }
        assertThatThrownBy(() -> lines(output -> Edges.write(output, 1, 10, 20)))
                .hasMessageContaining("too few");
    }

    @Test
    void files_are_made_once_and_as_large_as_the_size_says() throws IOException {
        Inputs inputs = new Inputs(folder, folder, 1, 1, Map.of("size", "small"));

        for (Work work : Work.values()) {
            JobData.make(work, inputs);
        }

        assertThat(Files.size(inputs.text())).isBetween(9_999_000L, 10_000_000L);
        assertThat(Files.size(inputs.records())).isEqualTo(10_000_000);
        assertThat(Files.readAllLines(inputs.pairs())).hasSize(500_000);
        assertThat(Files.readAllLines(inputs.edges())).hasSize(200_000);
        Files.writeString(inputs.text(), "kept");
        JobData.make(Work.WORDCOUNT_TEXT, inputs);
        assertThat(Files.readString(inputs.text())).isEqualTo("kept");
    }

    @Test
    void sorted_parts_have_the_answer_whatever_their_number() throws IOException {
        byte[] bytes = bytes(output -> SortRecords.write(output, 1, 1_000));
        byte[][] records = new byte[1_000][];
        for (int i = 0; i < records.length; i++) {
            records[i] = Arrays.copyOfRange(bytes, i * 100, i * 100 + 100);
        }
        Arrays.sort(records, Arrays::compareUnsigned);
        for (int i = 0; i < records.length; i++) {
            Path part = folder.resolve("part-0" + i / 300);
            Files.write(part, records[i], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        Answer answer = SortedFiles.answer(folder);

        Answer expected = Answer.NOTHING;
        for (byte[] record : records) {
            expected = expected.plus(Answers.record(record, 0, 100));
        }
        assertThat(answer).isEqualTo(expected);
        Files.write(folder.resolve("part-03"), new byte[7], StandardOpenOption.APPEND);
        assertThatThrownBy(() -> SortedFiles.answer(folder)).hasMessageContaining("part-03 ends with 7 bytes");
    }

    @Test
    void words_hash_alike_as_bytes_and_as_strings() {
        byte[] bytes = "a word".getBytes(StandardCharsets.US_ASCII);

        assertThat(Answers.word(bytes, 2, 4, 9)).isEqualTo(Answers.word("word", 9));
        assertThat(Answers.word("word", 9))
                .isNotEqualTo(Answers.word("word", 8))
                .isNotEqualTo(Answers.word("wore", 9));
    }

    @Test
    void ranks_that_differ_by_rounding_errors_are_equal() {
        assertThat(Ranks.answer(3, 1234567.8)).isEqualTo(Ranks.answer(3, 1234567.8000001));
        assertThat(Ranks.answer(3, 1234567.8)).isNotEqualTo(Ranks.answer(3, 1234577.8));
        assertThat(Ranks.answer(3, 1234567.8)).isNotEqualTo(Ranks.answer(2, 1234567.8));
    }

    private static List<String> lines(Writer writer) throws IOException {
        return new String(bytes(writer), StandardCharsets.ISO_8859_1).lines().toList();
    }

    private static byte[] bytes(Writer writer) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        writer.write(output);
        return output.toByteArray();
    }

    private interface Writer {
        void write(OutputStream output) throws IOException;
    }
}
