package io.dataflow.shuffle.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every spill directory promises. */
abstract class SpillDirectoryContract {
    abstract SpillDirectory directory();

    /** The bytes that a file of so many takes. */
    long storedBytes(long length) {
        return length;
    }

    @Test
    void bytes_come_back_from_any_position() throws IOException {
        byte[] bytes = new byte[700_000];
        new Random(1).nextBytes(bytes);
        SpillDirectory directory = directory();
        try (SpillSink sink = directory.create("file")) {
            sink.write(bytes, 0, 3);
            sink.write(bytes, 3, 600_000);
            sink.write(bytes, 600_003, bytes.length - 600_003);
            sink.finish();
        }

        try (SpillSource source = directory.open("file")) {
            assertThat(source.sizeBytes()).isEqualTo(bytes.length);
            byte[] read = new byte[bytes.length + 10];
            assertThat(SpillFooter.read(source, 0, read, 5, bytes.length)).isEqualTo(bytes.length);
            assertThat(Arrays.copyOfRange(read, 5, 5 + bytes.length)).isEqualTo(bytes);
            assertThat(source.read(123_456, read, 0, 1)).isEqualTo(1);
            assertThat(read[0]).isEqualTo(bytes[123_456]);
            assertThat(SpillFooter.read(source, bytes.length - 4, read, 0, 100)).isEqualTo(4);
            assertThat(source.read(bytes.length, read, 0, 1)).isEqualTo(-1);
            assertThat(source.read(bytes.length + 100L, read, 0, 1)).isEqualTo(-1);
        }
    }

    @Test
    void used_bytes_are_those_of_the_files_there_are() throws IOException {
        SpillDirectory directory = directory();
        write(directory, "a", 1000);
        write(directory, "b", 300_000);
        assertThat(directory.usedBytes()).isEqualTo(storedBytes(1000) + storedBytes(300_000));

        directory.delete("b");
        directory.delete("b");
        assertThat(directory.usedBytes()).isEqualTo(storedBytes(1000));

        directory.delete("a");
        assertThat(directory.usedBytes()).isZero();
    }

    @Test
    void a_file_given_up_leaves_nothing_once_deleted() throws IOException {
        SpillDirectory directory = directory();
        try (SpillSink sink = directory.create("half")) {
            sink.write(new byte[300_000], 0, 300_000);
        }

        directory.delete("half");

        assertThat(directory.usedBytes()).isZero();
        assertThatThrownBy(() -> directory.open("half")).isInstanceOf(SpillException.class);
    }

    @Test
    void a_file_that_exists_is_not_written_again() throws IOException {
        SpillDirectory directory = directory();
        write(directory, "a", 10);

        assertThatThrownBy(() -> directory.create("a"))
                .isInstanceOf(SpillException.class)
                .hasMessageContainingAll("create a", directory.toString());

        assertThat(directory.usedBytes()).isEqualTo(storedBytes(10));
    }

    @Test
    void a_missing_file_is_named_with_its_directory() {
        SpillDirectory directory = directory();

        assertThatThrownBy(() -> directory.open("gone"))
                .isInstanceOfSatisfying(
                        SpillException.class, e -> assertThat(e.directory()).isEqualTo(directory.toString()))
                .hasMessageContainingAll("gone", directory.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../a", "/a", "a\\b", "a\0b"})
    void a_name_that_leads_elsewhere_is_refused(String name) {
        SpillDirectory directory = directory();

        assertThatThrownBy(() -> directory.create(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> directory.open(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> directory.delete(name)).isInstanceOf(IllegalArgumentException.class);
    }

    static void write(SpillDirectory directory, String name, int length) throws IOException {
        try (SpillSink sink = directory.create(name)) {
            sink.write(new byte[length], 0, length);
            sink.finish();
        }
    }
}
