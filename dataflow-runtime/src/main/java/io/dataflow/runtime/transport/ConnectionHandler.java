package io.dataflow.runtime.transport;

import io.dataflow.runtime.protocol.Message;
import org.jspecify.annotations.Nullable;

/** Hears what a connection says. Called by one thread at a time per connection, which must not be blocked. */
public interface ConnectionHandler {

    void onMessage(Connection connection, Message message);

    /** The last call. {@code cause} is null when a side closed it in order. */
    void onClosed(Connection connection, @Nullable Throwable cause);
}
