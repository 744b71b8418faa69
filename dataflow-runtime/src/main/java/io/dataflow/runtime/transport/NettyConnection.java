package io.dataflow.runtime.transport;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.MessageCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One authenticated socket. Messages are encoded by the thread that sends them and wait as plain bytes; the channel's
 * thread hands on as much as the socket takes, many frames at a time.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is told to the pipeline, or to nobody at the end.
final class NettyConnection implements Connection, Backlog {
    /** How long a connection that was closed in order may take to send what was sent before. */
    static final long CLOSE_GRACE_MILLIS = 1_000;

    /** Frames are copied into direct buffers of this size, small ones together and large ones piece by piece. */
    private static final int BATCH_BYTES = 64 << 10;

    /** So much keeps a fast network busy while the next blocks are read from disk. */
    private static final long FULL_BYTES = 4 << 20;

    private final Channel channel;
    private final String peer;
    private final TransportOptions options;
    private final MessageCodec codec;
    private final ConnectionHandler handler;

    private final Queue<Frame> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicLong queuedControlBytes = new AtomicLong();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean closing;
    private volatile boolean endedInOrder;

    /** What is left of the frame that is being written; confined to the channel's thread. */
    private final ArrayDeque<ByteBuffer> parts = new ArrayDeque<>();

    /** The goodbye was written; confined to the channel's thread. */
    private boolean saidGoodbye;

    NettyConnection(
            Channel channel, String peer, TransportOptions options, MessageCodec codec, ConnectionHandler handler) {
        this.channel = channel;
        this.peer = peer;
        this.options = options;
        this.codec = codec;
        this.handler = handler;
    }

    @Override
    public void send(Message message) {
        if (closing || !channel.isActive()) {
            return;
        }
        Frame frame = Frame.of(codec.encode(message), message instanceof Message.BlockFrame);
        if (!frame.block() && !admit(frame, message)) {
            return;
        }
        queuedBytes.addAndGet(frame.bytes());
        queue.add(frame);
        scheduleDrain();
    }

    /** Blocks are bounded by their readers' credit and by the backlog; everything else is here. */
    private boolean admit(Frame frame, Message message) {
        if (frame.bytes() > options.maxFrameBytes()) {
            throw new DataflowException(
                    FailureKind.RESOURCES,
                    "A " + message.getClass().getSimpleName() + " for " + peer + " takes " + frame.bytes()
                            + " bytes but no message may take more than " + options.maxFrameBytes()
                            + "; let the functions of the plan capture less, or read fewer files");
        }
        if (queuedControlBytes.getAndAdd(frame.bytes()) > options.maxQueuedBytes()) {
            fail(new IOException("Connection to " + peer + " has more than " + options.maxQueuedBytes()
                    + " bytes waiting to be sent; the peer does not keep up, or not at all"));
            return false;
        }
        return true;
    }

    private void scheduleDrain() {
        if (drainScheduled.compareAndSet(false, true)) {
            onLoop(this::drain);
        }
    }

    private void onLoop(Runnable work) {
        try {
            channel.eventLoop().execute(work);
        } catch (RejectedExecutionException e) {
            queue.clear(); // the transport is closed, and with it the channel
        }
    }

    /** Hands queued frames to the channel while it takes them. */
    void drain() {
        drainScheduled.set(false);
        if (!channel.isActive()) {
            queue.clear();
            return;
        }
        writeQueued();
        if (closing && nextPart() == null && !saidGoodbye) {
            saidGoodbye = true;
            channel.writeAndFlush(Unpooled.wrappedBuffer(MessageCodec.goodbye()))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.flush();
        }
        resumeIfRoom();
    }

    private void writeQueued() {
        while (channel.isWritable() && !saidGoodbye && nextPart() != null) {
            channel.write(nextBatch(), channel.voidPromise());
        }
    }

    /** As many queued bytes as fit, in one buffer for the socket. */
    private ByteBuf nextBatch() {
        ByteBuf batch = channel.alloc().directBuffer(BATCH_BYTES, BATCH_BYTES);
        for (ByteBuffer part = nextPart(); part != null && batch.isWritable(); part = nextPart()) {
            int count = Math.min(part.remaining(), batch.writableBytes());
            batch.writeBytes(part.slice(part.position(), count));
            part.position(part.position() + count);
            queuedBytes.addAndGet(-count);
        }
        return batch;
    }

    /** The next bytes to send; null when there are none. */
    private @Nullable ByteBuffer nextPart() {
        while (true) {
            ByteBuffer part = parts.peek();
            if (part != null && part.hasRemaining()) {
                return part;
            }
            if (part != null) {
                parts.remove();
                continue;
            }
            Frame frame = queue.poll();
            if (frame == null) {
                return null;
            }
            if (!frame.block()) {
                queuedControlBytes.addAndGet(-frame.bytes());
            }
            parts.addAll(Arrays.asList(frame.parts()));
        }
    }

    @Override
    public boolean full() {
        return queuedBytes.get() > FULL_BYTES;
    }

    @Override
    public void onRoom(Runnable resume) {
        waiting.add(resume);
        resumeIfRoom();
    }

    private void resumeIfRoom() {
        while (!full()) {
            Runnable resume = waiting.poll();
            if (resume == null) {
                return;
            }
            resume.run();
        }
    }

    void onMessage(Message message) {
        if (!closing) {
            handler.onMessage(this, message);
        }
    }

    /** The peer has closed in order. */
    void onGoodbye() {
        endedInOrder = true;
        closing = true;
        channel.close();
    }

    /** Ends the connection at once, for this reason unless there is an earlier one. */
    void fail(Throwable cause) {
        if (!endedInOrder) {
            failure.compareAndSet(null, cause);
        }
        closing = true;
        channel.close();
    }

    void onInactive() {
        closing = true;
        queue.clear();
        parts.clear();
        waiting.clear();
        handler.onClosed(this, cause());
    }

    private @Nullable Throwable cause() {
        Throwable cause = failure.get();
        if (cause != null || endedInOrder) {
            return cause;
        }
        return new IOException("Connection to " + peer
                + " ended without a goodbye; the peer's process has ended or the network has cut it off");
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        endedInOrder = true;
        closing = true;
        onLoop(() -> {
            channel.eventLoop().schedule(() -> channel.close(), CLOSE_GRACE_MILLIS, TimeUnit.MILLISECONDS);
            drain();
        });
    }

    /** Returns when the socket is closed, or after {@code nanos}. */
    void awaitClosed(long nanos) {
        channel.closeFuture().awaitUninterruptibly(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    /** An encoded message that waits to be sent. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Frame(ByteBuffer[] parts, long bytes, boolean block) {
        static Frame of(ByteBuffer[] parts, boolean block) {
            long bytes = 0;
            for (ByteBuffer part : parts) {
                bytes += part.remaining();
            }
            return new Frame(parts, bytes, block);
        }
    }

    @Override
    public String toString() {
        return "Connection to " + peer;
    }
}
