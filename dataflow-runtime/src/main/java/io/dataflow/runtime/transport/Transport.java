package io.dataflow.runtime.transport;

import java.io.IOException;

/** Carries messages between processes, or within one. Safe for use by many threads. */
public interface Transport extends AutoCloseable {

    /** Accepts connections. {@code address} is {@code host:port}; port 0 takes a free one. Peers are authenticated before their first message is read. */
    Listener listen(String address, ConnectionHandler handler) throws IOException;

    /** Opens a connection; returns when the peer is authenticated, throws a {@code DataflowException} of kind CONNECTION when it refuses or cannot be reached. */
    Connection connect(String address, ConnectionHandler handler);

    /** Closes every connection and listener. */
    @Override
    void close();

    /** As {@link #close}, but without a goodbye to anybody, as the death of the process would; what was not sent yet is lost. */
    default void abort() {
        close();
    }

    /** An open server socket. */
    interface Listener extends AutoCloseable {
        /** Where it is bound, {@code host:port}. */
        String address();

        @Override
        void close();
    }
}
