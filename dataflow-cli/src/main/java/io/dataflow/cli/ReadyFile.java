package io.dataflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is there as long as a server is ready: what a probe can look for without starting anything. */
final class ReadyFile implements AutoCloseable {
    private final Path file;

    private ReadyFile(Path file) {
        this.file = file;
    }

    /** Whatever another process left there is written over. The caller closes it first of all when the server stops. */
    static ReadyFile write(Path file, String address) throws IOException {
        Files.writeString(file, address + "\n");
        return new ReadyFile(file);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
