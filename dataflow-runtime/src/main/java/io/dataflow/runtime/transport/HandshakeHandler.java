package io.dataflow.runtime.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Leads one channel through a {@link Handshake}, and then makes way for what {@link Outcome#onAuthenticated} puts in its
 * place. Nothing but TLS and the handshake's own bytes is read before. Confined to the channel's thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is told to the pipeline, or to nobody at the end.
final class HandshakeHandler extends ByteToMessageDecoder {
    /** No side has reason to send more than this before it is authenticated. */
    private static final int MAX_PENDING_BYTES = 256;

    /** Fired on a channel that has to make room; means nothing to one that is authenticated. */
    static final Object CROWDED_OUT = new Object();

    /** Who is to know how it goes. One of the last two is called, once. */
    interface Outcome {
        /** Called first: there is a peer that has to authenticate itself. */
        void onBegun(Channel channel);

        /** Replaces this handler in the channel's pipeline. */
        void onAuthenticated(ChannelHandlerContext context);

        void onRefused(IOException cause);
    }

    /** Makes the handshake of a channel: its {@code binding} is the hash of the server's certificate, or nothing without TLS. */
    interface Opening {
        Handshake begin(byte[] binding);
    }

    /** What a channel is bound to once TLS is up. */
    interface Binding {
        byte[] of(SslHandler tls) throws IOException;
    }

    private final Opening opening;
    private final Binding binding;
    private final long timeoutMillis;
    private final Outcome outcome;
    private boolean settled;
    private boolean heard;
    private @Nullable Handshake handshake;
    private @Nullable ScheduledFuture<?> timeout;

    HandshakeHandler(Opening opening, Binding binding, long timeoutMillis, Outcome outcome) {
        this.opening = opening;
        this.binding = binding;
        this.timeoutMillis = timeoutMillis;
        this.outcome = outcome;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        timeout = context.executor().schedule(() -> onTimeout(context), timeoutMillis, TimeUnit.MILLISECONDS);
        outcome.onBegun(context.channel());
        if (context.pipeline().get(SslHandler.class) == null) {
            begin(context, new byte[0]);
        }
    }

    /** Within TLS the handshake begins when TLS is up. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent completion && !settled) {
            if (completion.isSuccess()) {
                begin(context, binding.of(context.pipeline().get(SslHandler.class)));
            } else {
                refuse(context, TlsFailures.explained(completion.cause()));
            }
        }
        if (event == CROWDED_OUT) {
            refuse(context, new IOException("it took long, and too many others wait to authenticate themselves"));
        }
        super.userEventTriggered(context, event);
    }

    private void begin(ChannelHandlerContext context, byte[] bound) {
        Handshake begun = opening.begin(bound);
        handshake = begun;
        say(context, begun.begin());
    }

    private void onTimeout(ChannelHandlerContext context) {
        refuse(context, new IOException("it did not finish the handshake within " + timeoutMillis + " ms"));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws IOException {
        Handshake begun = handshake;
        if (settled || begun == null) {
            in.skipBytes(in.readableBytes());
            return;
        }
        heard = true;
        if (in.readableBytes() >= begun.wantedBytes()) {
            byte[] bytes = new byte[begun.wantedBytes()];
            in.readBytes(bytes);
            say(context, begun.receive(bytes));
        }
        if (begun.complete()) {
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
        if (cause instanceof SSLException) {
            refuse(context, TlsFailures.explained(cause));
            return;
        }
        refuse(
                context,
                cause instanceof IOException io ? io : new IOException("the handshake failed: " + cause, cause));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        refuse(
                context,
                new IOException("it closed the connection during the handshake"
                        + (heard ? "" : " without a word; check that both sides use TLS, or neither does")));
        super.channelInactive(context);
    }

    private void refuse(ChannelHandlerContext context, IOException cause) {
        if (settled) {
            return;
        }
        settle();
        byte[] lastWord = cause instanceof HandshakeRefusedException refused ? refused.lastWord() : new byte[0];
        if (lastWord.length > 0) {
            context.writeAndFlush(Unpooled.wrappedBuffer(lastWord)).addListener(ChannelFutureListener.CLOSE);
        } else {
            context.close(); // what TLS cannot send yet must not keep the channel open
        }
        outcome.onRefused(cause);
    }

    private void settle() {
        settled = true;
        if (timeout != null) {
            timeout.cancel(false);
        }
    }
}
