package io.dataflow.runtime.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.CorruptBlockException;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one selection as they arrive. The connection's thread puts them in; the reader's takes them out and
 * grants the sender what it has taken. A failure is told as soon as it is known, before blocks that still wait.
 *
 * <p>Blocks of the usual size come ahead of the reader, as far as its window goes, for which memory is leased until it is
 * closed. All others, and every one when there was no memory for a window, come when the reader waits for them: their place
 * is that of the block which it works on next.
 */
final class FetchStream implements BlockReader {
    /** What comes ahead of the reader is no longer. */
    static final int MAX_WINDOW_BLOCK_BYTES = BlockCodec.HEADER_BYTES + BlockCodec.STANDARD_BLOCK_BYTES;

    private final OutputLocation location;
    private final MemoryBudget memory;
    private final long windowBytes;
    private final long readTimeoutNanos;
    private final BlockCodec codec = new BlockCodec();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<byte[]> arrived = new ArrayDeque<>();

    @GuardedBy("lock")
    private long leaseBytes;

    /** What the sender may still send ahead. */
    @GuardedBy("lock")
    private long outstandingBytes;

    @GuardedBy("lock")
    private long arrivedBlocks;

    /** The last block that was asked for by its number. */
    @GuardedBy("lock")
    private long askedBlock = -1;

    @GuardedBy("lock")
    private boolean ended;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private @Nullable FetchException failure;

    // Set by begin, before the stream is known to the connection.
    private @Nullable FetchPeer peer;
    private @Nullable Connection connection;
    private long id;

    // Confined to the reader.
    private long takenBytes;
    private long blockOffset;
    private long arrivalsBefore;

    /** Leases a window of {@code maxWindowBytes}, a smaller one, or none, as {@code memory} has room. */
    FetchStream(OutputLocation location, MemoryBudget memory, long maxWindowBytes, long readTimeoutNanos) {
        this.location = location;
        this.memory = memory;
        this.readTimeoutNanos = readTimeoutNanos;
        // No more than half of what is there, so that others get a window, too.
        long possibleBytes = Math.min(maxWindowBytes, memory.availableBytes() / 2 - MAX_WINDOW_BLOCK_BYTES);
        long wantedBytes = possibleBytes + MAX_WINDOW_BLOCK_BYTES;
        boolean leased = possibleBytes > 0 && memory.tryReserve(wantedBytes);
        windowBytes = leased ? possibleBytes : 0;
        leaseBytes = leased ? wantedBytes : 0;
        outstandingBytes = windowBytes;
    }

    OutputLocation location() {
        return location;
    }

    long windowBytes() {
        return windowBytes;
    }

    void begin(FetchPeer onPeer, Connection onConnection, long streamId) {
        peer = onPeer;
        connection = onConnection;
        id = streamId;
    }

    /** False when the sender had no credit for it. */
    boolean onBlock(byte[] block) {
        lock.lock();
        try {
            boolean ahead = outstandingBytes > 0 && block.length <= MAX_WINDOW_BLOCK_BYTES;
            if (!ahead && askedBlock != arrivedBlocks) {
                return false;
            }
            arrivedBlocks++;
            outstandingBytes -= block.length;
            if (!closed) {
                arrived.add(block);
                changed.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void onEnd() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void onFailure(String reason, @Nullable Throwable cause) {
        lock.lock();
        try {
            if (failure == null && !ended) {
                failure = new FetchException(location, reason, cause);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Block next() throws IOException {
        askIfNothingIsHere();
        byte[] encoded = await();
        if (encoded == null) {
            releaseWindow();
            return null;
        }
        grant(encoded.length);
        try {
            Block block = codec.decode(encoded, 0, encoded.length, location.address(), blockOffset);
            blockOffset += encoded.length;
            return block;
        } catch (CorruptBlockException e) {
            close();
            throw new FetchException(location, String.valueOf(e.getMessage()), e);
        }
    }

    private void askIfNothingIsHere() {
        long block;
        lock.lock();
        try {
            if (!arrived.isEmpty() || ended || closed || failure != null) {
                return;
            }
            block = arrivedBlocks;
            askedBlock = block;
        } finally {
            lock.unlock();
        }
        if (connection != null) {
            connection.send(new Message.FetchNext(id, block));
        }
    }

    /** The next block as it arrived, or null at the end. */
    private byte @Nullable [] await() throws IOException {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            long leftNanos = readTimeoutNanos;
            arrivalsBefore = peer == null ? 0 : peer.arrivals();
            while (true) {
                if (failure != null) {
                    throw failure;
                }
                if (closed) {
                    throw new IOException("The reader of " + location.id() + " is closed");
                }
                if (!arrived.isEmpty() || ended) {
                    return arrived.poll();
                }
                if (leftNanos <= 0) {
                    break;
                }
                leftNanos = changed.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
        throw timedOut();
    }

    static InterruptedIOException interrupted(Exception cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException exception = new InterruptedIOException("Interrupted while waiting for a block");
        exception.initCause(cause);
        return exception;
    }

    private FetchException timedOut() {
        FetchException silence = new FetchException(
                location,
                "nothing has arrived for " + TimeUnit.NANOSECONDS.toMillis(readTimeoutNanos)
                        + " ms; the worker hangs or the network has cut it off",
                null);
        close();
        if (peer != null) {
            peer.onSilence(arrivalsBefore);
        }
        return silence;
    }

    /** Gives the sender back what was taken, in few messages. */
    private void grant(int bytes) {
        takenBytes += bytes;
        if (windowBytes == 0 || takenBytes < Math.max(1, windowBytes / 2)) {
            return;
        }
        long grantedBytes = takenBytes;
        takenBytes = 0;
        lock.lock();
        try {
            outstandingBytes += grantedBytes;
            if (ended) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (connection != null) {
            connection.send(new Message.FetchCredit(id, grantedBytes));
        }
    }

    @Override
    public void close() {
        boolean sendCancel;
        lock.lock();
        try {
            sendCancel = !closed && !ended && failure == null;
            closed = true;
            arrived.clear();
        } finally {
            lock.unlock();
        }
        releaseWindow();
        if (peer != null && connection != null && sendCancel) {
            peer.remove(id);
            connection.send(new Message.FetchCancel(id));
        }
    }

    private void releaseWindow() {
        lock.lock();
        try {
            memory.release(leaseBytes);
            leaseBytes = 0;
        } finally {
            lock.unlock();
        }
    }
}
