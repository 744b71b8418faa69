package io.dataflow.shuffle.sort;

import java.io.IOException;

/** A sequence of records read in place, one at a time. Confined to one thread. */
public interface Run extends AutoCloseable {
    /** Moves to the next record; false at the end. The slices below are valid until the following call. */
    boolean next() throws IOException;

    /** The array that both slices are in. It is shared and must not be changed. */
    byte[] bytes();

    int keyOffset();

    int keyLength();

    int valueOffset();

    int valueLength();

    @Override
    void close();
}
