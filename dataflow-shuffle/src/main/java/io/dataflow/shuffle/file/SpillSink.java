package io.dataflow.shuffle.file;

import java.io.IOException;

/** A file being written, front to back. Confined to one thread. */
public interface SpillSink extends AutoCloseable {
    /** Appends the bytes; they may not be in the file before {@link #finish}. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Puts everything into the file and closes it. */
    void finish() throws IOException;

    /**
     * Gives up, if not finished; the file stays as it is, for its owner to delete. Has no effect after the first time.
     */
    @Override
    void close();
}
