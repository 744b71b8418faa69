package io.dataflow.shuffle.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MemorySpillDirectoryTest extends SpillDirectoryContract {
    @Override
    SpillDirectory directory() {
        return new MemorySpillDirectory();
    }

    @Test
    void a_full_directory_fails_like_a_full_disk() throws IOException {
        MemorySpillDirectory directory = new MemorySpillDirectory(1000);
        write(directory, "a", 600);

        assertThatThrownBy(() -> write(directory, "b", 401))
                .isInstanceOf(SpillException.class)
                .hasMessageContainingAll("No space left", "free space");

        directory.delete("b");
        assertThat(directory.usedBytes()).isEqualTo(600);
        assertThat(directory.names()).containsExactly("a");
    }

    @Test
    void deleting_a_file_that_is_being_written_frees_its_bytes() throws IOException {
        MemorySpillDirectory directory = new MemorySpillDirectory(1000);
        SpillSink sink = directory.create("a");
        sink.write(new byte[500], 0, 500);

        directory.delete("a");
        sink.finish();

        assertThat(directory.usedBytes()).isZero();
        assertThat(directory.names()).isEmpty();
    }
}
