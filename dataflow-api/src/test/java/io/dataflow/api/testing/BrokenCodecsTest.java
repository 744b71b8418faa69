package io.dataflow.api.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every promise of a codec is broken once, and found. */
class BrokenCodecsTest {
    private static final List<Integer> NUMBERS = List.of(0, 1, -1, 300, 300, Integer.MAX_VALUE, Integer.MIN_VALUE);

    /** Keeps all promises; four bytes, ordered. */
    static class Good implements Codec<Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public void encode(Integer value, ByteOutput output) {
            output.writeIntBigEndian(value);
        }

        @Override
        public Integer decode(ByteInput input) {
            return input.readIntBigEndian();
        }

        @Override
        public boolean ordered() {
            return true;
        }

        @Override
        public void encodeOrdered(Integer value, ByteOutput output) {
            output.writeIntBigEndian(value ^ Integer.MIN_VALUE);
        }
    }

    private static final Good GOOD = new Good();

    /** Does one thing in its own way. */
    private record Bent(Write encoding, Read decoding, Write ordering) implements Codec<Integer> {
        interface Write extends Serializable {
            void write(int value, ByteOutput output);
        }

        interface Read extends Serializable {
            int read(ByteInput input);
        }

        static Bent encode(Write encoding) {
            return new Bent(encoding, GOOD::decode, GOOD::encodeOrdered);
        }

        static Bent decode(Read decoding) {
            return new Bent(GOOD::encode, decoding, GOOD::encodeOrdered);
        }

        static Bent order(Write ordering) {
            return new Bent(GOOD::encode, GOOD::decode, ordering);
        }

        @Override
        public void encode(Integer value, ByteOutput output) {
            encoding.write(value, output);
        }

        @Override
        public Integer decode(ByteInput input) {
            return decoding.read(input);
        }

        @Override
        public boolean ordered() {
            return true;
        }

        @Override
        public void encodeOrdered(Integer value, ByteOutput output) {
            ordering.write(value, output);
        }
    }

    private static void assertFound(Codec<Integer> codec, String what) {
        assertThatThrownBy(() -> CodecContract.check(codec, NUMBERS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("The codec " + codec.getClass().getName())
                .hasMessageContaining(what);
    }

    @Test
    void a_codec_that_keeps_its_promises_passes() {
        assertThatCode(() -> CodecContract.check(new Good(), NUMBERS)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> CodecContract.check(new Good(), List.of()));
    }

    static final class Unsendable extends Good {
        private static final long serialVersionUID = 1L;

        private final Object lock = new Object();

        @Override
        public void encode(Integer value, ByteOutput output) {
            synchronized (lock) {
                super.encode(value, output);
            }
        }
    }

    @Test
    void a_codec_that_cannot_be_sent() {
        assertFound(new Unsendable(), "cannot be sent to workers: java.io.NotSerializableException: java.lang.Object");
    }

    static final class Forgetful extends Good {
        private static final long serialVersionUID = 1L;

        private final transient int added = 5;
        private final transient HashMap<Integer, Integer> seen = new HashMap<>();

        @Override
        public void encode(Integer value, ByteOutput output) {
            super.encode(seen == null ? value + 1 : value + added - 5, output);
        }
    }

    @Test
    void a_codec_that_is_another_after_its_journey() {
        assertFound(new Forgetful(), "is encoded to other bytes by a codec that was serialized and read again");
    }

    static final class Counting extends Good {
        private static final long serialVersionUID = 1L;

        private int count;

        @Override
        public void encode(Integer value, ByteOutput output) {
            super.encode(value + count++, output);
        }
    }

    @Test
    void bytes_that_change_from_time_to_time() {
        assertFound(new Counting(), "the value 0 is encoded to other bytes the second time");
    }

    @Test
    void bytes_that_are_not_appended() {
        assertFound(
                Bent.encode((value, output) -> {
                    output.reset();
                    GOOD.encode(value, output);
                }),
                "is not appended");
    }

    @Test
    void bytes_that_are_left_unread_or_read_too_far() {
        assertFound(
                Bent.decode(input -> {
                    return (int) input.readShortBigEndian();
                }),
                "is decoded without 2 of its bytes");
        assertFound(
                Bent.decode(input -> {
                    int value = input.readIntBigEndian();
                    input.readByte();
                    return value;
                }),
                "is decoded with 1 bytes that are not its own");
    }

    @Test
    void values_that_come_back_as_others() {
        assertFound(
                Bent.decode(input -> {
                    return Math.abs(input.readIntBigEndian());
                }),
                "the value -1 comes back as 1");
    }

    @Test
    void equal_values_with_different_bytes() {
        assertThatThrownBy(() -> CodecContract.of(new Good())
                        .equality((a, b) -> a.equals(b) || a + b == 0)
                        .check(NUMBERS))
                .hasMessageContaining("the value 1 is equal, but has other bytes than -1");
    }

    static final class Lossy implements Codec<Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public void encode(Integer value, ByteOutput output) {
            output.writeByte(value);
        }

        @Override
        public Integer decode(ByteInput input) {
            return input.readByte();
        }
    }

    @Test
    void values_that_lose_something() {
        assertThatThrownBy(() -> CodecContract.check(new Lossy(), NUMBERS))
                .hasMessageContaining("the value -1 comes back as 255");
        assertThatThrownBy(() -> CodecContract.of(new Lossy())
                        .equality((a, b) ->
                                ((byte) (int) a == (byte) (int) b && (a < 256) == (b < 256)) || a.equals(b) || b == 44)
                        .check(List.of(44, 300)))
                .hasMessageContaining("the value 44 has the same bytes as 300, but is not equal");
    }

    static final class Cutting implements Codec<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public void encode(String value, ByteOutput output) {
            output.writeByte(value.length());
            output.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String decode(ByteInput input) {
            int length = Math.min(input.readByte(), input.remaining());
            return new String(input.readBytes(length), StandardCharsets.UTF_8);
        }
    }

    @Test
    void bytes_that_do_not_tell_where_they_end() {
        assertThatThrownBy(() -> CodecContract.check(new Cutting(), List.of("abc")))
                .hasMessageContaining("the value abc is decoded from its first 1 bytes alone");
    }

    @Test
    void exceptions_of_another_kind_when_bytes_are_damaged() {
        assertFound(
                Bent.decode(input -> {
                    int at = input.position();
                    byte lost = input.bytes()[at + 3];
                    return input.readIntBigEndian() + 0 * lost;
                }),
                "java.lang.ArrayIndexOutOfBoundsException");
    }

    @Test
    void ordered_bytes_in_another_order_or_as_parts_of_each_other() {
        assertFound(
                Bent.order((value, output) -> {
                    output.writeIntBigEndian(value);
                }),
                "has ordered bytes that are before those of -1, but is itself behind it");
        assertFound(
                Bent.order((value, output) -> {
                    output.writeByte(1);
                    if (value != 0) {
                        output.writeIntBigEndian(value);
                    }
                }),
                "are a part, or the other way round");
        assertFound(Bent.order((value, output) -> {}), "has no ordered byte");
        assertThatThrownBy(() -> CodecContract.of(new Lossy())
                        .order(Comparator.naturalOrder())
                        .check(List.of(1)))
                .hasMessageContaining("is meant to be ordered, but says that it is not");
    }
}
