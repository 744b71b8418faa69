package io.dataflow.api;

import java.util.Iterator;

/** Results as they come in. Confined to one thread at a time; the caller closes it, which ends the reading. */
public interface Records<T> extends Iterator<T>, AutoCloseable {
    @Override
    void close();
}
