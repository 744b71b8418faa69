package io.dataflow.runtime.transport;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.protocol.FrameReader;
import io.dataflow.runtime.protocol.MessageCodec;
import io.dataflow.shuffle.block.BlockCodec;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages over sockets. Every connection begins with a {@link Handshake}; what follows are frames, see
 * {@link MessageCodec}. All of it is within TLS if the options say so; without, whoever can read the network reads the data.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is told to the pipeline, or to nobody at the end.
public final class NettyTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);

    /** Enough on its way to the socket to keep it busy, little enough to have in direct memory per connection. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 << 10, 512 << 10);

    private static final int BACKLOG = 128;
    private static final long SHUTDOWN_GRACE_MILLIS = 2 * NettyConnection.CLOSE_GRACE_MILLIS;

    private final TransportOptions options;
    private final SecureRandom random;
    private final Proof proof;
    private final RefusalLog refusals = new RefusalLog();
    private final MessageCodec codec = new MessageCodec();
    private final LoopThreads loops;
    private final Set<Channel> servers = ConcurrentHashMap.newKeySet();
    private final Set<NettyConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<CompletableFuture<NettyConnection>> connecting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public NettyTransport(TransportOptions options) {
        this(options, new SecureRandom());
    }

    /** {@code random} yields the nonces of handshakes. */
    public NettyTransport(TransportOptions options, SecureRandom random) {
        NettyRelease.check(NettyTransport.class.getClassLoader());
        this.options = options;
        this.random = random;
        this.proof = new Proof(options.secret());
        this.loops = new LoopThreads("dataflow-network", options.threadCount());
    }

    @Override
    public Listener listen(String address, ConnectionHandler handler) throws IOException {
        checkUsable();
        InetSocketAddress local = resolve(address, "listen on");
        if (!options.hasSecret() && !local.getAddress().isLoopbackAddress()) {
            throw new DataflowException(
                    FailureKind.CONNECTION,
                    "Cannot listen on " + address + " without a secret, as others could reach it; start with"
                            + " --secret-file, or bind to 127.0.0.1");
        }
        if (options.tls().isPresent() && !options.tls().get().canListen()) {
            throw new DataflowException(
                    FailureKind.CONNECTION,
                    "Cannot listen on " + address + " with TLS without a certificate; start with --tls-certificate and"
                            + " --tls-key");
        }
        NioServerSocketChannel server = new NioServerSocketChannel();
        server.config().setReuseAddress(true).setBacklog(BACKLOG);
        HalfOpenChannels halfOpen = new HalfOpenChannels(options.maxUnauthenticatedConnections());
        server.pipeline().addLast(new Acceptor(channel -> onAccepted(channel, handler, halfOpen)));
        bind(server, local, address);
        int port = server.localAddress().getPort();
        return new ServerSocket(server, HostPort.parse(address).withPort(port).toString());
    }

    private void bind(Channel server, InetSocketAddress local, String address) throws IOException {
        servers.add(server);
        server.closeFuture().addListener(done -> servers.remove(server));
        ChannelFuture bound = loops.next().register(server).awaitUninterruptibly();
        if (bound.isSuccess()) {
            bound = server.bind(local).awaitUninterruptibly();
        }
        if (!bound.isSuccess()) {
            server.close();
            throw new IOException(
                    "Cannot listen on " + address + ": " + reason(bound.cause())
                            + "; choose another address with --bind HOST:PORT, or port 0 for a free one",
                    bound.cause());
        }
    }

    private void onAccepted(Channel channel, ConnectionHandler handler, HalfOpenChannels halfOpen) {
        String peer = HostPort.of((InetSocketAddress) channel.remoteAddress()).toString();
        if (closed) {
            channel.unsafe().closeForcibly();
            return;
        }
        HandshakeHandler.Outcome outcome = new HandshakeHandler.Outcome() {
            @Override
            public void onBegun(Channel begun) {
                halfOpen.add(begun);
            }

            @Override
            public void onAuthenticated(ChannelHandlerContext context) {
                halfOpen.remove(channel);
                begin(context, peer, handler);
            }

            @Override
            public void onRefused(IOException cause) {
                halfOpen.remove(channel);
                refusals.log(peer, String.valueOf(cause.getMessage()));
            }
        };
        Proof accepting =
                options.tls().map(tls -> proof.boundTo(tls.ownBinding())).orElse(proof);
        HandshakeHandler handshake = new HandshakeHandler(
                binding -> new ServerHandshake(accepting, random),
                tls -> new byte[0],
                options.handshakeTimeoutMillis(),
                outcome);
        SslHandler tls = options.tls().isPresent() ? options.tls().get().listening(channel.alloc()) : null;
        register(channel, tls, handshake, outcome);
    }

    private ChannelFuture register(
            Channel channel, @Nullable SslHandler tls, HandshakeHandler handshake, HandshakeHandler.Outcome outcome) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, options.connectTimeoutMillis());
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
        if (tls != null) {
            channel.pipeline().addLast(tls);
        }
        channel.pipeline().addLast(handshake);
        ChannelFuture registered = loops.next().register(channel);
        registered.addListener(done -> {
            if (!done.isSuccess()) {
                channel.unsafe().closeForcibly();
                outcome.onRefused(new IOException("the transport is closed", done.cause()));
            }
        });
        return registered;
    }

    /** From the handshake to messages, on the channel's thread. */
    private NettyConnection begin(ChannelHandlerContext context, String peer, ConnectionHandler handler) {
        Channel channel = context.channel();
        NettyConnection connection = new NettyConnection(channel, peer, options, codec, handler);
        connections.add(connection);
        channel.closeFuture().addListener(done -> connections.remove(connection));
        FrameReader reader = new FrameReader(options.maxFrameBytes(), BlockCodec.MAX_BLOCK_BYTES);
        context.pipeline().replace(context.handler(), "messages", new MessageHandler(connection, reader));
        if (closed) {
            connection.close();
        }
        return connection;
    }

    @Override
    public Connection connect(String address, ConnectionHandler handler) {
        checkUsable();
        if (loops.inLoop()) {
            throw new IllegalStateException("connect waits for the network and so must not be called by its threads");
        }
        InetSocketAddress remote;
        try {
            remote = resolve(address, "connect to");
        } catch (IOException e) {
            throw new DataflowException(FailureKind.CONNECTION, String.valueOf(e.getMessage()), e);
        }
        CompletableFuture<NettyConnection> connected = new CompletableFuture<>();
        connecting.add(connected);
        Channel channel = open(remote, address, handler, connected);
        try {
            return await(address, connected);
        } catch (DataflowException e) {
            channel.close();
            throw e;
        } finally {
            connecting.removeIf(other -> other == connected);
        }
    }

    private Channel open(
            InetSocketAddress remote,
            String address,
            ConnectionHandler handler,
            CompletableFuture<NettyConnection> connected) {
        NioSocketChannel channel = new NioSocketChannel();
        HandshakeHandler.Outcome outcome = new HandshakeHandler.Outcome() {
            @Override
            public void onBegun(Channel begun) {}

            @Override
            public void onAuthenticated(ChannelHandlerContext context) {
                connected.complete(begin(context, address, handler));
            }

            @Override
            public void onRefused(IOException cause) {
                connected.completeExceptionally(cause);
            }
        };
        HandshakeHandler handshake = new HandshakeHandler(
                binding -> new ClientHandshake(proof.boundTo(binding), random),
                Tls::peerBinding,
                options.handshakeTimeoutMillis(),
                outcome);
        SslHandler tls = options.tls().isPresent()
                ? options.tls().get().connecting(channel.alloc(), HostPort.parse(address))
                : null;
        register(channel, tls, handshake, outcome).addListener(registered -> {
            if (registered.isSuccess()) {
                channel.connect(remote).addListener(done -> {
                    if (!done.isSuccess()) {
                        connected.completeExceptionally(new ConnectFailure(done.cause()));
                    }
                });
            }
        });
        return channel;
    }

    private NettyConnection await(String address, CompletableFuture<NettyConnection> connected) {
        if (closed) {
            connected.completeExceptionally(closedMeanwhile());
        }
        // Both steps have timeouts of their own, which come first unless something is wrong here.
        long limitMillis =
                NettyConnection.CLOSE_GRACE_MILLIS + options.connectTimeoutMillis() + options.handshakeTimeoutMillis();
        try {
            return connected.get(limitMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw connectFailed(address, e.getCause());
        } catch (TimeoutException e) {
            throw connectFailed(address, new IOException("there was no answer within " + limitMillis + " ms", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw connectFailed(address, new IOException("the calling thread was interrupted", e));
        }
    }

    private static IOException closedMeanwhile() {
        return new IOException("this side was closed meanwhile");
    }

    private static DataflowException connectFailed(String address, @Nullable Throwable cause) {
        if (cause instanceof ConnectFailure) {
            return new DataflowException(
                    FailureKind.CONNECTION,
                    "Cannot connect to " + address + ": " + reason(cause.getCause())
                            + "; check the address, and that a process is listening there",
                    cause.getCause());
        }
        return new DataflowException(
                FailureKind.CONNECTION, "Connecting to " + address + " was refused: " + reason(cause), cause);
    }

    private static InetSocketAddress resolve(String address, String purpose) throws IOException {
        try {
            return HostPort.parse(address).resolve();
        } catch (UnknownHostException e) {
            throw new IOException("Cannot " + purpose + " " + address + ": the host is not known", e);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "for no known reason";
        }
        // Netty puts the address behind the message of the operating system; ours has it already.
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        int address = message.indexOf(": ");
        return cause instanceof java.net.ConnectException && address > 0 ? message.substring(0, address) : message;
    }

    private void checkUsable() {
        if (closed) {
            throw new IllegalStateException("The transport is closed");
        }
    }

    /** Closes everything in order, and returns when no thread of the transport is left. */
    @Override
    public void close() {
        closed = true;
        connecting.forEach(connected -> connected.completeExceptionally(closedMeanwhile()));
        List<ChannelFuture> closing = servers.stream().map(Channel::close).toList();
        connections.forEach(NettyConnection::close);
        if (!loops.inLoop()) {
            closing.forEach(ChannelFuture::awaitUninterruptibly);
            awaitConnections();
        }
        loops.close();
    }

    @Override
    public void abort() {
        closed = true;
        connections.forEach(NettyConnection::abort);
        close();
    }

    private void awaitConnections() {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SHUTDOWN_GRACE_MILLIS);
        for (NettyConnection connection : connections) {
            connection.awaitClosed(deadlineNanos - System.nanoTime());
        }
    }

    /** The socket could not be connected, as opposed to a peer that refused. */
    private static final class ConnectFailure extends IOException {
        private static final long serialVersionUID = 1L;

        ConnectFailure(Throwable cause) {
            super(cause);
        }
    }

    /** A bound server socket. Closing it leaves the connections that it has accepted. */
    private static final class ServerSocket implements Listener {
        private final Channel channel;
        private final String address;

        ServerSocket(Channel channel, String address) {
            this.channel = channel;
            this.address = address;
        }

        @Override
        public String address() {
            return address;
        }

        @Override
        public void close() {
            ChannelFuture closing = channel.close();
            if (!channel.eventLoop().inEventLoop()) {
                closing.awaitUninterruptibly(NettyConnection.CLOSE_GRACE_MILLIS);
                awaitSelect();
            }
        }

        /** The JDK frees the port only when the selector is used once more, which the loop does before it runs a timer. */
        private void awaitSelect() {
            try {
                channel.eventLoop()
                        .schedule(() -> {}, 1, TimeUnit.MILLISECONDS)
                        .awaitUninterruptibly(NettyConnection.CLOSE_GRACE_MILLIS);
            } catch (RejectedExecutionException e) {
                LOG.debug("{} was closed with its transport", address);
            }
        }
    }
}
