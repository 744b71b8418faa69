package io.dataflow.shuffle.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.shuffle.RecordCursor;
import io.dataflow.testing.Seeds;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Blocks that a peer altered on purpose, with the right checksum: they are decoded, or are a {@link
 * CorruptBlockException}, and take no more memory than their length allows for.
 */
class BlockFuzzTest {
    private final BlockCodec codec = new BlockCodec();

    private static byte[] validBlock(Random random) {
        byte[] records = new byte[20_000];
        byte[] payload = new byte[300];
        boolean compressible = random.nextBoolean();
        int end = 0;
        int count = 0;
        while (end < records.length - 700) {
            if (!compressible) {
                random.nextBytes(payload);
            }
            end = RecordLayout.write(records, end, payload, 0, random.nextInt(30), payload, 0, random.nextInt(300));
            count++;
        }
        BlockCodec.Encoded encoded = new BlockCodec().encode(new Block(records, 0, end, count));
        return Arrays.copyOfRange(encoded.bytes(), encoded.offset(), encoded.offset() + encoded.length());
    }

    private static void repairChecksum(byte[] block) {
        CRC32C crc = new CRC32C();
        crc.update(block, 0, 16);
        crc.update(block, 20, block.length - 20);
        ByteBuffer.wrap(block).putInt(16, (int) crc.getValue());
    }

    @Seeds(100)
    void an_altered_block_is_decoded_or_corrupt(Random random) {
        byte[] valid = validBlock(random);
        for (int i = 0; i < 50; i++) {
            byte[] altered = valid.clone();
            boolean front = random.nextInt(4) == 0;
            for (int flips = 1 + random.nextInt(5); flips > 0; flips--) {
                altered[random.nextInt(front ? 40 : altered.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(3) == 0) {
                altered = Arrays.copyOf(altered, 21 + random.nextInt(altered.length));
                ByteBuffer.wrap(altered).putInt(4, altered.length - 20);
            }
            repairChecksum(altered);
            decodeOrCorrupt(altered);
        }
    }

    @Seeds(100)
    void random_bytes_behind_a_good_header_are_decoded_or_corrupt(Random random) {
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[21 + random.nextInt(400)];
            random.nextBytes(bytes);
            int payload = bytes.length - 20;
            boolean lz4 = random.nextBoolean();
            ByteBuffer.wrap(bytes)
                    .putInt(0xD51B0100 | (lz4 ? 1 : 0))
                    .putInt(payload)
                    .putInt(lz4 ? payload + 1 + random.nextInt(payload * 254) : payload)
                    .putInt(1 + random.nextInt(1 + payload / 2));
            repairChecksum(bytes);
            decodeOrCorrupt(bytes);
        }
    }

    @Test
    void a_claim_of_a_gigabyte_gets_no_memory() {
        byte[] bytes = new byte[100];
        ByteBuffer.wrap(bytes).putInt(0xD51B0101).putInt(80).putInt(1 << 30).putInt(1);
        repairChecksum(bytes);

        assertThatThrownBy(() -> codec.decode(bytes, 0, bytes.length))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("at most 255 times 80");
    }

    private void decodeOrCorrupt(byte[] bytes) {
        RecordCursor cursor = new RecordCursor();
        try {
            Block block = codec.decode(bytes, 0, bytes.length);
            cursor.reset(block);
            while (cursor.next()) {
                assertThat(cursor.recordEnd()).isLessThanOrEqualTo(block.end());
            }
        } catch (CorruptBlockException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
