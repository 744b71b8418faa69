package io.dataflow.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.protocol.MalformedMessageException;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.MessageCodec;
import io.dataflow.runtime.protocol.Parcel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyTransportIT extends TransportContract {
    private static final byte[] SECRET = "a secret".getBytes(StandardCharsets.UTF_8);

    private final Recorder server = new Recorder();
    private final List<Transport> opened = new ArrayList<>();

    @Override
    Transport openServing() {
        return new NettyTransport(TransportOptions.defaults().withSecret(SECRET));
    }

    @Override
    Transport openConnecting(Transport other) {
        return new NettyTransport(TransportOptions.defaults().withSecret(SECRET));
    }

    @AfterEach
    void closeOpened() {
        opened.forEach(Transport::close);
    }

    private NettyTransport open(TransportOptions options) {
        NettyTransport transport = new NettyTransport(options);
        opened.add(transport);
        return transport;
    }

    private NettyTransport open(byte[] secret) {
        return open(TransportOptions.defaults().withSecret(secret));
    }

    private static TransportOptions impatient(int handshakeTimeoutMillis, int maxUnauthenticated) {
        TransportOptions options = TransportOptions.defaults();
        return new TransportOptions(
                SECRET,
                options.maxFrameBytes(),
                options.maxQueuedBytes(),
                handshakeTimeoutMillis,
                options.connectTimeoutMillis(),
                maxUnauthenticated,
                1,
                Optional.empty());
    }

    private static TransportOptions narrow(int maxFrameBytes, long maxQueuedBytes) {
        TransportOptions options = TransportOptions.defaults();
        return new TransportOptions(
                SECRET,
                maxFrameBytes,
                maxQueuedBytes,
                options.handshakeTimeoutMillis(),
                options.connectTimeoutMillis(),
                options.maxUnauthenticatedConnections(),
                1,
                Optional.empty());
    }

    private static Set<Thread> networkThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("dataflow-network")
                        || thread.getName().startsWith("globalEventExecutor"))
                .collect(Collectors.toSet());
    }

    @Test
    void sides_with_different_secrets_refuse_each_other() throws Exception {
        byte[] other = "another secret".getBytes(StandardCharsets.UTF_8);
        String address = open(SECRET).listen("127.0.0.1:0", server).address();

        for (byte[] secret : new byte[][] {other, new byte[0]}) {
            NettyTransport client = open(secret);
            assertThatThrownBy(() -> client.connect(address, new Recorder()))
                    .isInstanceOfSatisfying(
                            DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CONNECTION))
                    .hasMessage("Connecting to " + address
                            + " was refused: the secrets differ; give both sides the same --secret-file");
        }
        assertThat(server.waitingMessages()).isZero();
    }

    @Test
    void without_a_secret_there_is_a_handshake_as_well() throws Exception {
        String address = open(new byte[0]).listen("127.0.0.1:0", server).address();

        open(new byte[0]).connect(address, new Recorder()).send(new Message.ClusterRequest());

        assertThat(server.next()).isEqualTo(new Message.ClusterRequest());
    }

    @Test
    void without_a_secret_nothing_listens_where_others_could_reach_it() throws Exception {
        NettyTransport open = open(new byte[0]);

        assertThatThrownBy(() -> open.listen("0.0.0.0:0", server))
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CONNECTION))
                .hasMessageContaining("0.0.0.0:0")
                .hasMessageContaining("--secret-file")
                .hasMessageContaining("127.0.0.1");
        assertThat(open(SECRET).listen("0.0.0.0:0", server).address()).startsWith("0.0.0.0:");
    }

    @Test
    void a_server_of_another_version_is_named() throws Exception {
        byte[] otherVersion =
                ByteBuffer.allocate(8).put(Proof.preamble(), 0, 4).putInt(7).array();

        assertThatThrownBy(() -> connectTo(otherVersion))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("was refused")
                .hasMessageContaining("version 7")
                .hasMessageContaining("version " + MessageCodec.PROTOCOL_VERSION);
    }

    @Test
    void a_server_of_another_protocol_is_named() {
        assertThatThrownBy(() -> connectTo("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("does not speak the Dataflow protocol");
    }

    @Test
    void a_server_that_hangs_up_is_named() {
        assertThatThrownBy(() -> connectTo(new byte[0]))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("closed the connection during the handshake");
    }

    /** Connects to a server that says this to whoever comes and hangs up. */
    private void connectTo(byte[] words) throws IOException {
        try (ServerSocket strange = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            NamedThreads.single("strange-server", () -> {
                        try (Socket socket = strange.accept()) {
                            socket.getInputStream().readNBytes(40);
                            socket.getOutputStream().write(words);
                        } catch (IOException e) {
                            // The test has what it came for.
                        }
                    })
                    .start();
            open(SECRET).connect("127.0.0.1:" + strange.getLocalPort(), new Recorder());
        }
    }

    @Test
    void a_server_that_says_nothing_is_given_up() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            NettyTransport client = open(impatient(50, 1));

            assertThatThrownBy(() -> client.connect("127.0.0.1:" + silent.getLocalPort(), new Recorder()))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("did not finish the handshake within 50 ms");
        }
    }

    @Test
    void closing_ends_a_connect_that_waits() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            NettyTransport client = open(SECRET);
            NamedThreads.single("closing", () -> {
                        try (Socket socket = silent.accept()) {
                            socket.getInputStream().readNBytes(40);
                            client.close();
                        } catch (IOException e) {
                            // The test does not get its answer, and says so.
                        }
                    })
                    .start();

            assertThatThrownBy(() -> client.connect("127.0.0.1:" + silent.getLocalPort(), new Recorder()))
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining("this side was closed meanwhile");
        }
    }

    @Test
    void an_unknown_host_is_named() {
        NettyTransport client = open(SECRET);

        assertThatThrownBy(() -> client.connect("no-such-host.invalid:1", new Recorder()))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("no-such-host.invalid:1")
                .hasMessageContaining("host is not known");
    }

    @Test
    void a_client_of_another_version_is_told_ours() throws Exception {
        String address = open(SECRET).listen("127.0.0.1:0", server).address();
        try (RawPeer peer = new RawPeer(address)) {
            peer.say(
                    ByteBuffer.allocate(8).put(Proof.preamble(), 0, 4).putInt(7).array());

            assertThat(peer.hearAll()).isEqualTo(Proof.preamble());
        }
    }

    @Test
    void a_message_before_the_handshake_ends_the_connection_unread() throws Exception {
        String address = open(SECRET).listen("127.0.0.1:0", server).address();
        try (RawPeer peer = new RawPeer(address)) {
            peer.send(new Message.ReleaseJob("job"));

            assertThat(peer.hearAll()).isEmpty();
        }
        try (RawPeer peer = new RawPeer(address)) {
            peer.say(Proof.join(Proof.preamble(), new byte[Proof.NONCE_BYTES]));
            peer.hear(Proof.PREAMBLE_BYTES + Proof.NONCE_BYTES + Proof.PROOF_BYTES);
            peer.say(new byte[Proof.PROOF_BYTES]);
            peer.send(new Message.ReleaseJob("job"));

            assertThat(peer.hearAll()).isEmpty();
        }
        assertThat(server.waitingMessages()).isZero();
        assertThat(server.isClosed()).isFalse();
    }

    @Test
    void too_much_before_the_handshake_ends_the_connection() throws Exception {
        String address = open(SECRET).listen("127.0.0.1:0", server).address();
        try (RawPeer peer = new RawPeer(address)) {
            peer.say(Proof.join(Proof.preamble(), new byte[10_000]));

            byte[] heard = peer.hearAll();

            assertThat(heard.length).isLessThanOrEqualTo(72);
        }
    }

    @Test
    void a_client_that_says_nothing_is_shown_out() throws Exception {
        String address = open(impatient(50, 10)).listen("127.0.0.1:0", server).address();
        try (RawPeer peer = new RawPeer(address)) {
            assertThat(peer.hearAll()).isEmpty();
        }
    }

    @Test
    void only_so_many_may_wait_unauthenticated() throws Exception {
        String address =
                open(impatient(20_000, 2)).listen("127.0.0.1:0", server).address();
        byte[] hello = Proof.join(Proof.preamble(), new byte[Proof.NONCE_BYTES]);
        try (RawPeer first = new RawPeer(address);
                RawPeer second = new RawPeer(address)) {
            first.say(hello);
            second.say(hello);
            assertThat(first.hear(8)).isEqualTo(Proof.preamble());
            assertThat(second.hear(8)).isEqualTo(Proof.preamble());

            try (RawPeer third = new RawPeer(address)) {
                third.say(hello);

                assertThat(third.hear(8)).isEqualTo(Proof.preamble());
                assertThat(first.hearAll()).hasSize(Proof.NONCE_BYTES + Proof.PROOF_BYTES);
            }
        }
        open(SECRET).connect(address, new Recorder()).send(new Message.ClusterRequest());
        assertThat(server.next()).isEqualTo(new Message.ClusterRequest());
    }

    @Test
    void thousands_who_open_connections_and_say_nothing_keep_nobody_out() throws Exception {
        String address = open(SECRET).listen("127.0.0.1:0", server).address();
        NettyTransport client = open(SECRET);
        List<RawPeer> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 3_000; i++) {
                silent.add(new RawPeer(address));
                if (i % 1_000 == 999) {
                    client.connect(address, new Recorder()).send(new Message.ClusterRequest());
                    assertThat(server.next()).isEqualTo(new Message.ClusterRequest());
                }
            }

            List<RawPeer> crowdedOut = silent.subList(0, 2_900);
            crowdedOut.forEach(peer -> assertThat(peer.hearAll()).isEmpty());
        } finally {
            silent.forEach(RawPeer::close);
        }
    }

    @Test
    void a_malformed_frame_ends_the_connection_with_its_cause() throws Exception {
        String address = open(SECRET).listen("127.0.0.1:0", server).address();
        try (RawPeer peer = RawPeer.authenticated(address, SECRET)) {
            peer.send(new Message.ClusterRequest());
            peer.say(new byte[] {0, 0, 0, 3, 99, 1, 2});

            assertThat(server.next()).isEqualTo(new Message.ClusterRequest());
            assertThat(server.closed())
                    .containsInstanceOf(MalformedMessageException.class)
                    .hasValueSatisfying(cause -> assertThat(cause).hasMessageContaining("'99'"));
        }
    }

    @Test
    void a_peer_that_vanishes_is_told_from_one_that_closes() throws Exception {
        String address = open(SECRET).listen("127.0.0.1:0", server).address();
        try (RawPeer peer = RawPeer.authenticated(address, SECRET)) {
            peer.send(new Message.ClusterRequest());
        }

        assertThat(server.closed())
                .hasValueSatisfying(cause -> assertThat(cause).hasMessageContaining("without a goodbye"));
    }

    @Test
    void a_connection_that_is_aborted_says_no_goodbye() throws Exception {
        String address = open(SECRET).listen("127.0.0.1:0", server).address();

        open(SECRET).connect(address, new Recorder()).abort();

        assertThat(server.closed())
                .hasValueSatisfying(cause -> assertThat(cause).hasMessageContaining("without a goodbye"));
    }

    @Test
    void a_transport_that_is_aborted_says_no_goodbye() throws Exception {
        String address = open(SECRET).listen("127.0.0.1:0", server).address();
        NettyTransport dying = open(SECRET);
        dying.connect(address, new Recorder());

        dying.abort();

        assertThat(server.closed())
                .hasValueSatisfying(cause -> assertThat(cause).hasMessageContaining("without a goodbye"));
    }

    @Test
    void a_message_that_is_too_large_is_not_sent() throws Exception {
        String address =
                open(narrow(1000, 10_000)).listen("127.0.0.1:0", server).address();
        Connection connection = open(narrow(1000, 10_000)).connect(address, new Recorder());

        assertThatThrownBy(() -> connection.send(new Message.OpenStage("job", 1, Parcel.serialized(new byte[2000]))))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("OpenStage")
                .hasMessageContaining("1000");
        connection.send(new Message.BlockFrame(1, new byte[5_000_000]));
        connection.send(new Message.ClusterRequest());

        assertThat(((Message.BlockFrame) server.next()).block()).hasSize(5_000_000);
        assertThat(server.next()).isEqualTo(new Message.ClusterRequest());
    }

    @Test
    void a_peer_that_does_not_read_is_given_up_before_it_fills_the_heap() throws Exception {
        String address =
                open(narrow(1 << 20, 1 << 20)).listen("127.0.0.1:0", server).address();
        try (RawPeer peer = RawPeer.authenticated(address, SECRET)) {
            peer.send(new Message.ClusterRequest());
            Connection connection = server.connection();
            byte[] program = new byte[64 << 10];
            // More than the socket's buffers could take, should nobody give up.
            for (int i = 0; i < 10_000 && !server.isClosed(); i++) {
                connection.send(new Message.OpenStage("job", 1, Parcel.serialized(program)));
            }

            assertThat(server.closed()).hasValueSatisfying(cause -> assertThat(cause)
                    .hasMessageContaining("more than 1048576 bytes waiting to be sent"));
        }
    }

    @Test
    void a_peer_that_does_not_read_does_not_hold_up_close() throws Exception {
        NettyTransport transport = open(SECRET);
        String address = transport.listen("127.0.0.1:0", server).address();
        try (RawPeer peer = RawPeer.authenticated(address, SECRET)) {
            peer.send(new Message.ClusterRequest());
            Connection connection = server.connection();
            for (int i = 0; i < 500; i++) {
                connection.send(new Message.BlockFrame(1, new byte[64 << 10]));
            }

            transport.close();

            assertThat(server.closed()).isEmpty();
            assertThat(peer.hearAll()).isNotEmpty();
        }
    }

    @Test
    void no_thread_is_left_after_close() throws Exception {
        Set<Thread> before = networkThreads();
        NettyTransport first = open(SECRET);
        NettyTransport second = open(SECRET);
        String address = first.listen("127.0.0.1:0", server).address();
        for (int i = 0; i < 5; i++) {
            second.connect(address, new Recorder()).send(new Message.ClusterRequest());
        }
        server.next();

        second.close();
        first.close();
        first.close();

        Set<Thread> left = networkThreads();
        left.removeAll(before);
        assertThat(left).isEmpty();
    }

    @Test
    void a_transport_that_was_never_used_has_no_thread() {
        Set<Thread> before = networkThreads();

        open(SECRET).close();

        Set<Thread> left = networkThreads();
        left.removeAll(before);
        assertThat(left).isEmpty();
    }

    @Test
    void a_handler_may_close_the_transport() throws Exception {
        NettyTransport transport = open(SECRET);
        CompletableFuture<Thread> closer = new CompletableFuture<>();
        String address = transport
                .listen("127.0.0.1:0", new ConnectionHandler() {
                    @Override
                    public void onMessage(Connection connection, Message message) {
                        transport.close();
                        closer.complete(Thread.currentThread());
                    }

                    @Override
                    public void onClosed(Connection connection, @Nullable Throwable cause) {}
                })
                .address();
        Recorder client = new Recorder();

        open(SECRET).connect(address, client).send(new Message.ClusterRequest());

        client.closed();
        closer.get().join();
        assertThat(closer.get().isAlive()).isFalse();
    }

    @Test
    void connecting_from_a_network_thread_is_refused() throws Exception {
        NettyTransport transport = open(SECRET);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        String address = transport.listen("127.0.0.1:0", server).address();
        String calling = transport
                .listen("127.0.0.1:0", new ConnectionHandler() {
                    @Override
                    public void onMessage(Connection connection, Message message) {
                        try {
                            transport.connect(address, server);
                        } catch (IllegalStateException e) {
                            thrown.complete(e);
                        }
                    }

                    @Override
                    public void onClosed(Connection connection, @Nullable Throwable cause) {}
                })
                .address();

        open(SECRET).connect(calling, new Recorder()).send(new Message.ClusterRequest());

        assertThat(thrown.get()).hasMessageContaining("must not be called by its threads");
    }

    @Test
    void options_that_make_no_sense_are_refused() {
        TransportOptions options = TransportOptions.defaults();

        assertThatThrownBy(() -> new TransportOptions(SECRET, 0, 1, 1, 1, 1, 1, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxFrameBytes");
        assertThatThrownBy(() -> new TransportOptions(SECRET, 1, 1, 1, 1, 1, 0, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threadCount");
        assertThat(options.hasSecret()).isFalse();
        assertThat(options.withSecret(SECRET).toString())
                .doesNotContain(new String(SECRET, StandardCharsets.UTF_8))
                .doesNotContain(Arrays.toString(SECRET));
    }
}
