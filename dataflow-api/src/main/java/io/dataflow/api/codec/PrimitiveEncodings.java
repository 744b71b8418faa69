package io.dataflow.api.codec;

import org.jspecify.annotations.Nullable;

/** The boxed primitives. */
final class PrimitiveEncodings {
    private PrimitiveEncodings() {}

    static @Nullable Encoding of(Class<?> raw) {
        if (raw == Integer.class) {
            return new OfInteger();
        }
        if (raw == Long.class) {
            return new OfLong();
        }
        if (raw == Double.class) {
            return new OfDouble();
        }
        if (raw == Boolean.class) {
            return new OfBoolean();
        }
        if (raw == Byte.class) {
            return new OfByte();
        }
        if (raw == Short.class) {
            return new OfShort();
        }
        if (raw == Character.class) {
            return new OfCharacter();
        }
        return raw == Float.class ? new OfFloat() : null;
    }

    static int readInt(ByteInput input) {
        long value = input.readZigZag();
        if (value != (int) value) {
            throw input.malformed("Integer");
        }
        return (int) value;
    }

    static boolean readBoolean(ByteInput input) {
        int value = input.readByte();
        if (value > 1) {
            throw input.malformed("boolean");
        }
        return value == 1;
    }

    static double readDouble(ByteInput input) {
        return Double.longBitsToDouble(input.readLongBigEndian());
    }

    static void writeDouble(double value, ByteOutput output) {
        output.writeLongBigEndian(Double.doubleToLongBits(value));
    }

    /** The total order of {@link Double#compare}: negative values have all bits turned, the others the sign. */
    static void writeOrderedDouble(double value, ByteOutput output) {
        long bits = Double.doubleToLongBits(value);
        output.writeLongBigEndian(bits ^ ((bits >> 63) | Long.MIN_VALUE));
    }

    static void writeOrderedFloat(float value, ByteOutput output) {
        int bits = Float.floatToIntBits(value);
        output.writeIntBigEndian(bits ^ ((bits >> 31) | Integer.MIN_VALUE));
    }

    static void writeOrderedInt(int value, ByteOutput output) {
        output.writeIntBigEndian(value ^ Integer.MIN_VALUE);
    }

    static void writeOrderedLong(long value, ByteOutput output) {
        output.writeLongBigEndian(value ^ Long.MIN_VALUE);
    }

    abstract static class Ordered extends Encoding {
        @Override
        final boolean ordered() {
            return true;
        }
    }

    static final class OfInteger extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            output.writeZigZag((Integer) value);
        }

        @Override
        Object decode(ByteInput input) {
            return readInt(input);
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            writeOrderedInt((Integer) value, output);
        }
    }

    static final class OfLong extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            output.writeZigZag((Long) value);
        }

        @Override
        Object decode(ByteInput input) {
            return input.readZigZag();
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            writeOrderedLong((Long) value, output);
        }
    }

    static final class OfDouble extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            writeDouble((Double) value, output);
        }

        @Override
        Object decode(ByteInput input) {
            return readDouble(input);
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            writeOrderedDouble((Double) value, output);
        }
    }

    static final class OfFloat extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            output.writeIntBigEndian(Float.floatToIntBits((Float) value));
        }

        @Override
        Object decode(ByteInput input) {
            return Float.intBitsToFloat(input.readIntBigEndian());
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            writeOrderedFloat((Float) value, output);
        }
    }

    static final class OfBoolean extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            output.writeByte((Boolean) value ? 1 : 0);
        }

        @Override
        Object decode(ByteInput input) {
            return readBoolean(input);
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            encode(value, output);
        }
    }

    static final class OfByte extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            output.writeByte((Byte) value);
        }

        @Override
        Object decode(ByteInput input) {
            return (byte) input.readByte();
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            output.writeByte((Byte) value ^ 0x80);
        }
    }

    static final class OfShort extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            output.writeZigZag((Short) value);
        }

        @Override
        Object decode(ByteInput input) {
            long value = input.readZigZag();
            if (value != (short) value) {
                throw input.malformed("Short");
            }
            return (short) value;
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            output.writeShortBigEndian((Short) value ^ 0x8000);
        }
    }

    static final class OfCharacter extends Ordered {
        @Override
        void encode(Object value, ByteOutput output) {
            output.writeVarInt((Character) value);
        }

        @Override
        Object decode(ByteInput input) {
            int value = input.readVarInt();
            if (value != (char) value) {
                throw input.malformed("Character");
            }
            return (char) value;
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            output.writeShortBigEndian((Character) value);
        }
    }
}
