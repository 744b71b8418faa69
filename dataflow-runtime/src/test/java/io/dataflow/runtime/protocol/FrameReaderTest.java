package io.dataflow.runtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static final int MAX_CONTROL_BYTES = 4 << 20;
    private static final int MAX_BLOCK_BYTES = 4 << 20;

    private final MessageCodec codec = new MessageCodec();
    private final FrameReader reader = new FrameReader(MAX_CONTROL_BYTES, MAX_BLOCK_BYTES);
    private final List<Message> read = new ArrayList<>();

    private void read(byte[] bytes) throws MalformedMessageException {
        reader.read(ByteBuffer.wrap(bytes), read::add);
    }

    private static byte[] head(int length, int type) {
        return ByteBuffer.allocate(5).putInt(length).put((byte) type).array();
    }

    @Seeds(20)
    void it_does_not_matter_how_the_bytes_were_split(Random random) throws Exception {
        RandomMessages messages = new RandomMessages(random);
        List<Message> sent = new ArrayList<>();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int i = 0; i < 50; i++) {
            Message message = messages.next();
            sent.add(message);
            for (ByteBuffer part : codec.encode(message)) {
                byte[] bytes = new byte[part.remaining()];
                part.get(bytes);
                wire.writeBytes(bytes);
            }
        }
        ByteBuffer all = ByteBuffer.wrap(wire.toByteArray());
        int maxPiece = random.nextBoolean() ? 5 : 100_000;

        while (all.hasRemaining()) {
            ByteBuffer piece = all.slice(all.position(), Math.min(all.remaining(), 1 + random.nextInt(maxPiece)));
            all.position(all.position() + piece.remaining());
            reader.read(piece, read::add);
        }

        assertThat(Contents.ofAll(read)).isEqualTo(Contents.ofAll(sent));
    }

    @Test
    void a_frame_of_an_unknown_type_is_malformed() {
        assertThatThrownBy(() -> read(head(5, 9)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("type of a frame is '9'");
    }

    @Test
    void a_frame_that_is_too_long_is_malformed_before_its_body_arrives() {
        assertThatThrownBy(() -> read(head(MAX_CONTROL_BYTES + 2, FrameType.CONTROL)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("length of a frame");
    }

    @Test
    void a_block_that_is_too_long_is_malformed_before_it_arrives() {
        assertThatThrownBy(() -> read(head(MAX_BLOCK_BYTES + 10, FrameType.BLOCK)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("length of a block");
    }

    @Test
    void lengths_that_are_negative_or_too_short_are_malformed() {
        for (int type = 1; type <= 3; type++) {
            byte[] negative = head(-1, type);
            byte[] empty = head(1, type);

            assertThatThrownBy(() -> new FrameReader(100, 100).read(ByteBuffer.wrap(negative), read::add))
                    .isInstanceOf(MalformedMessageException.class);
            assertThatThrownBy(() -> new FrameReader(100, 100).read(ByteBuffer.wrap(empty), read::add))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void an_event_of_a_reserved_kind_is_malformed() {
        byte[] frame = ByteBuffer.allocate(14)
                .putInt(10)
                .put(FrameType.EVENT)
                .put((byte) 4)
                .putLong(1)
                .array();

        assertThatThrownBy(() -> read(frame))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("kind of an event is '4'");
    }

    @Test
    void nothing_follows_a_goodbye() throws Exception {
        reader.read(MessageCodec.goodbye(), read::add);

        assertThat(reader.ended()).isTrue();
        assertThat(read).isEmpty();
        assertThatThrownBy(() -> read(new byte[1])).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void a_claimed_length_takes_no_memory() throws Exception {
        List<FrameReader> readers = new ArrayList<>();
        byte[] start = ByteBuffer.allocate(20)
                .put(head(1 << 30, FrameType.BLOCK))
                .putLong(7)
                .array();

        for (int i = 0; i < 100; i++) {
            FrameReader claimed = new FrameReader(MAX_CONTROL_BYTES, 1 << 30);
            claimed.read(ByteBuffer.wrap(start), read::add);
            readers.add(claimed);
        }

        assertThat(readers).hasSize(100).noneMatch(FrameReader::ended);
        assertThat(read).isEmpty();
    }
}
