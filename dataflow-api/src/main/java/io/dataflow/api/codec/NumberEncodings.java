package io.dataflow.api.codec;

import io.dataflow.api.codec.PrimitiveEncodings.Ordered;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Numbers without bounds. */
final class NumberEncodings {
    private NumberEncodings() {}

    static @Nullable Encoding of(Class<?> raw) {
        if (raw == BigDecimal.class) {
            return new OfBigDecimal();
        }
        return raw == BigInteger.class ? new OfBigInteger() : null;
    }

    private static void writeUnscaled(BigInteger value, ByteOutput output) {
        byte[] bytes = value.toByteArray();
        output.writeVarInt(bytes.length);
        output.writeBytes(bytes);
    }

    private static BigInteger readUnscaled(ByteInput input) {
        int count = input.readCount(1);
        if (count == 0) {
            throw input.malformed("BigInteger of at least one byte");
        }
        return new BigInteger(input.readBytes(count));
    }

    /** Ordered: 2^31 plus or minus the magnitude's byte count, four bytes; the magnitude, its bits turned below zero. */
    static final class OfBigInteger extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            writeUnscaled((BigInteger) value, output);
        }

        @Override
        Object decode(ByteInput input) {
            return readUnscaled(input);
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            BigInteger number = (BigInteger) value;
            int byteCount = (number.abs().bitLength() + 7) / 8;
            boolean negative = number.signum() < 0;
            output.writeIntBigEndian(Integer.MIN_VALUE + (negative ? -byteCount : byteCount));
            byte[] magnitude = number.abs().toByteArray();
            for (int i = magnitude.length - byteCount; i < magnitude.length; i++) {
                output.writeByte(negative ? ~magnitude[i] : magnitude[i]);
            }
        }
    }

    /**
     * Ordered: the sign as 0, 1 or 2; unless zero, the decimal exponent of the first digit, eight bytes, the sign bit
     * turned; the digits without trailing zeros, two a byte as 1 to 100, and 0 at the end. Below zero, what follows the sign
     * has its bits turned.
     */
    static final class OfBigDecimal extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            BigDecimal number = (BigDecimal) value;
            output.writeZigZag(number.scale());
            writeUnscaled(number.unscaledValue(), output);
        }

        @Override
        Object decode(ByteInput input) {
            int scale = PrimitiveEncodings.readInt(input);
            return new BigDecimal(readUnscaled(input), scale);
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            BigDecimal number = (BigDecimal) value;
            output.writeByte(number.signum() + 1);
            if (number.signum() == 0) {
                return;
            }
            int mask = number.signum() < 0 ? 0xFF : 0;
            String digits = number.unscaledValue().abs().toString();
            long exponent = (long) digits.length() - number.scale();
            output.writeLongBigEndian((exponent ^ Long.MIN_VALUE) ^ -(mask & 1L));
            int count = digits.length();
            while (digits.charAt(count - 1) == '0') {
                count--;
            }
            for (int i = 0; i < count; i += 2) {
                int tens = digits.charAt(i) - '0';
                int ones = i + 1 < count ? digits.charAt(i + 1) - '0' : 0;
                output.writeByte((tens * 10 + ones + 1) ^ mask);
            }
            output.writeByte(mask);
        }
    }
}
