package io.dataflow.api.io;

import io.dataflow.api.function.Emitter;
import java.io.IOException;

/** Reads one split. Confined to its task's thread. */
public interface SourceReader<T> extends AutoCloseable {

    /** What a poll found. */
    enum Poll {
        /** There may be more at once. */
        MORE,
        /** There is nothing now, but there may be later. */
        NOTHING_NOW,
        /** There will be no more. */
        END
    }

    /**
     * Emits the next few records, about as many as fit a quarter of a megabyte, so that between two calls the task can
     * look after other things. A record may be kept by whoever receives it.
     */
    Poll poll(Emitter<? super T> output) throws Exception;

    /** Bytes read so far, as stored: compressed ones where the source is compressed. */
    long readBytes();

    @Override
    void close() throws IOException;
}
