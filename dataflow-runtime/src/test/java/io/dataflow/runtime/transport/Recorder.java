package io.dataflow.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.protocol.Message;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Remembers what a connection says. Fails the test that waits in vain. Safe for use by many threads. */
final class Recorder implements ConnectionHandler {
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Connection> connection = new CompletableFuture<>();
    private final CompletableFuture<Optional<Throwable>> closed = new CompletableFuture<>();
    private final AtomicInteger closedCount = new AtomicInteger();

    @Override
    public void onMessage(Connection from, Message message) {
        assertThat(closed.isDone()).as("closed before " + message).isFalse();
        connection.complete(from);
        messages.add(message);
    }

    @Override
    public void onClosed(Connection from, @Nullable Throwable cause) {
        connection.complete(from);
        closedCount.incrementAndGet();
        closed.complete(Optional.ofNullable(cause));
    }

    /** The next message. */
    Message next() throws InterruptedException {
        Message message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("No message has come");
        }
        return message;
    }

    /** The connection that the first message came from. */
    Connection connection() throws InterruptedException, ExecutionException, TimeoutException {
        return connection.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits for the end and returns its cause. */
    Optional<Throwable> closed() throws InterruptedException, ExecutionException, TimeoutException {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    boolean isClosed() {
        return closed.isDone();
    }

    int closedCount() {
        return closedCount.get();
    }

    int waitingMessages() {
        return messages.size();
    }
}
