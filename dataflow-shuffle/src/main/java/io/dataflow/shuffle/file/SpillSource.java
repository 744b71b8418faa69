package io.dataflow.shuffle.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A finished file, read at any position. Confined to one thread. */
public interface SpillSource extends AutoCloseable {
    long sizeBytes() throws IOException;

    /** Reads at least one and at most {@code length} bytes at {@code position}; -1 at or behind the end of the file. */
    int read(long position, byte[] target, int offset, int length) throws IOException;

    /** The file itself, if its bytes are those that are read here; else null. Borrowed until the source is closed. */
    default @Nullable FileChannel file() {
        return null;
    }

    /** Has no effect after the first time. */
    @Override
    void close();
}
