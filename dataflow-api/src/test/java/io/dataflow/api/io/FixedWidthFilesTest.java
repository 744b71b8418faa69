package io.dataflow.api.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.text.Text;
import io.dataflow.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixedWidthFilesTest {
    @TempDir
    private Path folder;

    @Seeds(40)
    void records_do_not_depend_on_splits(Random random) throws Exception {
        int recordBytes = 1 + random.nextInt(random.nextBoolean() ? 8 : 300_000);
        byte[] plain = bytes(random, random.nextInt(5) * recordBytes);
        byte[] packed = bytes(random, random.nextInt(5) * recordBytes);
        Files.write(folder.resolve("a"), plain);
        Files.write(folder.resolve("b.gz"), gzip(packed));
        FixedWidthFiles files = FixedWidthFiles.of(recordBytes, folder).splitBytes(1 + random.nextInt(3 * recordBytes));

        List<Text> records = read(files);

        assertThat(records).allMatch(record -> record.length() == recordBytes);
        assertThat(concatenated(records)).isEqualTo(concatenated(List.of(Text.of(plain), Text.of(packed))));
    }

    @Test
    void blocks_say_where_they_stand() throws Exception {
        Path file = Files.write(folder.resolve("a"), bytes(new Random(1), 1_000_000));

        List<FixedWidthFiles.Block> blocks =
                read(FixedWidthFiles.of(100, file).splitBytes(300_050).blocks());

        long next = 0;
        for (FixedWidthFiles.Block block : blocks) {
            assertThat(block.path()).isEqualTo(file.toString());
            assertThat(block.start()).isEqualTo(next);
            assertThat(block.record(block.count() - 1).length()).isEqualTo(100);
            next += block.count() * 100L;
        }
        assertThat(next).isEqualTo(1_000_000);
        assertThat(blocks).hasSizeGreaterThan(4);
    }

    @Test
    void what_was_written_is_read_again() throws Exception {
        Sink<Text> sink = FixedWidthFiles.into(folder.resolve("out"));
        byte[] committable;
        try (SinkWriter<Text> writer = sink.open(new Sink.Staging("job", 0, 0, 0))) {
            writer.write(Text.of("ab\n"));
            writer.write(Text.of("\n\nc"));
            committable = writer.finish();
        }

        sink.commit("job", List.of(committable));

        assertThat(folder.resolve("out/part-00000")).hasContent("ab\n\n\nc");
        assertThat(read(FixedWidthFiles.of(3, folder.resolve("out"))))
                .containsExactly(Text.of("ab\n"), Text.of("\n\nc"));
        assertThat(sink.describe()).isEqualTo("bytes into " + folder.resolve("out"));
    }

    @Test
    void a_file_that_ends_within_a_record_is_refused() throws Exception {
        Files.write(folder.resolve("a"), new byte[250]);
        Files.write(folder.resolve("b.gz"), gzip(new byte[250]));

        assertThatThrownBy(() -> FixedWidthFiles.of(100, folder + "/a").splits())
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.BAD_DATA))
                .hasMessageContaining(folder + "/a has 250 bytes, which are no whole number of records of 100 bytes");
        assertThatThrownBy(() -> read(FixedWidthFiles.of(100, folder + "/b.gz")))
                .hasMessageContaining(folder + "/b.gz has 250 bytes");
    }

    @Test
    void a_file_that_changed_since_it_was_found_is_refused() throws Exception {
        Path file = Files.write(folder.resolve("a"), new byte[300]);
        FixedWidthFiles files = FixedWidthFiles.of(100, file);
        FileSplit split = files.splits().get(0);

        Files.write(file, new byte[200]);
        assertThatThrownBy(() -> read(files, split)).hasMessageContaining("changed meanwhile");
        Files.delete(file);
        assertThatThrownBy(() -> read(files, split)).hasMessageContaining(file + " could be read when");
    }

    @Test
    void a_damaged_file_is_refused() throws Exception {
        byte[] packed = gzip(bytes(new Random(1), 100_000));
        Files.write(folder.resolve("a.gz"), java.util.Arrays.copyOf(packed, packed.length / 2));

        assertThatThrownBy(() -> read(FixedWidthFiles.of(100, folder)))
                .hasMessageContaining(folder + "/a.gz cannot be read behind offset");
    }

    @Test
    void impossible_lengths_and_too_many_splits_are_refused() throws IOException {
        Files.write(folder.resolve("a"), new byte[2_000_000]);

        assertThatThrownBy(() -> FixedWidthFiles.of(0, folder)).hasMessageContaining("recordBytes must be from 1");
        assertThatThrownBy(() -> FixedWidthFiles.of(1)).hasMessageContaining("at least one path");
        assertThatThrownBy(() -> FixedWidthFiles.of(1, folder).splitBytes(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> FixedWidthFiles.of(1, folder).splitBytes(1).splits())
                .hasMessageContaining("use larger splits");
    }

    private static <T> List<T> read(Source<T> source) throws Exception {
        List<T> all = new ArrayList<>();
        for (Split split : source.splits()) {
            all.addAll(read(source, split));
        }
        return all;
    }

    private static <T> List<T> read(Source<T> source, Split split) throws Exception {
        List<T> records = new ArrayList<>();
        try (SourceReader<T> reader = source.open(split)) {
            SourceReader.Poll poll = SourceReader.Poll.MORE;
            while (poll == SourceReader.Poll.MORE) {
                poll = reader.poll(records::add);
            }
            assertThat(poll).isEqualTo(SourceReader.Poll.END);
            assertThat(reader.readBytes()).isEqualTo(split.sizeBytes());
        }
        return records;
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] concatenated(List<Text> records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        records.forEach(record -> all.write(record.bytes(), record.offset(), record.length()));
        return all.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
    }
}
