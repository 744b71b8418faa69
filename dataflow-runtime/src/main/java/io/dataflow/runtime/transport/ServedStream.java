package io.dataflow.runtime.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.shuffle.block.EncodedBlockReader;
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
    private final Consumer<ServedStream> onEnd;

    /** Belongs to the thread that has set {@code working}. */
    private @Nullable EncodedBlockReader reader;

    @GuardedBy("this")
    private long creditBytes;

    /** A thread is at work, or on its way. */
    @GuardedBy("this")
    private boolean working;

    /** The connection takes no more for now. */
    @GuardedBy("this")
    private boolean paused;

    @GuardedBy("this")
    private boolean ended;

    ServedStream(Connection connection, long id, Opener opener, Executor reads, Consumer<ServedStream> onEnd) {
        this.connection = connection;
        this.backlog = Backlog.of(connection);
        this.id = id;
        this.opener = opener;
        this.reads = reads;
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
        return !ended && !paused && creditBytes > 0;
    }

    private void pause() {
        synchronized (this) {
            paused = true;
        }
        backlog.onRoom(this::resume);
    }

    private void sendNext() throws IOException {
        if (reader == null) {
            reader = opener.open();
        }
        byte[] block = reader.next();
        if (block == null) {
            end(new Message.EndOfPartition(id));
            return;
        }
        synchronized (this) {
            creditBytes -= block.length;
            if (ended) {
                return;
            }
        }
        connection.send(new Message.BlockFrame(id, block));
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
