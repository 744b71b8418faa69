package io.dataflow.runtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What arrives on a connection, altered in any way and split in any way: messages, and then the end or a malformed one. */
class FrameFuzzTest {
    private static final int LIMIT_BYTES = 1 << 20;

    private static byte[] conversation(Random random) {
        RandomMessages messages = new RandomMessages(random);
        MessageCodec codec = new MessageCodec();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 10; i++) {
            for (ByteBuffer part : codec.encode(messages.next())) {
                byte[] copy = new byte[part.remaining()];
                part.get(copy);
                bytes.writeBytes(copy);
            }
        }
        return bytes.toByteArray();
    }

    @Seeds(100)
    void an_altered_conversation_is_read_until_it_is_malformed(Random random) {
        byte[] valid = conversation(random);
        for (int i = 0; i < 20; i++) {
            byte[] altered = Arrays.copyOf(valid, 1 + random.nextInt(valid.length));
            for (int flips = random.nextInt(6); flips > 0; flips--) {
                altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(3) == 0) {
                int length = random.nextInt(altered.length);
                System.arraycopy(
                        valid, random.nextInt(valid.length - length), altered, altered.length - length, length);
            }
            readInPieces(altered, random);
        }
    }

    @Seeds(100)
    void random_bytes_are_read_until_they_are_malformed(Random random) {
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(bytes);
            if (random.nextBoolean() && bytes.length > 5) {
                ByteBuffer.wrap(bytes).putInt(random.nextInt(2_000)).put((byte) (1 + random.nextInt(4)));
            }
            readInPieces(bytes, random);
        }
    }

    private static void readInPieces(byte[] bytes, Random random) {
        FrameReader reader = new FrameReader(LIMIT_BYTES, LIMIT_BYTES);
        List<Message> read = new ArrayList<>();
        ByteBuffer all = ByteBuffer.wrap(bytes);
        try {
            while (all.hasRemaining()) {
                int length = Math.min(all.remaining(), 1 + random.nextInt(3_000));
                reader.read(all.slice(all.position(), length), read::add);
                all.position(all.position() + length);
            }
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(10_000);
        }
        assertThat(read).doesNotContainNull();
    }
}
