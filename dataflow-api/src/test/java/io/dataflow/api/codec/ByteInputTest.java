package io.dataflow.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ByteInputTest {

    private static ByteInput input(int... bytes) {
        byte[] source = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            source[i] = (byte) bytes[i];
        }
        return new ByteInput(source);
    }

    private static void assertMalformed(ThrowingCallable read, String message) {
        assertThatThrownBy(read)
                .isInstanceOfSatisfying(
                        DataflowException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.BAD_DATA))
                .hasMessageContaining(message);
    }

    @Test
    void nothing_is_read_past_the_end_of_the_window() {
        for (Consumer<ByteInput> read : List.<Consumer<ByteInput>>of(
                ByteInput::readShortBigEndian,
                ByteInput::readIntBigEndian,
                ByteInput::readIntLittleEndian,
                ByteInput::readLongBigEndian,
                ByteInput::readLongLittleEndian,
                i -> i.readBytes(2),
                i -> i.readBytes(new byte[9], 0, 2),
                i -> i.skip(2),
                i -> i.skip(-1))) {
            ByteInput input = new ByteInput();
            input.reset(new byte[20], 5, 1);
            assertMalformed(() -> read.accept(input), "at byte 0 of 1");
        }
        ByteInput empty = new ByteInput();
        assertMalformed(empty::readByte, "expected byte at byte 0 of 0");
        assertMalformed(empty::readVarInt, "varint");
        assertMalformed(empty::readVarLong, "varlong");
        assertMalformed(empty::readZigZag, "signed number");
        assertMalformed(empty::readUtf8, "varint");
    }

    @Test
    void numbers_that_no_output_writes_are_refused() {
        assertMalformed(() -> input(0x80).readVarInt(), "varint");
        assertMalformed(() -> input(0x80, 0).readVarInt(), "varint");
        assertMalformed(() -> input(0xFF, 0xFF, 0xFF, 0xFF, 0x10).readVarInt(), "varint above 32 bits at byte 0");
        assertMalformed(() -> input(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1).readVarInt(), "varint");
        assertMalformed(
                () -> input(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2)
                        .readVarLong(),
                "varlong");
        assertThat(input(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1)
                        .readVarLong())
                .isEqualTo(-1);
    }

    @Test
    void a_count_of_more_than_is_left_is_refused_before_anything_is_allocated() {
        assertMalformed(() -> input(0xFF, 0xFF, 0xFF, 0xFF, 0x0F).readCount(1), "count 4294967295");
        assertMalformed(() -> input(3, 0, 0).readCount(1), "count 3");
        assertMalformed(() -> input(2, 0, 0, 0).readCount(2), "count 2 of things of 2 bytes");
        assertThat(input(2, 0, 0, 0, 0).readCount(2)).isEqualTo(2);
    }

    @Test
    void strings_that_are_not_utf_8_are_refused_and_the_replacement_character_is_not() {
        assertMalformed(() -> input(1, 0xFF).readUtf8(), "string that is not UTF-8 at byte 0 of 2");
        assertMalformed(() -> input(3, 0xED, 0xA0, 0x80).readUtf8(), "not UTF-8");
        assertMalformed(() -> input(2, 0xC0, 0x80).readUtf8(), "not UTF-8");
        assertThat(input(4, 0xEF, 0xBF, 0xBD, 'a').readUtf8()).isEqualTo("\uFFFDa");
    }

    @Test
    void a_window_begins_where_it_is_told_to() {
        ByteInput input = new ByteInput();
        input.reset(new byte[] {1, 2, 3, 4}, 1, 2);

        input.skip(1);

        assertThat(input.position()).isEqualTo(2);
        assertThat(input.remaining()).isEqualTo(1);
        assertThat(input.readByte()).isEqualTo(3);
        assertThatThrownBy(() -> input.reset(new byte[4], 2, 3)).isInstanceOf(IllegalArgumentException.class);
    }
}
