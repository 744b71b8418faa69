package io.dataflow.runtime.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leads one channel through a {@link Handshake}, and then makes way for what {@link Outcome#onAuthenticated} puts in its
 * place. Nothing but the handshake's own bytes is read before. Confined to the channel's thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is told to the pipeline, or to nobody at the end.
final class HandshakeHandler extends ByteToMessageDecoder {
    /** No side has reason to send more than this before it is authenticated. */
    private static final int MAX_PENDING_BYTES = 256;

    /** Who is to know how it ended. One of the two is called, once. */
    interface Outcome {
        /** Replaces this handler in the channel's pipeline. */
        void onAuthenticated(ChannelHandlerContext context);

        void onRefused(IOException cause);
    }

    private final Handshake handshake;
    private final long timeoutMillis;
    private final Outcome outcome;
    private boolean settled;
    private @Nullable ScheduledFuture<?> timeout;

    HandshakeHandler(Handshake handshake, long timeoutMillis, Outcome outcome) {
        this.handshake = handshake;
        this.timeoutMillis = timeoutMillis;
        this.outcome = outcome;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        timeout = context.executor().schedule(() -> onTimeout(context), timeoutMillis, TimeUnit.MILLISECONDS);
        say(context, handshake.begin());
    }

    private void onTimeout(ChannelHandlerContext context) {
        refuse(context, new IOException("it did not finish the handshake within " + timeoutMillis + " ms"));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws IOException {
        if (settled) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() >= handshake.wantedBytes()) {
            byte[] bytes = new byte[handshake.wantedBytes()];
            in.readBytes(bytes);
            say(context, handshake.receive(bytes));
        }
        if (handshake.complete()) {
            settle();
            outcome.onAuthenticated(context);
        } else if (in.readableBytes() > MAX_PENDING_BYTES) {
            throw new HandshakeRefusedException("it sent more than the handshake before it was authenticated");
        }
    }

    private static void say(ChannelHandlerContext context, byte[] bytes) {
        if (bytes.length > 0) {
            context.writeAndFlush(Unpooled.wrappedBuffer(bytes), context.voidPromise());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        Throwable cause = thrown.getCause() instanceof IOException inner ? inner : thrown;
        refuse(
                context,
                cause instanceof IOException io ? io : new IOException("the handshake failed: " + cause, cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        refuse(context, new IOException("it closed the connection during the handshake"));
        super.channelInactive(context);
    }

    private void refuse(ChannelHandlerContext context, IOException cause) {
        if (settled) {
            return;
        }
        settle();
        byte[] lastWord = cause instanceof HandshakeRefusedException refused ? refused.lastWord() : new byte[0];
        context.writeAndFlush(Unpooled.wrappedBuffer(lastWord)).addListener(ChannelFutureListener.CLOSE);
        outcome.onRefused(cause);
    }

    private void settle() {
        settled = true;
        if (timeout != null) {
            timeout.cancel(false);
        }
    }
}
