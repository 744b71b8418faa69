package io.dataflow.api.codec;

import io.dataflow.api.codec.PrimitiveEncodings.Ordered;
import io.dataflow.api.text.Text;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Strings of characters and of bytes. */
final class TextEncodings {
    private TextEncodings() {}

    static @Nullable Encoding of(Class<?> raw) {
        if (raw == String.class) {
            return new OfString();
        }
        if (raw == Text.class) {
            return new OfText();
        }
        if (raw == byte[].class) {
            return new OfBytes();
        }
        return raw == UUID.class ? new OfUuid() : null;
    }

    static final class OfString extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            output.writeUtf8((String) value);
        }

        @Override
        Object decode(ByteInput input) {
            return input.readUtf8();
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            output.writeOrderedUtf8((String) value);
        }
    }

    /** Decoded into an array of its own, so that a kept record does not keep the page that it was read from. */
    static final class OfText extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            Text text = (Text) value;
            output.writeVarInt(text.length());
            output.writeBytes(text.bytes(), text.offset(), text.length());
        }

        @Override
        Object decode(ByteInput input) {
            return Text.of(input.readBytes(input.readCount(1)));
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            Text text = (Text) value;
            output.writeOrderedBytes(text.bytes(), text.offset(), text.length());
        }
    }

    static final class OfBytes extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            byte[] bytes = (byte[]) value;
            output.writeVarInt(bytes.length);
            output.writeBytes(bytes);
        }

        @Override
        Object decode(ByteInput input) {
            return input.readBytes(input.readCount(1));
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            byte[] bytes = (byte[]) value;
            output.writeOrderedBytes(bytes, 0, bytes.length);
        }
    }

    static final class OfUuid extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            UUID uuid = (UUID) value;
            output.writeLongBigEndian(uuid.getMostSignificantBits());
            output.writeLongBigEndian(uuid.getLeastSignificantBits());
        }

        @Override
        Object decode(ByteInput input) {
            long most = input.readLongBigEndian();
            return new UUID(most, input.readLongBigEndian());
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            encode(value, output);
        }
    }
}
