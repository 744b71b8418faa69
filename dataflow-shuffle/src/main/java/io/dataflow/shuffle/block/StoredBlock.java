package io.dataflow.shuffle.block;

import java.nio.channels.FileChannel;

/** Where in a file an encoded block is. The file stays open until this is closed, also when it is deleted meanwhile. */
public interface StoredBlock extends AutoCloseable {
    /** Borrowed until this is closed; others read from it, too, so its own position is of no use. */
    FileChannel file();

    long position();

    int lengthBytes();

    /** Safe on any thread. Has no effect after the first time. */
    @Override
    void close();
}
