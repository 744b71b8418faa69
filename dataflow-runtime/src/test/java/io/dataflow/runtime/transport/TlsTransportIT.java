package io.dataflow.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.protocol.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that a transport promises, within TLS on both sides and with certificates on both; and who is turned away. */
class TlsTransportIT extends TransportContract {
    private static final byte[] SECRET = "a secret".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private TestAuthority authority;
    private TestAuthority.Identity here;
    private final Recorder server = new Recorder();
    private final List<Transport> opened = new ArrayList<>();

    /** Called before what the contract sets up, too. */
    @BeforeEach
    void issue() {
        if (authority == null) {
            try {
                authority = new TestAuthority(folder, "authority");
                here = authority.issue("here", "127.0.0.1", "localhost");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @AfterEach
    void closeOpened() {
        opened.forEach(Transport::close);
    }

    private TransportOptions mutual() {
        return showing(here, true);
    }

    private TransportOptions showing(TestAuthority.Identity identity, boolean demanding) {
        return options(Tls.read(
                authority.certificates(), Optional.of(identity.certificate()), Optional.of(identity.key()), demanding));
    }

    private TransportOptions showingNothing() {
        return options(Tls.read(authority.certificates(), Optional.empty(), Optional.empty(), false));
    }

    private static TransportOptions options(Tls tls) {
        return TransportOptions.defaults().withSecret(SECRET).withTls(tls);
    }

    @Override
    Transport openServing() {
        issue();
        return new NettyTransport(mutual());
    }

    @Override
    Transport openConnecting(Transport other) {
        return new NettyTransport(mutual());
    }

    private NettyTransport open(TransportOptions options) {
        NettyTransport transport = new NettyTransport(options);
        opened.add(transport);
        return transport;
    }

    private String listen(TransportOptions options) throws IOException {
        return open(options).listen("127.0.0.1:0", server).address();
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(TransportOptions client, String address) {
        return assertThatThrownBy(() -> open(client).connect(address, new Recorder()))
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CONNECTION))
                .hasMessageStartingWith("Connecting to " + address + " was refused: ");
    }

    @Test
    void a_client_without_a_certificate_is_let_in_where_none_is_demanded() throws Exception {
        String address = listen(showing(here, false));

        open(showingNothing()).connect(address, new Recorder()).send(new Message.ClusterRequest());

        assertThat(server.next()).isEqualTo(new Message.ClusterRequest());
    }

    @Test
    void a_client_without_a_certificate_is_refused_where_one_is_demanded() throws Exception {
        String address = listen(mutual());

        assertRefused(showingNothing(), address).hasMessageContaining("certificate");
        assertThat(server.waitingMessages()).isZero();
    }

    @Test
    void a_client_whose_certificate_is_of_another_authority_is_refused() throws Exception {
        TestAuthority other = new TestAuthority(folder, "other");
        TestAuthority.Identity stranger = other.issue("stranger", "127.0.0.1");
        String address = listen(mutual());

        assertRefused(showing(stranger, false), address).hasMessageContaining("refuses a certificate");
    }

    @Test
    void a_client_whose_certificate_has_expired_is_refused() throws Exception {
        TestAuthority.Identity late = authority.issue("late", Instant.now().minus(Duration.ofDays(1)), "127.0.0.1");
        String address = listen(mutual());

        assertRefused(showing(late, false), address).hasMessageContaining("refuses a certificate");
    }

    @Test
    void a_server_whose_certificate_has_expired_is_refused() throws Exception {
        TestAuthority.Identity late = authority.issue("late", Instant.now().minus(Duration.ofDays(1)), "127.0.0.1");
        String address = listen(showing(late, false));

        assertRefused(showingNothing(), address)
                .hasMessageContaining("its certificate is not valid at this time")
                .hasMessageContaining("renew it");
    }

    @Test
    void a_server_whose_certificate_is_not_valid_yet_is_refused() throws Exception {
        TestAuthority.Identity early = authority.issue("early", Instant.now().plus(Duration.ofDays(20)), "127.0.0.1");
        String address = listen(showing(early, false));

        assertRefused(showingNothing(), address).hasMessageContaining("its certificate is not valid at this time");
    }

    @Test
    void a_server_that_signed_its_certificate_itself_is_refused() throws Exception {
        String address = listen(showing(authority.selfSigned("myself", "127.0.0.1"), false));

        assertRefused(showingNothing(), address)
                .hasMessageContaining("of no authority that is trusted here")
                .hasMessageContaining("--tls-ca");
    }

    @Test
    void a_server_whose_certificate_is_for_another_host_is_refused() throws Exception {
        String address = listen(showing(authority.issue("there", "there.example", "127.0.0.2"), false));

        assertRefused(showingNothing(), address).hasMessageContaining("its certificate is for another host");
        String byName = "localhost" + address.substring(address.indexOf(':'));
        assertRefused(showingNothing(), byName).hasMessageContaining("its certificate is for another host");
    }

    @Test
    void the_secret_is_asked_for_within_tls_too() throws Exception {
        String address = listen(mutual());

        assertRefused(mutual().withSecret("another".getBytes(StandardCharsets.UTF_8)), address)
                .hasMessageContaining("the secrets differ");
    }

    @Test
    void one_side_without_tls_is_told_so() throws Exception {
        String encrypted = listen(mutual());
        String plain = listen(TransportOptions.defaults().withSecret(SECRET));

        assertRefused(TransportOptions.defaults().withSecret(SECRET), encrypted).hasMessageContaining("TLS");
        assertRefused(showingNothing(), plain).hasMessageContaining("TLS");
    }

    @Test
    void a_server_that_is_silent_is_given_up_before_tls_is_up() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            TransportOptions hasty = hasty(showingNothing(), 100);

            assertRefused(hasty, "127.0.0.1:" + silent.getLocalPort()).hasMessageContaining("100 ms");
        }
    }

    private static TransportOptions hasty(TransportOptions options, int handshakeTimeoutMillis) {
        return new TransportOptions(
                options.secret(),
                options.maxFrameBytes(),
                options.maxQueuedBytes(),
                handshakeTimeoutMillis,
                options.connectTimeoutMillis(),
                options.maxUnauthenticatedConnections(),
                1,
                options.tls());
    }

    @Test
    void a_client_that_is_silent_is_shown_out_before_tls_is_up() throws Exception {
        String address = listen(hasty(mutual(), 100));
        try (RawPeer peer = new RawPeer(address)) {
            assertThat(peer.hearAll().length).isLessThan(100);
        }
    }

    @Test
    void nothing_that_is_sent_can_be_read_on_the_way() throws Exception {
        String word = "a word that nobody on the way may read";
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        String address = listen(mutual());
        try (ServerSocket between = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            NamedThreads.single("between", () -> relay(between, address, seen)).start();

            open(mutual())
                    .connect("127.0.0.1:" + between.getLocalPort(), new Recorder())
                    .send(new Message.CancelJob("job", word));

            assertThat(server.next()).isEqualTo(new Message.CancelJob("job", word));
        }
        synchronized (seen) {
            assertThat(seen.size()).isGreaterThan(100);
            assertThat(seen.toString(StandardCharsets.ISO_8859_1)).doesNotContain(word);
        }
    }

    private static void relay(ServerSocket between, String address, ByteArrayOutputStream seen) {
        HostPort target = HostPort.parse(address);
        try (Socket client = between.accept();
                Socket behind = new Socket(target.host(), target.port())) {
            Thread back = NamedThreads.single("back", () -> copy(behind, client, new ByteArrayOutputStream()));
            back.start();
            copy(client, behind, seen);
        } catch (IOException e) {
            // The test does not get its message, and says so.
        }
    }

    private static void copy(Socket from, Socket to, ByteArrayOutputStream seen) {
        byte[] chunk = new byte[4096];
        try {
            for (int read = from.getInputStream().read(chunk);
                    read >= 0;
                    read = from.getInputStream().read(chunk)) {
                synchronized (seen) {
                    seen.write(chunk, 0, read);
                }
                to.getOutputStream().write(chunk, 0, read);
            }
        } catch (IOException e) {
            // One of the two has closed, which ends the copy.
        }
    }

    @Test
    void a_proof_for_one_server_is_none_for_another() {
        byte[] nonce = new byte[Proof.NONCE_BYTES];
        Proof forOne = new Proof(SECRET).boundTo(new byte[] {1});
        Proof forOther = new Proof(SECRET).boundTo(new byte[] {2});

        byte[] proof = forOne.of(Proof.Role.CLIENT, nonce, nonce);

        assertThat(forOne.isRight(proof, Proof.Role.CLIENT, nonce, nonce)).isTrue();
        assertThat(forOther.isRight(proof, Proof.Role.CLIENT, nonce, nonce)).isFalse();
        assertThat(new Proof(SECRET).isRight(proof, Proof.Role.CLIENT, nonce, nonce))
                .isFalse();
    }

    @Test
    void without_a_certificate_nothing_listens() {
        assertThatThrownBy(() -> listen(showingNothing()))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("--tls-certificate")
                .hasMessageContaining("--tls-key");
    }

    @Test
    void tls_alone_opens_no_door_to_others() {
        TransportOptions noSecret = mutual().withSecret(new byte[0]);

        assertThatThrownBy(() -> open(noSecret).listen("0.0.0.0:0", server))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("--secret-file");
    }

    @Test
    void files_that_cannot_be_used_are_named() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty"), "");
        Path old = Files.writeString(folder.resolve("old"), "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END");
        Path damaged = Files.writeString(
                folder.resolve("damaged"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
        Path huge = Files.write(folder.resolve("huge"), new byte[2 << 20]);
        Path ca = authority.certificates();
        Path key = authority.issue("another", "localhost").key();

        assertUnusable(empty, here.key(), empty, "holds no certificate");
        assertUnusable(folder.resolve("gone"), here.key(), folder.resolve("gone"), "NoSuchFile");
        assertUnusable(huge, here.key(), huge, "more than");
        assertUnusable(here.certificate(), old, old, "a RSA PRIVATE KEY", "openssl pkcs8");
        assertUnusable(here.certificate(), empty, empty, "no key");
        assertUnusable(here.certificate(), damaged, damaged, "damaged");
        assertUnusable(here.certificate(), key, key, "not the key of the certificate");
        assertThatThrownBy(() -> Tls.read(ca, Optional.of(here.certificate()), Optional.empty(), false))
                .hasMessageContaining("go together");
        assertThatThrownBy(() -> Tls.read(ca, Optional.empty(), Optional.empty(), true))
                .hasMessageContaining("cannot be demanded");
    }

    private void assertUnusable(Path certificate, Path key, Path named, String... why) {
        assertThatThrownBy(() -> Tls.read(authority.certificates(), Optional.of(certificate), Optional.of(key), false))
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CONNECTION))
                .hasMessageContaining(named.toString())
                .hasMessageContainingAll(why);
    }
}
