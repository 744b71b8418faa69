package io.dataflow.runtime.transport;

import io.dataflow.runtime.protocol.Message;

/** One authenticated peer. Messages arrive in the order they were sent. Safe for use by many threads. */
public interface Connection extends AutoCloseable {

    /** Never blocks. On a connection that is closed the message is dropped; the handler's {@code onClosed} has told or will tell. */
    void send(Message message);

    /** The peer's address, for messages to people. */
    String peer();

    @Override
    void close();
}
