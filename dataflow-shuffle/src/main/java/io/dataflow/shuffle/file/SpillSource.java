package io.dataflow.shuffle.file;

import java.io.IOException;

/** A finished file, read at any position. Confined to one thread. */
public interface SpillSource extends AutoCloseable {
    long sizeBytes() throws IOException;

    /** Reads at least one and at most {@code length} bytes at {@code position}; -1 at or behind the end of the file. */
    int read(long position, byte[] target, int offset, int length) throws IOException;

    /** Has no effect after the first time. */
    @Override
    void close();
}
