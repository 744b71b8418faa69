package io.dataflow.runtime.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.shuffle.Selection;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to an address, opened by the first fetch from it, and the streams on it. When the connection ends
 * so do its streams, and the peer is of no more use. Safe for use by many threads.
 */
final class FetchPeer implements ConnectionHandler {
    private final Transport transport;
    private final String address;
    private final Consumer<FetchPeer> onEnd;
    private final AtomicLong lastStream = new AtomicLong();
    private final Map<Long, FetchStream> streams = new ConcurrentHashMap<>();

    /** Held while connecting, so that all who want the connection wait for the one attempt. */
    private final Object connecting = new Object();

    /** Set with {@code connecting} held. */
    private volatile @Nullable Connection connection;

    /** Told to all who waited for the same attempt. */
    @GuardedBy("connecting")
    private @Nullable DataflowException connectFailure;

    /** Grows with everything that arrives. */
    private final AtomicLong arrivals = new AtomicLong();

    private volatile boolean ended;

    FetchPeer(Transport transport, String address, Consumer<FetchPeer> onEnd) {
        this.transport = transport;
        this.address = address;
        this.onEnd = onEnd;
    }

    String address() {
        return address;
    }

    /** Asks for the blocks of a stream; false when the connection has ended. */
    boolean open(FetchStream stream, Selection selection) {
        Connection open = connect();
        if (open == null) {
            return false;
        }
        long id = lastStream.incrementAndGet();
        stream.begin(this, open, id);
        streams.put(id, stream);
        if (ended && streams.remove(id) != null) {
            return false;
        }
        open.send(new Message.FetchRequest(id, stream.location().id(), selection, stream.windowBytes()));
        return true;
    }

    private @Nullable Connection connect() {
        synchronized (connecting) {
            if (connectFailure != null) {
                throw connectFailure;
            }
            Connection open = connection;
            if (open == null && !ended) {
                open = connectFirst();
                connection = open;
            }
            if (open != null && ended) {
                open.close();
            }
            return ended ? null : open;
        }
    }

    @GuardedBy("connecting")
    private Connection connectFirst() {
        try {
            return transport.connect(address, this);
        } catch (DataflowException e) {
            connectFailure = e;
            onEnd.accept(this);
            throw e;
        }
    }

    /** The stream is over; what may still arrive for it is dropped. */
    void remove(long stream) {
        streams.remove(stream);
    }

    @Override
    public void onMessage(Connection from, Message message) {
        arrivals.incrementAndGet();
        if (message instanceof Message.BlockFrame frame) {
            FetchStream stream = streams.get(frame.stream());
            if (stream != null && !stream.onBlock(frame.block())) {
                from.close();
            }
        } else if (message instanceof Message.EndOfPartition end) {
            FetchStream stream = streams.remove(end.stream());
            if (stream != null) {
                stream.onEnd();
            }
        } else if (message instanceof Message.FetchFailed failed) {
            FetchStream stream = streams.remove(failed.stream());
            if (stream != null) {
                stream.onFailure(failed.reason(), null);
            }
        } else {
            from.close();
        }
    }

    @Override
    public void onClosed(Connection from, @Nullable Throwable cause) {
        String reason = cause == null ? "the worker closed the connection" : String.valueOf(cause.getMessage());
        end(reason, cause instanceof IOException io ? io : null);
    }

    /** How much has arrived so far, in messages. */
    long arrivals() {
        return arrivals.get();
    }

    /** A reader got nothing for too long. When nobody else got anything either, the connection is not worth keeping. */
    void onSilence(long arrivalsBefore) {
        if (arrivals.get() == arrivalsBefore) {
            close();
        }
    }

    void close() {
        end("this side closed the connection", null);
        Connection open = connection;
        if (open != null) {
            open.close();
        }
    }

    private void end(String reason, @Nullable IOException cause) {
        ended = true;
        onEnd.accept(this);
        for (Map.Entry<Long, FetchStream> entry : new HashMap<>(streams).entrySet()) {
            if (streams.remove(entry.getKey()) != null) {
                entry.getValue().onFailure(reason, cause);
            }
        }
    }
}
