package io.dataflow.shuffle.block;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Encoded blocks in order, as a server sends them: headers are sane, checksums are for the last reader. Confined to one
 * thread.
 */
public interface EncodedBlockReader extends AutoCloseable {
    /** The next block in an array of exactly its length that the caller may keep, or null at the end. */
    byte @Nullable [] next() throws IOException;

    @Override
    void close();
}
