package io.dataflow.runtime.transport;

import io.dataflow.runtime.protocol.FrameReader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;

/** Between an authenticated channel and its {@link NettyConnection}. Confined to the channel's thread. */
final class MessageHandler extends ChannelInboundHandlerAdapter {
    private final NettyConnection connection;
    private final FrameReader reader;

    MessageHandler(NettyConnection connection, FrameReader reader) {
        this.connection = connection;
        this.reader = reader;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        ByteBuf bytes = (ByteBuf) message;
        try {
            for (ByteBuffer part : bytes.nioBuffers()) {
                reader.read(part, connection::onMessage);
            }
        } finally {
            bytes.release();
        }
        if (reader.ended()) {
            connection.onGoodbye();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        connection.drain();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.fail(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.onInactive();
    }
}
