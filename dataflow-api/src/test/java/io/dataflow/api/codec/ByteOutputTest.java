package io.dataflow.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteOutputTest {
    private final ByteOutput output = new ByteOutput(0);

    @Test
    void varints_take_seven_bits_a_byte() {
        output.writeVarInt(0);
        output.writeVarInt(127);
        output.writeVarInt(128);
        output.writeVarInt(-1);

        assertThat(output.toByteArray()).containsExactly(0, 0x7F, 0x80, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F);
    }

    @Test
    void signed_numbers_of_small_magnitude_are_short() {
        for (long value : new long[] {0, -1, 1, -64, 63, -65}) {
            output.writeZigZag(value);
        }

        assertThat(output.toByteArray()).containsExactly(0, 1, 2, 127, 126, 0x81, 1);
    }

    @Test
    void fixed_numbers_have_the_order_of_bytes_in_their_names() {
        output.writeShortBigEndian(0x0102);
        output.writeIntBigEndian(0x01020304);
        output.writeIntLittleEndian(0x01020304);
        output.writeLongBigEndian(0x0102030405060708L);
        output.writeLongLittleEndian(0x0102030405060708L);

        assertThat(output.toByteArray())
                .containsExactly(1, 2, 1, 2, 3, 4, 4, 3, 2, 1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 7, 6, 5, 4, 3, 2, 1);
    }

    @Seeds(50)
    void whatever_is_written_is_read_again(Random random) {
        long[] values = new long[40];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong() >> random.nextInt(64);
            writeAll(values[i]);
        }

        ByteInput input = new ByteInput(output.toByteArray());

        for (long value : values) {
            assertThat(input.readByte()).isEqualTo((int) value & 0xFF);
            assertThat(input.readVarInt()).isEqualTo((int) value);
            assertThat(input.readVarLong()).isEqualTo(value);
            assertThat(input.readZigZag()).isEqualTo(value);
            assertThat(input.readShortBigEndian()).isEqualTo((short) value);
            assertThat(input.readIntBigEndian()).isEqualTo((int) value);
            assertThat(input.readIntLittleEndian()).isEqualTo((int) value);
            assertThat(input.readLongBigEndian()).isEqualTo(value);
            assertThat(input.readLongLittleEndian()).isEqualTo(value);
            assertThat(input.readUtf8()).isEqualTo(Long.toString(value));
        }
        assertThat(input.remaining()).isZero();
    }

    private void writeAll(long value) {
        output.writeByte((int) value);
        output.writeVarInt((int) value);
        output.writeVarLong(value);
        output.writeZigZag(value);
        output.writeShortBigEndian((int) value);
        output.writeIntBigEndian((int) value);
        output.writeIntLittleEndian((int) value);
        output.writeLongBigEndian(value);
        output.writeLongLittleEndian(value);
        output.writeUtf8(Long.toString(value));
    }

    @Seeds(100)
    void strings_are_written_as_the_jdk_encodes_them(Random random) {
        StringBuilder builder = new StringBuilder();
        int asciiFirst = random.nextInt(150);
        for (int i = 0; i < 200; i++) {
            builder.appendCodePoint(i < asciiFirst || random.nextInt(3) == 0 ? 'a' : randomCodePoint(random));
        }
        String value = builder.substring(0, builder.offsetByCodePoints(0, random.nextInt(201)));

        output.writeByte(42);
        output.writeUtf8(value);

        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        ByteOutput expected = new ByteOutput();
        expected.writeByte(42);
        expected.writeVarInt(utf8.length);
        expected.writeBytes(utf8);
        assertThat(output.toByteArray()).isEqualTo(expected.toByteArray());
    }

    private static int randomCodePoint(Random random) {
        int codePoint = random.nextInt(1 << random.nextInt(7, 21));
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE ? 0xFFFD : codePoint;
    }

    @Test
    void a_lone_surrogate_is_refused_and_named() {
        assertThatThrownBy(() -> output.writeUtf8("ab\uD83Dc"))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("lone surrogate U+D83D at index 2");
        assertThatThrownBy(() -> output.writeUtf8("\uDC1F")).isInstanceOf(DataflowException.class);
        assertThatThrownBy(() -> output.writeOrderedUtf8("é\uD83D")).isInstanceOf(DataflowException.class);
    }

    @Test
    void ordered_bytes_escape_zeros_and_end_with_two() {
        output.writeOrderedBytes(new byte[] {9, 0, 1, 0, 0}, 1, 4);
        output.writeOrderedUtf8("\u0000a");

        assertThat(output.toByteArray()).containsExactly(0, 0xFF, 1, 0, 0xFF, 0, 0xFF, 0, 0, 0, 0xFF, 'a', 0, 0);
    }

    @Test
    void what_was_written_can_be_patched_and_taken_back() {
        output.writeBytes(new byte[] {1, 2, 3});

        output.setByte(1, 9);
        output.truncate(2);

        assertThat(output.toByteArray()).containsExactly(1, 9);
        assertThatThrownBy(() -> output.setByte(2, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> output.truncate(3)).isInstanceOf(IllegalArgumentException.class);
        output.reset();
        assertThat(output.length()).isZero();
    }

    @Test
    void the_array_of_one_long_record_is_not_kept_for_the_next_ones() {
        output.writeBytes(new byte[5 << 20]);

        output.reset();

        assertThat(output.bytes().length).isLessThanOrEqualTo(1 << 20);
        output.writeBytes(new byte[] {1, 2, 3});
        assertThat(output.toByteArray()).containsExactly(1, 2, 3);
    }

    @Test
    void more_than_a_gibibyte_is_refused_before_it_is_allocated() {
        output.writeByte(1);

        assertThatThrownBy(() -> output.ensure(ByteOutput.MAX_BYTES))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("1073741825 bytes");
    }
}
