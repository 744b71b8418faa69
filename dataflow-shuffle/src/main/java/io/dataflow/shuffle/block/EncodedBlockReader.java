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

    /** The length of the next block, encoded; -1 at the end. May read its header. */
    int nextBytes() throws IOException;

    /**
     * The next block without its bytes being read, as {@link #next} would return it; null, and the block is still the next,
     * when it is not in a file as it is, or too short for that to be worth it. The caller closes the block.
     */
    default @Nullable StoredBlock nextStored() throws IOException {
        return null;
    }

    /** Blocks that were handed out as {@link StoredBlock}s outlast it. */
    @Override
    void close();
}
