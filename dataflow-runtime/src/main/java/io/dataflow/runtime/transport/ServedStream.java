package io.dataflow.runtime.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.shuffle.block.EncodedBlockReader;
import io.dataflow.shuffle.block.StoredBlock;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of blocks on its way out. At most one thread of the executor is at work for it at any time; it reads and
 * sends while there is credit and the connection takes it, and comes back when there is more. Safe for use by many threads.
 */
final class ServedStream {
    private static final Logger LOG = LoggerFactory.getLogger(ServedStream.class);

    /** Opens what is to be sent, on a thread that may block. */
    interface Opener {
        EncodedBlockReader open() throws IOException;
    }

    private final Connection connection;
    private final Backlog backlog;
    private final long id;
    private final Opener opener;
    private final Executor reads;
    private final MemoryBudget memory;
    private final Consumer<ServedStream> onEnd;

    /** Belongs to the thread that has set {@code working}. */
    private @Nullable EncodedBlockReader reader;

    @GuardedBy("this")
    private long creditBytes;

    @GuardedBy("this")
    private long sentBlocks;

    /** The reader waits for the block with this number. */
    @GuardedBy("this")
    private long askedBlock = -1;

    /** The next block is too long to be sent before the reader waits for it. */
    @GuardedBy("this")
    private boolean longNext;

    /** A thread is at work, or on its way. */
    @GuardedBy("this")
    private boolean working;

    /** The connection takes no more for now. */
    @GuardedBy("this")
    private boolean paused;

    @GuardedBy("this")
    private boolean ended;

    ServedStream(
            Connection connection,
            long id,
            Opener opener,
            Executor reads,
            MemoryBudget memory,
            Consumer<ServedStream> onEnd) {
        this.connection = connection;
        this.backlog = Backlog.of(connection);
        this.id = id;
        this.opener = opener;
        this.reads = reads;
        this.memory = memory;
        this.onEnd = onEnd;
    }

    void grant(long bytes) {
        synchronized (this) {
            creditBytes = creditBytes > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : creditBytes + bytes;
            if (working || !mayRead()) {
                return;
            }
            working = true;
        }
        dispatch();
    }

    /** The reader has all of the {@code blockCount} blocks so far, and waits. */
    void ask(long blockCount) {
        synchronized (this) {
            askedBlock = blockCount;
            if (working || !mayRead()) {
                return;
            }
            working = true;
        }
        dispatch();
    }

    /** The connection takes more. */
    private void resume() {
        synchronized (this) {
            paused = false;
            if (working || !mayRead()) {
                return;
            }
            working = true;
        }
        dispatch();
    }

    /** Nobody wants the rest. */
    void cancel() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            if (working) {
                return;
            }
            working = true;
        }
        onEnd.accept(this);
        dispatch();
    }

    private void dispatch() {
        try {
            reads.execute(this::work);
        } catch (RejectedExecutionException e) {
            fail("the worker is closing or has too many reads waiting");
            finish();
        }
    }

    private void work() {
        try {
            while (mayRead()) {
                if (backlog.full()) {
                    pause();
                    backlog.onRoom(this::resume);
                } else {
                    sendNext();
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.error("Reading for {} failed", connection.peer(), e);
            fail("the worker failed: " + e);
        }
        finish();
    }

    private synchronized boolean mayRead() {
        return !ended && !paused && (askedBlock == sentBlocks || (creditBytes > 0 && !longNext));
    }

    private synchronized void pause() {
        paused = true;
    }

    private void sendNext() throws IOException {
        if (reader == null) {
            reader = opener.open();
        }
        int length = reader.nextBytes();
        if (length < 0) {
            end(new Message.EndOfPartition(id));
        } else if (admits(length)) {
            StoredBlock stored = backlog.sendsStored() ? reader.nextStored() : null;
            if (stored == null) {
                sendCopy(reader, length);
            } else if (charge(length)) {
                backlog.sendStored(id, stored);
            } else {
                stored.close();
            }
        }
    }

    private void sendCopy(EncodedBlockReader from, int length) throws IOException {
        long leaseBytes = memory.tryReserve(length) ? length : 0;
        if (leaseBytes == 0 && !backlog.empty()) {
            pause();
            backlog.onEmpty(this::resume);
            return;
        }
        boolean sent = false;
        try {
            byte[] block = from.next();
            if (block != null && charge(length)) {
                sent = true;
                backlog.sendBlock(id, block, () -> memory.release(leaseBytes));
            }
        } finally {
            if (!sent) {
                memory.release(leaseBytes);
            }
        }
    }

    /** Long blocks have no room in the reader's window, only in its hands. */
    private synchronized boolean admits(int length) {
        longNext = length > FetchStream.MAX_WINDOW_BLOCK_BYTES;
        return mayRead();
    }

    /** False when nobody wants the block any more. */
    private synchronized boolean charge(int length) {
        creditBytes -= length;
        sentBlocks++;
        longNext = false;
        return !ended;
    }

    private void fail(String reason) {
        end(new Message.FetchFailed(id, reason));
    }

    private void end(Message lastWord) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        // Forgotten first: whoever hears the last word may ask how many streams are open.
        onEnd.accept(this);
        connection.send(lastWord);
    }

    /** Leaves the stream to the next grant, or for good. */
    private void finish() {
        boolean again;
        boolean last;
        synchronized (this) {
            again = mayRead();
            last = ended;
            working = again || last;
        }
        if (again) {
            dispatch();
        } else if (last) {
            onEnd.accept(this);
            if (reader != null) {
                reader.close();
            }
        }
    }
}
