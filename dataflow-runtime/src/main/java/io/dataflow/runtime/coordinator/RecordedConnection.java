package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.Connection;
import java.io.Serializable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the journal knows it. Read back from there, what is sent over it goes nowhere. Confined to the
 * coordinator's loop.
 */
final class RecordedConnection implements Connection, Serializable {
    private static final long serialVersionUID = 1L;

    private final long id;
    private final String peer;
    private final transient @Nullable BiConsumer<RecordedConnection, Message> sender;
    private final transient @Nullable Connection real;

    /** One of former times. */
    RecordedConnection(long id, String peer) {
        this.id = id;
        this.peer = peer;
        this.sender = null;
        this.real = null;
    }

    RecordedConnection(long id, Connection real, BiConsumer<RecordedConnection, Message> sender) {
        this.id = id;
        this.peer = real.peer();
        this.sender = sender;
        this.real = real;
    }

    long id() {
        return id;
    }

    @Override
    public void send(Message message) {
        if (sender != null) {
            sender.accept(this, message);
        }
    }

    /** What was to be sent may be known to the world. */
    void sendNow(Message message) {
        if (real != null) {
            real.send(message);
        }
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public void close() {
        if (real != null) {
            real.close();
        }
    }
}
