package io.dataflow.shuffle;

import java.io.IOException;

/**
 * Takes the records of one attempt by partition, spills when its memory budget says so, and publishes one output.
 *
 * <p>Confined to one task's thread. A writer that failed is closed, not used again.
 */
public interface ShuffleWriter extends AutoCloseable {
    /** The longest record: its key, its value and their lengths. */
    int MAX_RECORD_BYTES = 1 << 30;

    /** Copies one record. The arrays are borrowed until it returns. */
    void write(int partition, byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength)
            throws IOException;

    /**
     * Publishes what was written; the writer is finished. Data that never left memory stays there if the store's budget
     * takes over its lease, and goes to the file otherwise. The caller closes the output.
     */
    ShuffleOutput commit() throws IOException;

    long writtenRecords();

    /** Record bytes, before compression. */
    long writtenBytes();

    /** File bytes; 0 when everything stayed in memory. */
    long spilledBytes();

    /** Discards everything that was not committed, the file included. Has no effect after the first time. */
    @Override
    void close();
}
