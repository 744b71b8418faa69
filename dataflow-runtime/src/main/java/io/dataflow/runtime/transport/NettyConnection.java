package io.dataflow.runtime.transport;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.MessageCodec;
import io.dataflow.shuffle.block.StoredBlock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
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

    /** So much of files is handed to the channel at once, which does not count it. */
    private static final long MAX_STORED_BYTES = 512 << 10;

    private final Channel channel;
    private final String peer;
    private final TransportOptions options;
    private final MessageCodec codec;
    private final ConnectionHandler handler;
    private final boolean sendsStored;

    private final Queue<Frame> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicLong queuedControlBytes = new AtomicLong();
    private final Queue<Runnable> waitingForRoom = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> waitingForAll = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean closing;
    private volatile boolean endedInOrder;

    /** The frame that is being written; confined to the channel's thread. */
    private @Nullable Frame current;

    /** On its way from files to the socket; confined to the channel's thread. */
    private long storedBytes;

    /** The goodbye was written; confined to the channel's thread. */
    private boolean saidGoodbye;

    NettyConnection(
            Channel channel, String peer, TransportOptions options, MessageCodec codec, ConnectionHandler handler) {
        this.sendsStored = options.tls().isEmpty();
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
        boolean block = message instanceof Message.BlockFrame;
        Frame frame = new Frame(codec.encode(message), null, block, () -> {});
        if (block || admit(frame, message)) {
            enqueue(frame);
        }
    }

    @Override
    public void sendBlock(long stream, byte[] block, Runnable done) {
        ByteBuffer[] parts = codec.encode(new Message.BlockFrame(stream, block));
        enqueue(new Frame(parts, null, true, done));
    }

    @Override
    public boolean sendsStored() {
        return sendsStored;
    }

    @Override
    public void sendStored(long stream, StoredBlock block) {
        ByteBuffer[] head = {MessageCodec.blockHead(stream, block.lengthBytes())};
        enqueue(new Frame(head, block, true, () -> {}));
    }

    /** What is too late is dropped by the drain, after which there is always another one for what came later. */
    private void enqueue(Frame frame) {
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
            drainScheduled.set(false);
            discardQueued(); // the transport is closed, and with it the channel
        }
    }

    /** Hands queued frames to the channel while it takes them. */
    void drain() {
        drainScheduled.set(false);
        if (!channel.isActive()) {
            discardQueued();
            return;
        }
        writeQueued();
        if (closing && current() == null && !saidGoodbye) {
            saidGoodbye = true;
            channel.writeAndFlush(Unpooled.wrappedBuffer(MessageCodec.goodbye()))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.flush();
        }
        resumeIfRoom();
    }

    private void writeQueued() {
        while (channel.isWritable() && storedBytes < MAX_STORED_BYTES && !saidGoodbye) {
            Frame frame = current();
            if (frame == null) {
                return;
            }
            Object next = frame.buffer() == null ? region(frame.takeStored()) : nextBatch();
            channel.write(next, channel.voidPromise());
        }
    }

    /** To be released by the channel, whether it was sent or not. */
    private StoredRegion region(StoredBlock block) {
        int bytes = block.lengthBytes();
        storedBytes += bytes;
        return new StoredRegion(block, () -> {
            storedBytes -= bytes;
            queuedBytes.addAndGet(-bytes);
            scheduleDrain();
        });
    }

    /** As many queued bytes as fit, in one buffer for the socket. */
    private ByteBuf nextBatch() {
        ByteBuf batch = channel.alloc().directBuffer(BATCH_BYTES, BATCH_BYTES);
        for (Frame frame = current(); frame != null && batch.isWritable(); frame = current()) {
            ByteBuffer part = frame.buffer();
            if (part == null) {
                break;
            }
            int count = Math.min(part.remaining(), batch.writableBytes());
            batch.writeBytes(part.slice(part.position(), count));
            part.position(part.position() + count);
            queuedBytes.addAndGet(-count);
        }
        return batch;
    }

    /** The frame to write from; null when there is nothing to send. */
    private @Nullable Frame current() {
        while (true) {
            Frame frame = current;
            if (frame != null && !frame.written()) {
                return frame;
            }
            if (frame != null) {
                frame.end();
            }
            frame = queue.poll();
            current = frame;
            if (frame == null) {
                return null;
            }
            if (!frame.block()) {
                queuedControlBytes.addAndGet(-frame.bytes());
            }
        }
    }

    private void discardQueued() {
        for (Frame frame = queue.poll(); frame != null; frame = queue.poll()) {
            frame.end();
        }
    }

    @Override
    public boolean full() {
        return queuedBytes.get() > FULL_BYTES;
    }

    @Override
    public boolean empty() {
        return queuedBytes.get() == 0;
    }

    @Override
    public void onRoom(Runnable resume) {
        waitingForRoom.add(resume);
        resumeIfRoom();
    }

    @Override
    public void onEmpty(Runnable resume) {
        waitingForAll.add(resume);
        resumeIfRoom();
    }

    private void resumeIfRoom() {
        while (!full()) {
            Runnable resume = waitingForRoom.poll();
            if (resume == null && empty()) {
                resume = waitingForAll.poll();
            }
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
        Frame cutShort = current;
        current = null;
        if (cutShort != null) {
            cutShort.end();
        }
        discardQueued();
        waitingForRoom.clear();
        waitingForAll.clear();
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

    @Override
    public void abort() {
        fail(new IOException("Connection to " + peer + " was cut off by this side"));
    }

    /** Returns when the socket is closed, or after {@code nanos}. */
    void awaitClosed(long nanos) {
        channel.closeFuture().awaitUninterruptibly(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    /** An encoded message that waits to be sent: bytes, and behind them maybe a block in a file. */
    private static final class Frame {
        private final ByteBuffer[] parts;
        private final long bytes;
        private final boolean block;
        private final Runnable done;
        private int part;
        private @Nullable StoredBlock stored;
        private boolean ended;

        Frame(ByteBuffer[] parts, @Nullable StoredBlock stored, boolean block, Runnable done) {
            this.parts = parts;
            this.stored = stored;
            this.block = block;
            this.done = done;
            long sum = stored == null ? 0 : stored.lengthBytes();
            for (ByteBuffer each : parts) {
                sum += each.remaining();
            }
            bytes = sum;
        }

        long bytes() {
            return bytes;
        }

        boolean block() {
            return block;
        }

        /** The bytes to write next; null when only the block in a file is left, or nothing. */
        @Nullable
        ByteBuffer buffer() {
            while (part < parts.length && !parts[part].hasRemaining()) {
                part++;
            }
            return part < parts.length ? parts[part] : null;
        }

        boolean written() {
            return buffer() == null && stored == null;
        }

        /** The caller closes it. */
        StoredBlock takeStored() {
            StoredBlock taken = Objects.requireNonNull(stored);
            stored = null;
            return taken;
        }

        /** Sent or not, nothing of it is needed any more. */
        void end() {
            if (!ended) {
                ended = true;
                if (stored != null) {
                    stored.close();
                }
                done.run();
            }
        }
    }

    @Override
    public String toString() {
        return "Connection to " + peer;
    }
}
