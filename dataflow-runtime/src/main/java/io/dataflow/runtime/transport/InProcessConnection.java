package io.dataflow.runtime.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.runtime.protocol.Message;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection within a process. What the other end sends waits in this end's inbox until the thread that is
 * delivering gets to it; a handler that sends from within is therefore never called from within.
 */
final class InProcessConnection implements Connection {
    /** As many messages as a handler may be behind: far more than any in order would be. */
    private static final int MAX_WAITING = 1 << 20;

    private final String peer;
    private final ConnectionHandler handler;
    private final Consumer<InProcessConnection> onEnd;
    private @Nullable InProcessConnection other;

    @GuardedBy("inbox")
    private final ArrayDeque<Message> inbox = new ArrayDeque<>();

    @GuardedBy("inbox")
    private boolean delivering;

    @GuardedBy("inbox")
    private boolean ended;

    /** The handler has heard of the end. */
    @GuardedBy("inbox")
    private boolean told;

    @GuardedBy("inbox")
    private @Nullable Throwable cause;

    InProcessConnection(String peer, ConnectionHandler handler, Consumer<InProcessConnection> onEnd) {
        this.peer = peer;
        this.handler = handler;
        this.onEnd = onEnd;
    }

    /** Before first use: names the other end. */
    void join(InProcessConnection otherEnd) {
        other = otherEnd;
    }

    private InProcessConnection other() {
        return Objects.requireNonNull(other, "not joined");
    }

    @Override
    public void send(Message message) {
        synchronized (inbox) {
            if (ended) {
                return;
            }
        }
        other().receive(message);
    }

    private void receive(Message message) {
        boolean overrun;
        synchronized (inbox) {
            if (ended) {
                return;
            }
            overrun = inbox.size() >= MAX_WAITING;
            if (!overrun) {
                inbox.add(message);
            }
        }
        if (overrun) {
            closeBoth(new IOException("Connection to " + peer + " has " + MAX_WAITING
                    + " messages waiting; its handler does not keep up"));
        }
        deliver();
    }

    private void deliver() {
        while (true) {
            Message message;
            synchronized (inbox) {
                if (delivering) {
                    return;
                }
                message = inbox.poll();
                if (message == null && (!ended || told)) {
                    return;
                }
                told = message == null;
                delivering = true;
            }
            try {
                hand(message);
            } finally {
                synchronized (inbox) {
                    delivering = false;
                }
            }
        }
    }

    private void hand(@Nullable Message message) {
        if (message == null) {
            onEnd.accept(this);
            handler.onClosed(this, cause());
            return;
        }
        try {
            handler.onMessage(this, message);
        } catch (RuntimeException | Error e) {
            synchronized (inbox) {
                inbox.clear();
            }
            closeBoth(e);
        }
    }

    private void closeBoth(@Nullable Throwable reason) {
        end(reason);
        other().end(reason);
        deliver();
        other().deliver();
    }

    private @Nullable Throwable cause() {
        synchronized (inbox) {
            return cause;
        }
    }

    /** Takes no more messages; those that have arrived are still delivered. */
    private void end(@Nullable Throwable reason) {
        synchronized (inbox) {
            if (!ended) {
                ended = true;
                cause = reason;
            }
        }
    }

    @Override
    public boolean isInProcess() {
        return true;
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public void close() {
        closeBoth(null);
    }

    @Override
    public String toString() {
        return "Connection to " + peer;
    }
}
