package io.dataflow.shuffle.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarintTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "1, 1",
        "127, 1",
        "128, 2",
        "16383, 2",
        "16384, 3",
        "2097151, 3",
        "2097152, 4",
        "268435455, 4",
        "268435456, 5",
        "2147483647, 5"
    })
    void a_value_takes_a_byte_for_each_started_seven_bits(int value, int size) {
        byte[] bytes = new byte[10];

        int end = Varint.write(bytes, 1, value);

        assertThat(Varint.size(value)).isEqualTo(size);
        assertThat(Varint.size((long) value)).isEqualTo(size);
        assertThat(end - 1).isEqualTo(size);
        assertThat(Varint.read(bytes, 1)).isEqualTo(value);
        assertThat(Varint.end(bytes, 1)).isEqualTo(end);
    }

    @Test
    void the_longest_long_takes_nine_bytes() {
        byte[] bytes = new byte[10];

        assertThat(Varint.size(Long.MAX_VALUE)).isEqualTo(Varint.MAX_LONG_BYTES);
        assertThat(Varint.write(bytes, 0, Long.MAX_VALUE)).isEqualTo(Varint.MAX_LONG_BYTES);
    }

    @Seeds(20)
    void records_are_found_again_by_their_layout(Random random) {
        byte[] bytes = new byte[100_000];
        int keyLength = random.nextInt(1 << random.nextInt(15));
        int valueLength = random.nextInt(1 << random.nextInt(15));
        byte[] key = new byte[keyLength];
        byte[] value = new byte[valueLength];
        random.nextBytes(key);
        random.nextBytes(value);

        int end = RecordLayout.write(bytes, 7, key, 0, keyLength, value, 0, valueLength);

        assertThat(end - 7).isEqualTo(RecordLayout.size(keyLength, valueLength));
        assertThat(RecordLayout.end(bytes, 7)).isEqualTo(end);
        assertThat(RecordLayout.keyLength(bytes, 7)).isEqualTo(keyLength);
        int keyOffset = RecordLayout.keyOffset(bytes, 7);
        assertThat(Arrays.copyOfRange(bytes, keyOffset, keyOffset + keyLength)).isEqualTo(key);
        assertThat(Arrays.copyOfRange(bytes, keyOffset + keyLength, end)).isEqualTo(value);
    }
}
