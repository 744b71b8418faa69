package io.dataflow.api.io;

import java.io.IOException;

/** Stages the records of one attempt. Confined to its task's thread. */
public interface SinkWriter<T> extends AutoCloseable {

    /** Stages one record. */
    void write(T record) throws IOException;

    /** Makes the staged work durable and says what {@link Sink#commit} has to know of it. Nothing is written after. */
    byte[] finish() throws IOException;

    /** Bytes staged so far. */
    long writtenBytes();

    /** Without a finish before it, removes what was staged. */
    @Override
    void close() throws IOException;
}
