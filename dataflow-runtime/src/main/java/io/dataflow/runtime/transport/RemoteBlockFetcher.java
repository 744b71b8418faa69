package io.dataflow.runtime.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.shuffle.BlockFetcher;
import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.KeyRangeReader;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Gets blocks from the {@link BlockServer}s of other workers: one connection per address, any number of streams on it.
 * What waits to be read was leased before it was sent for: a stream has a window of bytes, and one block beyond it, if there is
 * memory, and otherwise gets each block when its reader waits for it. Failures are {@link FetchException}s. Safe for use by many threads.
 */
public final class RemoteBlockFetcher implements BlockFetcher, AutoCloseable {
    /** Two standard blocks: one to work on while the other is on its way. */
    public static final long DEFAULT_WINDOW_BYTES = 512L << 10;

    public static final long DEFAULT_READ_TIMEOUT_MILLIS = 60_000;

    /** A connection that has ended is replaced once. */
    private static final int MAX_TRIES = 2;

    /** Of a process that has no other use for memory: some streams with a whole window, and then smaller ones. */
    private static final long OWN_MEMORY_BYTES = 16L << 20;

    private final Transport transport;
    private final MemoryBudget memory;
    private final long windowBytes;
    private final long readTimeoutMillis;

    /** By address. A peer whose connection has ended is replaced by the next fetch. */
    @GuardedBy("peers")
    private final Map<String, FetchPeer> peers = new HashMap<>();

    @GuardedBy("peers")
    private boolean closed;

    /** For a process without a budget, with {@value #OWN_MEMORY_BYTES} bytes for all windows. Borrows the transport. */
    public RemoteBlockFetcher(Transport transport) {
        this(transport, new MemoryPool(OWN_MEMORY_BYTES).budget("results on their way", OWN_MEMORY_BYTES));
    }

    /** Borrows both. */
    public RemoteBlockFetcher(Transport transport, MemoryBudget memory) {
        this(transport, memory, DEFAULT_WINDOW_BYTES, DEFAULT_READ_TIMEOUT_MILLIS);
    }

    /**
     * Borrows the transport and the budget.
     *
     * @param memory for what is sent ahead of the readers
     * @param readTimeoutMillis a reader gives up when nothing has arrived for so long
     */
    public RemoteBlockFetcher(Transport transport, MemoryBudget memory, long windowBytes, long readTimeoutMillis) {
        if (windowBytes < 1 || readTimeoutMillis < 1) {
            throw new IllegalArgumentException("windowBytes and readTimeoutMillis must be positive, not " + windowBytes
                    + " and " + readTimeoutMillis);
        }
        this.transport = transport;
        this.memory = memory;
        this.windowBytes = windowBytes;
        this.readTimeoutMillis = readTimeoutMillis;
    }

    @Override
    public BlockReader fetch(OutputLocation location, Selection selection) throws IOException {
        FetchStream stream =
                new FetchStream(location, memory, windowBytes, TimeUnit.MILLISECONDS.toNanos(readTimeoutMillis));
        boolean opened = false;
        try {
            for (int tries = 0; tries < MAX_TRIES && !opened; tries++) {
                opened = open(stream, selection);
            }
        } finally {
            if (!opened) {
                stream.close();
            }
        }
        if (!opened) {
            throw new FetchException(location, "the connection ends as soon as it is opened", null);
        }
        return selection instanceof Selection.KeyRange range
                ? new KeyRangeReader(stream, range.low(), range.high())
                : stream;
    }

    /** False when the connection that was there has ended meanwhile. */
    private boolean open(FetchStream stream, Selection selection) throws IOException {
        FetchPeer peer = peer(stream.location());
        try {
            return peer.open(stream, selection);
        } catch (DataflowException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw FetchStream.interrupted(e);
            }
            throw new FetchException(stream.location(), String.valueOf(e.getMessage()), e);
        } catch (IllegalStateException e) {
            throw new FetchException(stream.location(), "this side is closing", e);
        }
    }

    private FetchPeer peer(OutputLocation location) throws FetchException {
        synchronized (peers) {
            if (closed) {
                throw new FetchException(location, "this side is closing", null);
            }
            return peers.computeIfAbsent(
                    location.address(), address -> new FetchPeer(transport, address, this::forget));
        }
    }

    private void forget(FetchPeer peer) {
        synchronized (peers) {
            peers.remove(peer.address(), peer);
        }
    }

    /** Connections that are open at the moment, or being opened. */
    public int openConnections() {
        synchronized (peers) {
            return peers.size();
        }
    }

    /** Ends all connections, and with them the streams. */
    @Override
    public void close() {
        Map<String, FetchPeer> open;
        synchronized (peers) {
            closed = true;
            open = Map.copyOf(peers);
            peers.clear();
        }
        open.values().forEach(FetchPeer::close);
    }
}
