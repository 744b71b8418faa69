package io.dataflow.runtime.transport;

import io.dataflow.runtime.protocol.Message;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.ShuffleStore;
import io.dataflow.shuffle.block.EncodedBlockReader;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Sends the outputs of a {@link ShuffleStore} to whoever asks, each stream as far as its reader has granted credit. All
 * reading is done by an executor, never by the thread of the connection.
 */
public final class BlockServer implements ConnectionHandler {
    /** Every task of a large worker reading from here, several outputs each. */
    private static final int MAX_STREAMS_PER_CONNECTION = 1024;

    private final ShuffleStore store;
    private final Executor reads;
    private final MemoryBudget memory;
    private final Map<Connection, Map<Long, ServedStream>> streamsByConnection = new ConcurrentHashMap<>();

    /**
     * At most one piece of work per open stream waits in {@code reads}; what it refuses fails that stream.
     *
     * @param memory for blocks that were read and are not sent yet. A connection of which none is waiting gets its next block
     *     even when that is used up by others, so that nobody waits for the readers of other connections.
     */
    public BlockServer(ShuffleStore store, Executor reads, MemoryBudget memory) {
        this.store = store;
        this.reads = reads;
        this.memory = memory;
    }

    /** Whether {@link #onMessage} is the place for it. */
    public static boolean serves(Message message) {
        return message instanceof Message.FetchRequest
                || message instanceof Message.FetchCredit
                || message instanceof Message.FetchNext
                || message instanceof Message.FetchCancel;
    }

    /** A message of another kind closes the connection. */
    @Override
    public void onMessage(Connection connection, Message message) {
        if (message instanceof Message.FetchRequest request) {
            onRequest(connection, request);
        } else if (message instanceof Message.FetchCredit credit) {
            ServedStream stream = stream(connection, credit.stream());
            if (stream != null) {
                stream.grant(credit.creditBytes());
            }
        } else if (message instanceof Message.FetchNext next) {
            ServedStream stream = stream(connection, next.stream());
            if (stream != null) {
                stream.ask(next.blockCount());
            }
        } else if (message instanceof Message.FetchCancel cancel) {
            ServedStream stream = stream(connection, cancel.stream());
            if (stream != null) {
                stream.cancel();
            }
        } else {
            connection.close();
        }
    }

    /** Ends the streams of the connection. */
    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        Map<Long, ServedStream> streams = streamsByConnection.remove(connection);
        if (streams != null) {
            streams.values().forEach(ServedStream::cancel);
        }
    }

    /** Streams that are open at the moment. */
    public int openStreams() {
        return streamsByConnection.values().stream().mapToInt(Map::size).sum();
    }

    private void onRequest(Connection connection, Message.FetchRequest request) {
        Map<Long, ServedStream> streams =
                streamsByConnection.computeIfAbsent(connection, key -> new ConcurrentHashMap<>());
        if (streams.size() >= MAX_STREAMS_PER_CONNECTION) {
            connection.send(new Message.FetchFailed(
                    request.stream(),
                    "there are " + MAX_STREAMS_PER_CONNECTION + " streams on this connection already"));
            return;
        }
        ServedStream stream = new ServedStream(
                connection,
                request.stream(),
                () -> open(request.output(), request.selection()),
                reads,
                memory,
                ended -> streams.remove(request.stream(), ended));
        if (streams.putIfAbsent(request.stream(), stream) != null) {
            connection.close();
            return;
        }
        stream.grant(request.creditBytes());
    }

    private EncodedBlockReader open(OutputId id, Selection selection) throws IOException {
        ShuffleOutput output = store.output(id);
        if (output == null) {
            throw new IOException("the output is not here (any more)");
        }
        return output.openEncoded(selection);
    }

    private @Nullable ServedStream stream(Connection connection, long stream) {
        Map<Long, ServedStream> streams = streamsByConnection.get(connection);
        return streams == null ? null : streams.get(stream);
    }
}
