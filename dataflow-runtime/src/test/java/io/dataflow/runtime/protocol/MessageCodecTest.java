package io.dataflow.runtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.protocol.wire.Wire;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.testing.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    private static final int MAX_BYTES = 8 << 20;

    private final MessageCodec codec = new MessageCodec();

    private byte[] encode(Message message) {
        ByteBuffer[] parts = codec.encode(message);
        ByteBuffer whole = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(ByteBuffer::remaining).sum());
        for (ByteBuffer part : parts) {
            whole.put(part);
        }
        return whole.array();
    }

    private static List<Message> decode(byte[] bytes) throws MalformedMessageException {
        List<Message> messages = new ArrayList<>();
        new FrameReader(MAX_BYTES, MAX_BYTES).read(ByteBuffer.wrap(bytes), messages::add);
        return messages;
    }

    private static byte[] controlFrame(Wire.Envelope envelope) {
        byte[] body = envelope.toByteArray();
        return ByteBuffer.allocate(5 + body.length)
                .putInt(1 + body.length)
                .put(FrameType.CONTROL)
                .put(body)
                .array();
    }

    @Test
    void every_kind_of_message_is_covered_here() {
        assertThat(new RandomMessages(new Random(0)).kinds()).containsExactlyInAnyOrderElementsOf(permittedKinds());
    }

    private static List<Class<? extends Message>> permittedKinds() {
        List<Class<? extends Message>> kinds = new ArrayList<>();
        for (Class<?> kind : Message.class.getPermittedSubclasses()) {
            kinds.add(kind.asSubclass(Message.class));
        }
        return kinds;
    }

    @Seeds(20)
    void a_message_of_any_kind_comes_back_as_it_was(Random random) throws Exception {
        RandomMessages messages = new RandomMessages(random);
        for (Class<? extends Message> kind : messages.kinds()) {
            Message message = messages.next(kind);

            List<Message> decoded = decode(encode(message));

            assertThat(decoded).hasSize(1);
            assertThat(decoded.get(0)).isExactlyInstanceOf(kind);
            assertThat(Contents.of(decoded.get(0))).isEqualTo(Contents.of(message));
        }
    }

    @Test
    void a_block_is_not_copied_when_it_is_encoded() {
        byte[] block = {1, 2, 3};

        ByteBuffer[] parts = codec.encode(new Message.BlockFrame(7, block));

        assertThat(parts).hasSize(2);
        assertThat(parts[1].array()).isSameAs(block);
    }

    @Test
    void a_long_reason_is_cut() throws Exception {
        Message failed = new Message.FetchFailed(1, "\u20ac".repeat(100_000));

        Message.FetchFailed decoded =
                (Message.FetchFailed) decode(encode(failed)).get(0);

        assertThat(decoded.reason()).startsWith("\u20ac\u20ac").hasSizeLessThan(30_000);
    }

    @Seeds(40)
    void a_frame_with_altered_bytes_is_decoded_or_malformed(Random random) {
        RandomMessages messages = new RandomMessages(random);
        for (int i = 0; i < 200; i++) {
            byte[] frame = encode(messages.next());
            int from = random.nextBoolean() ? 5 : 0;
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                frame[from + random.nextInt(frame.length - from)] = (byte) random.nextInt(256);
            }

            decodeOrMalformed(frame);
        }
    }

    @Seeds(40)
    void random_bytes_are_decoded_or_malformed(Random random) {
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[6 + random.nextInt(300)];
            random.nextBytes(bytes);
            ByteBuffer.wrap(bytes).putInt(bytes.length - 4).put((byte) (1 + random.nextInt(4)));

            decodeOrMalformed(bytes);
        }
    }

    /** Anything but a malformed message fails the test. */
    private static void decodeOrMalformed(byte[] bytes) {
        try {
            assertThat(decode(bytes)).doesNotContainNull();
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void a_refused_field_is_named_with_its_value() {
        Wire.Envelope negativeStage = Wire.Envelope.newBuilder()
                .setWithdrawStage(Wire.WithdrawStage.newBuilder().setJob("j").setStage(-5))
                .build();
        Wire.Envelope strangeKind = Wire.Envelope.newBuilder()
                .setJobEnded(Wire.JobEnded.newBuilder()
                        .setJob("j")
                        .setFailure(Wire.FailureReport.newBuilder().setKindValue(77)))
                .build();

        assertThatThrownBy(() -> decode(controlFrame(negativeStage)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("WithdrawStage.stage is '-5'");
        assertThatThrownBy(() -> decode(controlFrame(strangeKind)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("FailureReport.kind is '77'");
    }

    @Test
    void an_envelope_of_an_unknown_kind_is_malformed() {
        assertThatThrownBy(() -> decode(controlFrame(Wire.Envelope.parseFrom(new byte[] {(byte) 0xF8, 0x7F, 1}))))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("kind of a control message");
    }

    @Test
    void names_that_lead_elsewhere_are_refused() {
        for (String name : List.of("../etc/passwd", "a/b", "a\\b", ".hidden", "", "a\u0000b", "x".repeat(2000))) {
            byte[] frame = encode(new Message.ReleaseJob(name));

            assertThatThrownBy(() -> decode(frame))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining("ReleaseJob.job");
        }
        assertThatThrownBy(() -> decode(encode(new Message.ArtifactRequest("../../x"))))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("ArtifactRequest.hash");
    }

    @Test
    void a_chunk_beyond_its_artifact_is_refused() {
        byte[] frame = encode(new Message.ArtifactChunk("0".repeat(64), 8, 10, new byte[3]));

        assertThatThrownBy(() -> decode(frame))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("ArtifactChunk.offset is '8'");
    }

    @Test
    void a_graph_that_is_none_is_refused() {
        Wire.Envelope envelope = Wire.Envelope.newBuilder()
                .setSubmitJob(Wire.SubmitJob.newBuilder().setJob("j").setGraph(Wire.JobGraph.newBuilder()))
                .build();

        assertThatThrownBy(() -> decode(controlFrame(envelope)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("graph");
    }

    @Test
    void every_failure_kind_has_a_place_on_the_wire() throws Exception {
        for (FailureKind kind : FailureKind.values()) {
            Message failed = new Message.AttemptFailed(
                    "w", new AttemptId("j", 0, 0, 0), new FailureReport(kind, "text", null), null);

            assertThat(decode(encode(failed))).containsExactly(failed);
        }
    }
}
