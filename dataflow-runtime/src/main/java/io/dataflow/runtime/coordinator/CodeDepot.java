package io.dataflow.runtime.coordinator;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.runtime.closure.ArtifactStore;
import io.dataflow.runtime.closure.ArtifactWriter;
import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.protocol.ArtifactId;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes code from clients and hands it to workers, each piece once, on a thread of its own so that files do not hold up the
 * coordinator. Safe for use by many threads.
 */
public final class CodeDepot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CodeDepot.class);
    static final int CHUNK_BYTES = 512 << 10;
    private static final int MAX_WAITING = 100_000;

    private final ArtifactStore store;
    private final ExecutorService thread = new NamedThreads("dataflow-code").pool(1, MAX_WAITING);

    /** Uploads under way, by the client that sends them. Confined to {@code thread}, as is the next. */
    private final Map<Connection, Map<String, ArtifactWriter>> uploads = new IdentityHashMap<>();

    private final Map<Connection, Map<String, ArtifactId>> wanted = new IdentityHashMap<>();
    private final Map<String, List<String>> pinned = new HashMap<>();

    public CodeDepot(ArtifactStore store) {
        this.store = store;
    }

    /** Takes the messages that are about code; false for all others. */
    boolean onMessage(Connection connection, Message message) {
        if (message instanceof Message.ArtifactOffer offer) {
            thread.execute(() -> answer(connection, offer));
        } else if (message instanceof Message.ArtifactChunk chunk) {
            thread.execute(() -> receive(connection, chunk));
        } else if (message instanceof Message.ArtifactRequest request) {
            thread.execute(() -> send(connection, request.hash()));
        } else {
            return false;
        }
        return true;
    }

    private void answer(Connection connection, Message.ArtifactOffer offer) {
        List<String> missing = new ArrayList<>();
        for (ArtifactId artifact : offer.artifacts()) {
            if (!store.has(artifact.hash())) {
                missing.add(artifact.hash());
                wanted.computeIfAbsent(connection, none -> new HashMap<>()).put(artifact.hash(), artifact);
            }
        }
        connection.send(new Message.ArtifactsWanted(missing));
    }

    private void receive(Connection connection, Message.ArtifactChunk chunk) {
        ArtifactId id = wanted.getOrDefault(connection, Map.of()).get(chunk.hash());
        if (id == null) {
            LOG.warn("{} sent code that was not asked for", connection.peer());
            return;
        }
        Map<String, ArtifactWriter> open = uploads.computeIfAbsent(connection, none -> new HashMap<>());
        try {
            ArtifactWriter writer = open.computeIfAbsent(chunk.hash(), none -> store.begin(id));
            writer.write(ByteBuffer.wrap(chunk.bytes()));
            if (writer.writtenBytes() == id.sizeBytes()) {
                open.remove(chunk.hash());
                writer.finish();
                connection.send(new Message.ArtifactsWanted(List.of()));
            }
        } catch (DataflowException failure) {
            LOG.warn("Code of {} from {} was refused: {}", id.name(), connection.peer(), failure.getMessage());
            close(open.remove(chunk.hash()));
            connection.send(new Message.ArtifactMissing(chunk.hash()));
        }
    }

    private void send(Connection connection, String hash) {
        if (!store.has(hash)) {
            connection.send(new Message.ArtifactMissing(hash));
            return;
        }
        try {
            long totalBytes = Files.size(store.path(hash));
            try (InputStream bytes = Files.newInputStream(store.path(hash))) {
                long offset = 0;
                while (offset < totalBytes) {
                    byte[] chunk = bytes.readNBytes((int) Math.min(CHUNK_BYTES, totalBytes - offset));
                    connection.send(new Message.ArtifactChunk(hash, offset, totalBytes, chunk));
                    offset += chunk.length;
                }
            }
        } catch (IOException failure) {
            LOG.warn("Code {} cannot be read: {}", hash, failure.toString());
            connection.send(new Message.ArtifactMissing(hash));
        }
    }

    void onClosed(Connection connection) {
        thread.execute(() -> {
            wanted.remove(connection);
            Map<String, ArtifactWriter> open = uploads.remove(connection);
            if (open != null) {
                open.values().forEach(CodeDepot::close);
            }
        });
    }

    private static void close(@Nullable ArtifactWriter writer) {
        try {
            if (writer != null) {
                writer.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    void pin(String job, List<ArtifactId> artifacts) {
        List<String> held =
                artifacts.stream().map(ArtifactId::hash).filter(store::pin).toList();
        synchronized (pinned) {
            pinned.put(job, held);
        }
    }

    void unpin(String job) {
        synchronized (pinned) {
            List<String> held = pinned.remove(job);
            if (held != null) {
                held.forEach(store::unpin);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            store.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
