package io.dataflow.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.Compression;
import io.dataflow.api.io.Sink;
import io.dataflow.api.io.SinkWriter;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import io.dataflow.testing.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionsTest {
    private static final List<Compression> ALL = List.of(Compression.gzip(), new Lz4(), new Zstandard());

    @TempDir
    private Path folder;

    private static byte[] pack(Compression compression, byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream output = compression.pack(packed)) {
            output.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] unpack(Compression compression, byte[] packed) throws IOException {
        try (InputStream input = compression.unpack(new ByteArrayInputStream(packed))) {
            return input.readAllBytes();
        }
    }

    private static byte[] someBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 100 : 300_000)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            Arrays.fill(bytes, 0, bytes.length / 2, (byte) 'x');
        }
        return bytes;
    }

    @Seeds(30)
    void what_is_packed_is_unpacked_alone_and_several_frames_one_after_the_other(Random random) throws IOException {
        for (Compression compression : ALL) {
            byte[] first = someBytes(random);
            byte[] second = someBytes(random);
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.write(first);
            both.write(second);
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            packed.write(pack(compression, first));
            packed.write(pack(compression, second));

            assertThat(unpack(compression, pack(compression, first))).isEqualTo(first);
            assertThat(unpack(compression, packed.toByteArray())).isEqualTo(both.toByteArray());
        }
    }

    @Seeds(200)
    void damaged_and_truncated_files_are_io_failures_or_nothing_worse(Random random) throws IOException {
        for (Compression compression : ALL) {
            byte[] bytes = "some text that repeats itself, some text that repeats itself"
                    .repeat(20)
                    .getBytes(StandardCharsets.UTF_8);
            byte[] packed = pack(compression, bytes);
            byte[] damaged = packed.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            byte[] truncated = Arrays.copyOf(packed, 1 + random.nextInt(packed.length - 1));

            assertThatThrownBy(() -> unpack(compression, truncated)).isInstanceOf(IOException.class);
            Throwable damage = catchThrowable(() -> unpack(compression, damaged));
            if (damage != null) {
                assertThat(damage).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void a_frame_whose_blocks_depend_on_each_other_is_refused() {
        byte[] dependent = {0x04, 0x22, 0x4D, 0x18, 0x40, 0x40, (byte) 0xC0, 0, 0, 0, 0};

        assertThatThrownBy(() -> unpack(new Lz4(), dependent)).isInstanceOf(IOException.class);
    }

    @Test
    void a_file_is_unpacked_by_its_extension() throws Exception {
        assertThat(Compression.of("a.gz")).contains(Compression.gzip());
        assertThat(Compression.of("a.csv.lz4")).contains(new Lz4());
        assertThat(Compression.of("a.zst")).contains(new Zstandard());
        assertThat(Compression.of("/x.gz/a")).isEmpty();
        assertThat(Compression.of("a.txt")).isEmpty();
        for (Compression compression : ALL) {
            Path file = folder.resolve("text" + compression.extension());
            Files.write(file, pack(compression, "a\nb\r\nc".getBytes(StandardCharsets.UTF_8)));
            assertThat(Reading.all(TextFiles.of(file).splitBytes(3).strings())).containsExactly("a", "b", "c");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".lz4", ".zst"})
    void a_damaged_file_is_named(String extension) throws Exception {
        Path noFrame = Files.writeString(folder.resolve("a" + extension), "this is not packed at all, and long enough");
        Compression compression = Compression.of(extension).orElseThrow();
        byte[] packed = pack(compression, "abc\n".repeat(1_000).getBytes(StandardCharsets.UTF_8));
        Path truncated = Files.write(folder.resolve("b" + extension), Arrays.copyOf(packed, packed.length - 6));

        for (Path file : List.of(noFrame, truncated)) {
            assertThatThrownBy(() -> Reading.all(TextFiles.of(file)))
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.BAD_DATA))
                    .hasMessageContaining(file + " is not a whole " + compression.name() + " file");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".lz4", ".zst"})
    void a_sink_packs_its_files_and_names_them_so(String extension) throws Exception {
        Path target = folder.resolve("target");
        Sink<String> sink = TextFiles.<String>into(target).compressed(extension).targetFileSize(1);
        byte[] committable;
        try (SinkWriter<String> writer = sink.open(new Sink.Staging("job", 0, 0, 0))) {
            writer.write("a");
            writer.write("b");
            committable = writer.finish();
        }
        sink.commit("job", List.of(committable));

        assertThat(target.resolve("part-00000" + extension)).exists();
        List<Text> lines = new ArrayList<>(Reading.all(TextFiles.of(target)));
        assertThat(lines).containsExactly(Text.of("a"), Text.of("b"));
    }

    @Test
    void the_frames_of_other_programs_are_read_as_they_should() throws Exception {
        Map<String, byte[]> suite = SampleData.unzipped("formats/lz4-frames.zip");
        int compared = 0;
        for (String name : suite.keySet()) {
            byte[] expected = suite.get(name.replace(".lz4", ""));
            if (name.endsWith(".lz4") && expected != null) {
                assertThat(unpack(new Lz4(), suite.get(name))).as(name).isEqualTo(expected);
                compared++;
            }
        }

        assertThat(compared).isEqualTo(5);
        assertThat(unpack(new Lz4(), suite.get("skip.bin"))).isEmpty();
        assertThatThrownBy(() -> unpack(new Lz4(), suite.get("malformed.block.lz4")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("checksum");
    }
}
