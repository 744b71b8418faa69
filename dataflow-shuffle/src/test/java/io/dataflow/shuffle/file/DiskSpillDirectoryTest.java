package io.dataflow.shuffle.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpillDirectoryTest extends SpillDirectoryContract {
    @TempDir
    private Path folder;

    @Override
    SpillDirectory directory() {
        return new DiskSpillDirectory(folder.resolve("made-when-needed"));
    }

    @Test
    void only_the_owner_may_look_at_files_and_folder() throws IOException {
        DiskSpillDirectory directory = new DiskSpillDirectory(folder.resolve("spill"));

        write(directory, "a", 10);

        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("spill"))))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("spill/a"))))
                    .isEqualTo("rw-------");
        }
        assertThat(directory).hasToString(folder.resolve("spill").toString());
    }

    @Test
    void a_folder_that_cannot_be_made_is_named() throws IOException {
        Files.writeString(folder.resolve("file"), "in the way");
        DiskSpillDirectory directory = new DiskSpillDirectory(folder.resolve("file/spill"));

        assertThatThrownBy(() -> directory.create("a"))
                .isInstanceOf(SpillException.class)
                .hasMessageContainingAll(folder.resolve("file/spill").toString(), "choose another spill directory");
    }

    @Test
    void what_its_owner_has_removed_does_not_come_back() {
        Path removed = folder.resolve("removed");
        DiskSpillDirectory directory = new DiskSpillDirectory(removed.resolve("spill"));

        assertThatThrownBy(() -> directory.create("a")).isInstanceOf(SpillException.class);

        assertThat(removed).doesNotExist();
    }

    @Test
    void an_open_source_outlives_the_deletion_of_its_file() throws IOException {
        DiskSpillDirectory directory = new DiskSpillDirectory(folder);
        write(directory, "a", 10);

        try (SpillSource source = directory.open("a")) {
            directory.delete("a");
            assertThat(source.read(0, new byte[10], 0, 10)).isEqualTo(10);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void an_interrupted_reader_does_not_blame_the_disk_or_disturb_others() throws IOException {
        DiskSpillDirectory directory = new DiskSpillDirectory(folder);
        write(directory, "a", 10);

        try (SpillSource mine = directory.open("a");
                SpillSource other = directory.open("a")) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> mine.read(0, new byte[10], 0, 10)).isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(other.read(0, new byte[10], 0, 10)).isEqualTo(10);
        }
    }
}
