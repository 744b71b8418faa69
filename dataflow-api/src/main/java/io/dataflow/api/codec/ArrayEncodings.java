package io.dataflow.api.codec;

import io.dataflow.api.codec.Elements.Header;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** Arrays but {@code byte[]}, which is text: a count and the elements; shorts and characters two bytes each. */
final class ArrayEncodings {
    private ArrayEncodings() {}

    static @Nullable Encoding ofPrimitive(Class<?> raw) {
        if (raw == int[].class) {
            return new OfInts();
        }
        if (raw == long[].class) {
            return new OfLongs();
        }
        if (raw == double[].class) {
            return new OfDoubles();
        }
        if (raw == float[].class) {
            return new OfFloats();
        }
        if (raw == boolean[].class) {
            return new OfBooleans();
        }
        if (raw == short[].class) {
            return new OfShorts();
        }
        return raw == char[].class ? new OfChars() : null;
    }

    /** The layout of a list. */
    static final class OfReferences extends Nesting {
        private final Class<?> component;
        private final Encoding element;

        OfReferences(Class<?> component, Encoding element) {
            this.component = component;
            this.element = element;
        }

        @Override
        void encodeInside(Object value, ByteOutput output) {
            Elements.write((Object[]) value, element, output);
        }

        @Override
        Object decodeInside(ByteInput input) {
            Header header = Header.read(input);
            @Nullable Object[] values = (Object[]) Array.newInstance(component, header.count());
            for (int i = 0; i < values.length; i++) {
                values[i] = header.isNull(i) ? null : element.decode(input);
            }
            return values;
        }

        @Override
        boolean ordered() {
            return element.ordered();
        }

        @Override
        void encodeOrdered(Object value, ByteOutput output) {
            Elements.writeOrdered((Object[]) value, element, output);
        }
    }

    static final class OfInts extends Encoding {
        @Override
        void encode(Object value, ByteOutput output) {
            int[] values = (int[]) value;
            output.writeVarInt(values.length);
            for (int element : values) {
                output.writeZigZag(element);
            }
        }

        @Override
        Object decode(ByteInput input) {
            int[] values = new int[input.readCount(1)];
            for (int i = 0; i < values.length; i++) {
                values[i] = PrimitiveEncodings.readInt(input);
            }
            return values;
        }
    }

    static final class OfLongs extends Encoding {
        @Override
        void encode(Object value, ByteOutput output) {
            long[] values = (long[]) value;
            output.writeVarInt(values.length);
            for (long element : values) {
                output.writeZigZag(element);
            }
        }

        @Override
        Object decode(ByteInput input) {
            long[] values = new long[input.readCount(1)];
            for (int i = 0; i < values.length; i++) {
                values[i] = input.readZigZag();
            }
            return values;
        }
    }

    static final class OfDoubles extends Encoding {
        @Override
        void encode(Object value, ByteOutput output) {
            double[] values = (double[]) value;
            output.writeVarInt(values.length);
            for (double element : values) {
                PrimitiveEncodings.writeDouble(element, output);
            }
        }

        @Override
        Object decode(ByteInput input) {
            double[] values = new double[input.readCount(Double.BYTES)];
            for (int i = 0; i < values.length; i++) {
                values[i] = Double.longBitsToDouble(input.readLongBigEndian());
            }
            return values;
        }
    }

    static final class OfFloats extends Encoding {
        @Override
        void encode(Object value, ByteOutput output) {
            float[] values = (float[]) value;
            output.writeVarInt(values.length);
            for (float element : values) {
                output.writeIntBigEndian(Float.floatToIntBits(element));
            }
        }

        @Override
        Object decode(ByteInput input) {
            float[] values = new float[input.readCount(Float.BYTES)];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.intBitsToFloat(input.readIntBigEndian());
            }
            return values;
        }
    }

    static final class OfBooleans extends Encoding {
        @Override
        void encode(Object value, ByteOutput output) {
            boolean[] values = (boolean[]) value;
            output.writeVarInt(values.length);
            for (boolean element : values) {
                output.writeByte(element ? 1 : 0);
            }
        }

        @Override
        Object decode(ByteInput input) {
            boolean[] values = new boolean[input.readCount(1)];
            for (int i = 0; i < values.length; i++) {
                values[i] = PrimitiveEncodings.readBoolean(input);
            }
            return values;
        }
    }

    static final class OfShorts extends Encoding {
        @Override
        void encode(Object value, ByteOutput output) {
            short[] values = (short[]) value;
            output.writeVarInt(values.length);
            for (short element : values) {
                output.writeShortBigEndian(element);
            }
        }

        @Override
        Object decode(ByteInput input) {
            short[] values = new short[input.readCount(Short.BYTES)];
            for (int i = 0; i < values.length; i++) {
                values[i] = input.readShortBigEndian();
            }
            return values;
        }
    }

    static final class OfChars extends Encoding {
        @Override
        void encode(Object value, ByteOutput output) {
            char[] values = (char[]) value;
            output.writeVarInt(values.length);
            for (char element : values) {
                output.writeShortBigEndian(element);
            }
        }

        @Override
        Object decode(ByteInput input) {
            char[] values = new char[input.readCount(Character.BYTES)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (char) input.readShortBigEndian();
            }
            return values;
        }
    }
}
