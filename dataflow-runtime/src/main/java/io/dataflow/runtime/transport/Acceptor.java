package io.dataflow.runtime.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what a listening socket accepts. Confined to the socket's thread. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is told to the pipeline, or to nobody at the end.
final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

    /** How long to accept nothing after a failure to, such as too many open files. */
    private static final long PAUSE_MILLIS = 1_000;

    /** What to do with an accepted channel that is not registered yet. */
    interface Accepted {
        void onAccepted(Channel channel);
    }

    private final Accepted accepted;

    Acceptor(Accepted accepted) {
        this.accepted = accepted;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        accepted.onAccepted((Channel) message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn(
                "Cannot accept connections at {} for a moment: {}",
                context.channel().localAddress(),
                cause.toString());
        context.channel().config().setAutoRead(false);
        context.executor()
                .schedule(() -> context.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
