package io.dataflow.shuffle.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockCodecTest {
    private final BlockCodec codec = new BlockCodec();

    @Seeds(50)
    void a_block_comes_back_as_it_was(Random random) throws CorruptBlockException {
        Block block = randomBlock(random, 1 + random.nextInt(40_000));

        BlockCodec.Encoded encoded = codec.encode(block);
        Block decoded = codec.decode(encoded.bytes(), encoded.offset(), encoded.length());

        assertThat(records(decoded)).isEqualTo(records(block));
        assertThat(decoded.recordCount()).isEqualTo(block.recordCount());
    }

    @Seeds(20)
    void a_block_is_decoded_out_of_the_middle_of_an_array(Random random) throws CorruptBlockException {
        Block block = randomBlock(random, 500);
        byte[] encoded = BlockCodec.encodeRaw(block);
        byte[] surrounded = new byte[encoded.length + 30];
        random.nextBytes(surrounded);
        System.arraycopy(encoded, 0, surrounded, 17, encoded.length);

        Block decoded = codec.decode(surrounded, 17, encoded.length);

        assertThat(records(decoded)).isEqualTo(records(block));
    }

    @Test
    void repetitive_records_are_compressed_and_random_ones_are_not() {
        BlockCodec.Encoded repetitive = codec.encode(new Block(new byte[10_000], 0, 10_000, 5000));
        BlockCodec.Encoded random = codec.encode(randomBytes(10_000));

        assertThat(repetitive.length()).isLessThan(1000);
        assertThat(random.length()).isEqualTo(10_000 + BlockCodec.HEADER_BYTES);
    }

    @Test
    void compression_is_not_tried_for_a_while_after_it_did_not_pay() {
        Block compressible = new Block(new byte[10_000], 0, 10_000, 5000);
        for (int i = 0; i < 8; i++) {
            assertThat(codec.encode(randomBytes(10_000)).length()).isGreaterThan(10_000);
        }

        for (int i = 0; i < 32; i++) {
            assertThat(codec.encode(compressible).length()).isGreaterThan(10_000);
        }

        assertThat(codec.encode(compressible).length()).isLessThan(1000);
    }

    @Seeds(4)
    void every_flipped_bit_is_found(Random random) {
        Block block = random.nextBoolean() ? randomBlock(random, 300) : new Block(new byte[200], 0, 200, 100);
        BlockCodec.Encoded encoded = codec.encode(block);
        byte[] bytes = Arrays.copyOf(encoded.bytes(), encoded.length());

        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> codec.decode(damaged, 0, damaged.length))
                    .as("bit %d", bit)
                    .isInstanceOf(CorruptBlockException.class);
        }
    }

    @Seeds(4)
    void every_wrong_length_is_found(Random random) {
        byte[] bytes = BlockCodec.encodeRaw(randomBlock(random, 300));
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);

        for (int length = 0; length <= longer.length; length++) {
            int tried = length;
            if (tried != bytes.length) {
                assertThatThrownBy(() -> codec.decode(longer, 0, tried)).isInstanceOf(CorruptBlockException.class);
            }
        }
    }

    @Seeds(20)
    void garbage_is_refused_before_anything_is_allocated_for_it(Random random) {
        byte[] garbage = new byte[64];
        random.nextBytes(garbage);
        byte[] header = BlockCodec.encodeRaw(new Block(new byte[2], 0, 2, 1));
        System.arraycopy(header, 0, garbage, 0, random.nextInt(9));

        assertThatThrownBy(() -> codec.decode(garbage, 0, garbage.length)).isInstanceOf(CorruptBlockException.class);
    }

    @Test
    void a_checksum_mismatch_says_where_and_what() {
        byte[] bytes = BlockCodec.encodeRaw(new Block(new byte[100], 0, 100, 50));
        bytes[60] ^= 1;

        assertThatThrownBy(() -> codec.decode(bytes, 0, bytes.length, "/spill/part-7", 4096))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageMatching("Block at offset 4096 of /spill/part-7 has checksum [0-9a-f]+ but its header says"
                        + " [0-9a-f]+; the disk or the transfer altered it");
    }

    @Test
    void the_encoded_length_is_read_from_a_sane_header_only() throws CorruptBlockException {
        byte[] bytes = BlockCodec.encodeRaw(new Block(new byte[100], 0, 100, 50));

        assertThat(BlockCodec.encodedLength(bytes, 0, "test", 0)).isEqualTo(bytes.length);

        bytes[4] = 0x7f;
        assertThatThrownBy(() -> BlockCodec.encodedLength(bytes, 0, "test", 0))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("payload length");
    }

    @Test
    void one_record_in_pieces_is_encoded_as_if_it_were_in_one() throws CorruptBlockException {
        byte[] key = {9, 1, 2, 3, 9};
        byte[] value = new byte[300];
        new Random(5).nextBytes(value);
        byte[] record = new byte[RecordLayout.size(3, 290)];
        int end = RecordLayout.write(record, 0, key, 1, 3, value, 10, 290);
        assertThat(end).isEqualTo(record.length);

        byte[] front = new byte[64];
        int used = codec.encodeRecordFront(key, 1, 3, value, 10, 290, front);
        byte[] encoded = Arrays.copyOf(front, used + 293);
        System.arraycopy(key, 1, encoded, used, 3);
        System.arraycopy(value, 10, encoded, used + 3, 290);

        assertThat(encoded).isEqualTo(BlockCodec.encodeRaw(new Block(record, 0, end, 1)));
        assertThat(records(codec.decode(encoded, 0, encoded.length))).isEqualTo(record);
    }

    @Test
    void a_block_that_cannot_be_is_refused() {
        assertThatThrownBy(() -> new Block(new byte[10], 5, 11, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Block(new byte[10], 6, 5, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Block(new byte[10], 0, 5, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatCode(() -> new Block(new byte[10], 10, 10, 0)).doesNotThrowAnyException();
    }

    private static Block randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return new Block(bytes, 0, length, 1);
    }

    private static Block randomBlock(Random random, int atLeast) {
        byte[] bytes = new byte[atLeast + 1000];
        byte[] payload = new byte[400];
        if (random.nextBoolean()) {
            random.nextBytes(payload);
        }
        int end = 0;
        int count = 0;
        while (end < atLeast) {
            int keyLength = random.nextInt(200);
            int valueLength = random.nextInt(200);
            end = RecordLayout.write(bytes, end, payload, 0, keyLength, payload, 100, valueLength);
            count++;
        }
        return new Block(bytes, 0, end, count);
    }

    private static byte[] records(Block block) {
        return Arrays.copyOfRange(block.bytes(), block.offset(), block.end());
    }
}
