package io.dataflow.runtime.transport;

import io.dataflow.runtime.protocol.Message;

/** One authenticated peer. Messages arrive in the order they were sent. Safe for use by many threads. */
public interface Connection extends AutoCloseable {

    /** Never blocks. On a connection that is closed the message is dropped; the handler's {@code onClosed} has told or will tell. */
    void send(Message message);

    /** The peer's address, for messages to people. */
    String peer();

    /** Whether messages arrive on the threads that sent them, which may be kept a while by whoever handles them. */
    default boolean isInProcess() {
        return false;
    }

    /** Ends it at once and without a goodbye, as a cut cable would; what was not sent yet is lost. */
    default void abort() {
        close();
    }

    @Override
    void close();
}
