package io.dataflow.runtime.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Gadget;
import com.acme.Spilling;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.runtime.CoordinatorServer;
import io.dataflow.runtime.WorkerServer;
import io.dataflow.runtime.closure.PlanSerializer;
import io.dataflow.runtime.protocol.LaunchedAttempt;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.MessageCodec;
import io.dataflow.runtime.protocol.Parcel;
import io.dataflow.runtime.protocol.RandomMessages;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What those get who knock at the ports of a coordinator and a worker without the secret, or with it and bad intent. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrangersIT {
    private static final byte[] SECRET = "the secret of this cluster".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WRONG = "the secret of that cluster".getBytes(StandardCharsets.US_ASCII);

    private final MessageCodec codec = new MessageCodec();
    private CoordinatorServer coordinator;
    private WorkerServer worker;
    private Path secretFile;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        secretFile = Files.write(folder.resolve("secret"), SECRET);
        coordinator = CoordinatorServer.start(
                new CoordinatorServer.Options("127.0.0.1:0", Optional.of(secretFile), folder.resolve("coordinator")));
        worker = WorkerServer.start(new WorkerServer.Options(
                coordinator.address(), "127.0.0.1:0", Optional.of(secretFile), 2, 16L << 20, folder.resolve("worker")));
    }

    @AfterAll
    void stop() {
        worker.close();
        coordinator.close();
    }

    private List<String> ports() {
        return List.of(coordinator.address(), worker.address());
    }

    private void assertThatJobsRun() {
        try (Session session = Session.connect("dataflow://" + coordinator.address() + "?secretFile=" + secretFile)) {
            assertThat(Spilling.wordCount(session, 1_000, 10).count()).isEqualTo(10);
        }
    }

    private byte[] bytes(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuffer part : codec.encode(message)) {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
        }
        return bytes.toByteArray();
    }

    /** Everything that would make a worker read the plan, were it believed. */
    private byte[] harmfulMessages() {
        byte[] plan = new PlanSerializer().serialize(new Gadget());
        LaunchedAttempt attempt = new LaunchedAttempt(0, 0, new InputRange.All(), 0, 0);
        return Proof.join(
                bytes(new Message.OpenJob("harm", List.of())),
                bytes(new Message.OpenStage("harm", 0, Parcel.serialized(plan))),
                bytes(new Message.LaunchAttempts(
                        "harm", 0, List.of(0), List.of(attempt), List.of(Parcel.serialized(plan)))),
                bytes(new Message.EndJob("harm", false)));
    }

    @Test
    void a_plan_of_somebody_without_the_secret_is_never_read() throws Exception {
        byte[] plan = new PlanSerializer().serialize(new Gadget());
        long before = Gadget.readCount();
        PlanSerializer.deserialize(plan, Gadget.class, Gadget.class.getClassLoader());
        assertThat(Gadget.readCount()).as("the gadget works").isEqualTo(before + 1);

        for (String port : ports()) {
            sayAndHear(port, harmfulMessages());
            sayAndHear(port, Proof.join(Proof.preamble(), new byte[Proof.NONCE_BYTES], harmfulMessages()));
            sayAndHear(port, Proof.join(Proof.preamble(), new byte[64], harmfulMessages()));
            assertThatThrownBy(() -> RawPeer.authenticated(port, WRONG)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> RawPeer.authenticated(port, new byte[0])).isInstanceOf(IOException.class);
        }

        assertThatJobsRun();
        assertThat(Gadget.readCount()).isEqualTo(before + 1);
    }

    @Test
    void not_even_the_secret_makes_a_port_read_plans_that_is_not_for_them() throws Exception {
        long before = Gadget.readCount();

        for (String port : ports()) {
            try (RawPeer peer = RawPeer.authenticated(port, SECRET)) {
                peer.say(harmfulMessages());
                peer.endOutput();
                peer.hearAll();
            }
        }

        assertThatJobsRun();
        assertThat(Gadget.readCount()).isEqualTo(before);
    }

    @Test
    void a_recorded_handshake_opens_nothing() throws Exception {
        for (String port : ports()) {
            byte[] clientHello;
            byte[] clientProof;
            try (RawPeer honest = new RawPeer(port)) {
                Handshake handshake = new ClientHandshake(new Proof(SECRET), new SecureRandom());
                clientHello = handshake.begin();
                honest.say(clientHello);
                handshake.receive(honest.hear(handshake.wantedBytes()));
                clientProof = handshake.receive(honest.hear(handshake.wantedBytes()));
                honest.say(clientProof);
                handshake.receive(honest.hear(1));
                assertThat(handshake.complete()).isTrue();
            }

            byte[] heard = sayAndHear(port, Proof.join(clientHello, clientProof, harmfulMessages()));

            assertThat(heard.length).isLessThanOrEqualTo(Proof.PREAMBLE_BYTES + Proof.NONCE_BYTES + Proof.PROOF_BYTES);
        }
    }

    private static byte[] sayAndHear(String port, byte[] words) throws IOException {
        try (RawPeer peer = new RawPeer(port)) {
            try {
                peer.say(words);
                peer.endOutput();
            } catch (SocketException closedAlready) {
                return new byte[0];
            }
            return peer.hearAll();
        }
    }

    @Seeds(20)
    void bytes_of_strangers_end_their_connection_and_nothing_else(Random random) throws Exception {
        for (String port : ports()) {
            byte[] words = new byte[1 + random.nextInt(5_000)];
            random.nextBytes(words);
            byte[] prefix = Proof.join(Proof.preamble(), new byte[Proof.NONCE_BYTES]);
            System.arraycopy(prefix, 0, words, 0, Math.min(words.length, random.nextInt(prefix.length + 1)));

            byte[] heard = sayAndHear(port, words);

            assertThat(heard.length).isLessThanOrEqualTo(Proof.PREAMBLE_BYTES + Proof.NONCE_BYTES + Proof.PROOF_BYTES);
        }
    }

    @Seeds(20)
    void frames_of_a_mad_peer_end_its_connection_and_nothing_else(Random random) throws Exception {
        RandomMessages messages = new RandomMessages(random);
        for (String port : ports()) {
            try (RawPeer peer = RawPeer.authenticated(port, SECRET)) {
                for (int i = 0; i < 20; i++) {
                    byte[] frame = bytes(messages.next());
                    if (frame.length > 1 << 20) {
                        continue;
                    }
                    for (int flips = random.nextInt(4); flips > 0; flips--) {
                        frame[4 + random.nextInt(frame.length - 4)] = (byte) random.nextInt(256);
                    }
                    peer.say(frame);
                }
                peer.say(ByteBuffer.allocate(5)
                        .putInt(Integer.MAX_VALUE)
                        .put((byte) 1)
                        .array());
                peer.hearAll();
            } catch (SocketException closedByOther) {
                assertThat(closedByOther.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void after_all_that_jobs_run_and_wrong_secrets_are_told() throws Exception {
        assertThatJobsRun();

        Path wrong = Files.write(secretFile.resolveSibling("wrong"), WRONG);
        assertThatThrownBy(() -> Session.connect("dataflow://" + coordinator.address() + "?secretFile=" + wrong))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("the secrets differ");
    }
}
