package io.dataflow.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.runtime.protocol.MessageCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final byte[] SECRET = "open sesame".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER_SECRET = "open barley".getBytes(StandardCharsets.UTF_8);

    private final SecureRandom random = new SecureRandom();

    private Handshake client(byte[] secret) {
        return new ClientHandshake(new Proof(secret), random);
    }

    private Handshake server(byte[] secret) {
        return new ServerHandshake(new Proof(secret), random);
    }

    /** Gives a side what it waits for, piece by piece, and returns what it answers. */
    private static byte[] tell(Handshake side, byte[] bytes) throws HandshakeRefusedException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] answer = new byte[0];
        while (in.hasRemaining()) {
            byte[] piece = new byte[side.wantedBytes()];
            in.get(piece);
            answer = Proof.join(answer, side.receive(piece));
        }
        return answer;
    }

    @Test
    void two_sides_that_share_a_secret_accept_each_other() throws Exception {
        for (byte[] secret : new byte[][] {SECRET, new byte[0], new byte[1000]}) {
            Handshake client = client(secret);
            Handshake server = server(secret);

            byte[] hello = tell(server, client.begin());
            byte[] proof = tell(client, hello);
            byte[] welcome = tell(server, proof);
            tell(client, welcome);

            assertThat(server.complete()).isTrue();
            assertThat(client.complete()).isTrue();
        }
    }

    @Test
    void the_secret_is_never_sent() throws Exception {
        Handshake client = client(SECRET);
        Handshake server = server(SECRET);
        byte[] first = client.begin();
        byte[] second = tell(server, first);
        byte[] third = tell(client, second);

        String said = new String(Proof.join(first, second, third), StandardCharsets.ISO_8859_1);

        assertThat(said).doesNotContain(new String(SECRET, StandardCharsets.ISO_8859_1));
    }

    @Test
    void a_client_refuses_a_server_with_another_secret() throws Exception {
        Handshake client = client(SECRET);
        byte[] hello = tell(server(OTHER_SECRET), client.begin());

        assertThatThrownBy(() -> tell(client, hello))
                .isInstanceOf(HandshakeRefusedException.class)
                .hasMessageContaining("the secrets differ")
                .hasMessageContaining("--secret-file");
        assertThat(client.complete()).isFalse();
    }

    @Test
    void no_secret_is_not_the_same_as_some_secret() throws Exception {
        Handshake client = client(new byte[0]);
        byte[] hello = tell(server(SECRET), client.begin());

        assertThatThrownBy(() -> tell(client, hello)).isInstanceOf(HandshakeRefusedException.class);
    }

    @Test
    void a_server_refuses_a_client_that_cannot_prove_itself() throws Exception {
        Handshake server = server(SECRET);
        tell(server, client(SECRET).begin());

        assertThatThrownBy(() -> tell(server, new byte[Proof.PROOF_BYTES]))
                .isInstanceOf(HandshakeRefusedException.class)
                .hasMessageContaining("secret");
        assertThat(server.complete()).isFalse();
    }

    @Test
    void a_server_does_not_accept_its_own_proof_reflected() throws Exception {
        Handshake server = server(SECRET);
        byte[] hello = tell(server, client(SECRET).begin());
        byte[] serverProof = Arrays.copyOfRange(hello, hello.length - Proof.PROOF_BYTES, hello.length);

        assertThatThrownBy(() -> tell(server, serverProof)).isInstanceOf(HandshakeRefusedException.class);
    }

    @Test
    void a_client_does_not_accept_its_own_words_reflected() throws Exception {
        Handshake victim = client(SECRET);
        Handshake honest = server(SECRET);
        byte[] nonceOfVictim = victim.begin();
        byte[] hello = tell(honest, nonceOfVictim);
        byte[] clientProof = tell(victim, hello);
        Handshake second = client(SECRET);
        byte[] replayed = Proof.join(second.begin(), clientProof);

        assertThatThrownBy(() -> tell(second, replayed)).isInstanceOf(HandshakeRefusedException.class);
    }

    @Test
    void a_recorded_handshake_is_of_no_use_to_either_side() throws Exception {
        Handshake client = client(SECRET);
        byte[] clientHello = client.begin();
        byte[] serverHello = tell(server(SECRET), clientHello);
        byte[] clientProof = tell(client, serverHello);
        Handshake otherServer = server(SECRET);
        Handshake otherClient = client(SECRET);

        tell(otherServer, clientHello);

        assertThatThrownBy(() -> tell(otherServer, clientProof)).isInstanceOf(HandshakeRefusedException.class);
        assertThatThrownBy(() -> tell(otherClient, serverHello)).isInstanceOf(HandshakeRefusedException.class);
    }

    @Test
    void another_version_is_refused_with_both_named_and_told_ours() {
        byte[] preamble = ByteBuffer.allocate(8)
                .put("DFLW".getBytes(StandardCharsets.US_ASCII))
                .putInt(99)
                .array();

        assertThatThrownBy(() -> server(SECRET).receive(preamble))
                .isInstanceOfSatisfying(HandshakeRefusedException.class, e -> assertThat(e.lastWord())
                        .isEqualTo(Proof.preamble()))
                .hasMessageContaining("version 99")
                .hasMessageContaining("version " + MessageCodec.PROTOCOL_VERSION);
        assertThatThrownBy(() -> client(SECRET).receive(preamble))
                .isInstanceOf(HandshakeRefusedException.class)
                .hasMessageContaining("version 99");
    }

    @Test
    void another_protocol_is_refused() {
        byte[] http = "GET / HT".getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> server(SECRET).receive(http))
                .isInstanceOfSatisfying(HandshakeRefusedException.class, e -> assertThat(e.lastWord())
                        .isEmpty())
                .hasMessageContaining("does not speak the Dataflow protocol");
    }
}
