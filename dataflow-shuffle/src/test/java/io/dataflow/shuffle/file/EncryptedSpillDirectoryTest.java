package io.dataflow.shuffle.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.shuffle.block.CorruptBlockException;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptedSpillDirectoryTest extends SpillDirectoryContract {
    private static final String WORD = "a word that is nobody's business";

    @TempDir
    private Path folder;

    @Override
    SpillDirectory directory() {
        return new EncryptedSpillDirectory(new DiskSpillDirectory(folder), new SecureRandom());
    }

    @Override
    long storedBytes(long length) {
        long chunks = Math.max(1, (length + SpillKey.CHUNK_BYTES - 1) / SpillKey.CHUNK_BYTES);
        return SpillKey.HEADER_BYTES + length + chunks * SpillKey.TAG_BYTES;
    }

    private static void write(SpillDirectory directory, String name, byte[] bytes) throws IOException {
        try (SpillSink sink = directory.create(name)) {
            sink.write(bytes, 0, bytes.length);
            sink.finish();
        }
    }

    private static byte[] read(SpillDirectory directory, String name) throws IOException {
        try (SpillSource source = directory.open(name)) {
            byte[] bytes = new byte[(int) source.sizeBytes() + 1];
            return Arrays.copyOf(bytes, SpillFooter.read(source, 0, bytes, 0, bytes.length));
        }
    }

    @Seeds(30)
    void any_length_comes_back_from_any_position(Random random) throws IOException {
        SpillDirectory directory = new EncryptedSpillDirectory(new MemorySpillDirectory(), new SecureRandom());
        int chunk = SpillKey.CHUNK_BYTES;
        int[] lengths = {0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk, random.nextInt(5 * chunk)};
        for (int length : lengths) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            write(directory, "file" + length, bytes);
            assertThat(directory.usedBytes()).isEqualTo(storedBytes(length));
            try (SpillSource source = directory.open("file" + length)) {
                assertThat(source.sizeBytes()).isEqualTo(length);
                for (int i = 0; i < 20; i++) {
                    int from = random.nextInt(length + 1);
                    byte[] part = new byte[random.nextInt(length - from + 1)];
                    assertThat(SpillFooter.read(source, from, part, 0, part.length))
                            .isEqualTo(part.length);
                    assertThat(part).isEqualTo(Arrays.copyOfRange(bytes, from, from + part.length));
                }
            }
            directory.delete("file" + length);
        }
    }

    @Test
    void nothing_that_was_written_can_be_read_on_the_disk() throws IOException {
        SpillDirectory directory = directory();

        write(directory, "file", WORD.repeat(5_000).getBytes(StandardCharsets.US_ASCII));

        String stored = Files.readString(folder.resolve("file"), StandardCharsets.ISO_8859_1);
        assertThat(stored.length()).isGreaterThan(5_000 * WORD.length());
        assertThat(stored).startsWith("DFCRYPT1").doesNotContain("nobody");
        assertThat(new String(read(directory, "file"), StandardCharsets.US_ASCII))
                .isEqualTo(WORD.repeat(5_000));
    }

    @Test
    void equal_files_and_equal_chunks_look_different() throws IOException {
        SpillDirectory directory = directory();
        byte[] equal = new byte[4 * SpillKey.CHUNK_BYTES];
        Set<String> chunks = new HashSet<>();

        for (String name : new String[] {"a", "b"}) {
            write(directory, name, equal);
            byte[] stored = Files.readAllBytes(folder.resolve(name));
            for (int at = SpillKey.HEADER_BYTES; at < stored.length; at += SpillKey.SEALED_BYTES) {
                chunks.add(Arrays.toString(Arrays.copyOfRange(stored, at, at + SpillKey.SEALED_BYTES)));
            }
        }

        assertThat(chunks).hasSize(8);
    }

    @Seeds(200)
    void what_was_altered_is_refused(Random random) throws IOException {
        SpillDirectory directory = directory();
        byte[] bytes = new byte[1 + random.nextInt(3 * SpillKey.CHUNK_BYTES)];
        write(directory, "file", bytes);
        Path file = folder.resolve("file");
        byte[] stored = Files.readAllBytes(file);
        if (random.nextBoolean()) {
            stored[random.nextInt(stored.length)] ^= (byte) (1 << random.nextInt(8));
        } else {
            stored = Arrays.copyOf(stored, random.nextInt(stored.length));
        }
        Files.write(file, stored);

        assertThatThrownBy(() -> read(directory, "file")).isInstanceOf(CorruptBlockException.class);
    }

    @Test
    void a_whole_chunk_that_is_missing_or_exchanged_is_refused() throws IOException {
        SpillDirectory directory = directory();
        write(directory, "file", new byte[3 * SpillKey.CHUNK_BYTES]);
        Path file = folder.resolve("file");
        byte[] stored = Files.readAllBytes(file);

        Files.write(file, Arrays.copyOf(stored, SpillKey.HEADER_BYTES + 2 * SpillKey.SEALED_BYTES));
        assertThatThrownBy(() -> read(directory, "file")).isInstanceOf(CorruptBlockException.class);

        byte[] exchanged = stored.clone();
        int first = SpillKey.HEADER_BYTES;
        int second = first + SpillKey.SEALED_BYTES;
        System.arraycopy(stored, second, exchanged, first, SpillKey.SEALED_BYTES);
        System.arraycopy(stored, first, exchanged, second, SpillKey.SEALED_BYTES);
        Files.write(file, exchanged);
        assertThatThrownBy(() -> read(directory, "file"))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("Chunk 0 of " + file);
    }

    @Test
    void a_file_in_the_place_of_another_is_refused() throws IOException {
        SpillDirectory directory = directory();
        write(directory, "mine", new byte[100]);
        write(directory, "other", new byte[100]);

        Files.copy(folder.resolve("other"), folder.resolve("mine"), StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> read(directory, "mine")).isInstanceOf(CorruptBlockException.class);
        assertThat(read(directory, "other")).hasSize(100);
    }

    @Test
    void another_process_cannot_read_it() throws IOException {
        write(directory(), "file", new byte[100]);
        Files.write(folder.resolve("plain"), new byte[100]);

        SpillDirectory ofAnother = directory();

        assertThatThrownBy(() -> read(ofAnother, "file")).isInstanceOf(CorruptBlockException.class);
        assertThatThrownBy(() -> read(ofAnother, "plain"))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("no encrypted spill file");
    }
}
