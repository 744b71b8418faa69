package io.dataflow.shuffle;

import io.dataflow.shuffle.block.EncodedBlockReader;
import java.io.IOException;

/** The published records of one attempt. Immutable until it is closed. Safe for use by many threads. */
public interface ShuffleOutput extends AutoCloseable {
    OutputSizes sizes();

    /** The selected records. Any number of readers may be open at once; the caller closes each. */
    BlockReader open(Selection selection) throws IOException;

    /**
     * The selected blocks as they are sent: stored bytes as they are, data in memory encoded on the way. A key range
     * yields whole blocks that overlap it, so the receiver wraps them in a {@link KeyRangeReader}.
     */
    EncodedBlockReader openEncoded(Selection selection) throws IOException;

    boolean inMemory();

    /** The bytes it holds from the store's budget. */
    long memoryBytes();

    /**
     * Withdraws: releases the memory, deletes the file. A reader still open fails with an {@link IOException} that says
     * so, or finishes; it never yields anything else than what was published. Has no effect after the first time.
     */
    @Override
    void close();
}
