package io.dataflow.api.codec;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** One component of a record: how to get it, and how it is laid out. The common primitives are written unboxed. */
class Component {
    final Encoding encoding;

    /** {@code (Object) -> Object}, or to the primitive in subclasses. */
    final MethodHandle accessor;

    private final String name;

    /** Which bit of the record says that this is null; -1 for a primitive. */
    private final int nullBit;

    private Component(String name, Encoding encoding, MethodHandle accessor, Class<?> result, int nullBit) {
        this.name = name;
        this.encoding = encoding;
        this.accessor = accessor.asType(MethodType.methodType(result, Object.class));
        this.nullBit = nullBit;
    }

    static Component of(RecordComponent component, MethodHandle accessor, Encoding encoding, int nullBit) {
        String name = component.getDeclaringRecord().getName().concat(".").concat(component.getName());
        Class<?> type = encoding instanceof OwnEncoding ? Object.class : component.getType();
        if (type == int.class) {
            return new OfInt(name, encoding, accessor);
        }
        if (type == long.class) {
            return new OfLong(name, encoding, accessor);
        }
        if (type == double.class) {
            return new OfDouble(name, encoding, accessor);
        }
        return new Component(name, encoding, accessor, Object.class, nullBit);
    }

    /** {@code (ByteInput) -> int}, or another primitive, for one that is read unboxed; null for all others. */
    @Nullable
    MethodHandle primitiveReader() {
        return null;
    }

    /** The next component of the input; null if the bits that begin at {@code nullsAt} say so. */
    final @Nullable Object decode(ByteInput input, int nullsAt) {
        boolean isNull = nullBit >= 0 && (input.bytes()[nullsAt + (nullBit >> 3)] & (1 << (nullBit & 7))) != 0;
        return isNull ? null : encoding.decode(input);
    }

    void encode(Object owner, ByteOutput output, int nullsAt) {
        Object value = value(owner);
        if (value == null) {
            int at = nullsAt + (nullBit >> 3);
            output.setByte(at, output.bytes()[at] | (1 << (nullBit & 7)));
        } else {
            encoding.encode(value, output);
        }
    }

    void encodeOrdered(Object owner, ByteOutput output) {
        Object value = value(owner);
        if (nullBit >= 0) {
            output.writeByte(value == null ? 0 : 1);
        }
        if (value != null) {
            encoding.encodeOrdered(value, output);
        }
    }

    private @Nullable Object value(Object owner) {
        try {
            return (Object) accessor.invokeExact(owner);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    final RuntimeException failed(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return new DataflowException(FailureKind.USER_CODE, name + "() threw " + thrown, thrown);
    }

    private static final class OfInt extends Component {
        OfInt(String name, Encoding encoding, MethodHandle accessor) {
            super(name, encoding, accessor, int.class, -1);
        }

        @Override
        MethodHandle primitiveReader() {
            return RecordDecoder.INT;
        }

        @Override
        void encode(Object owner, ByteOutput output, int nullsAt) {
            output.writeZigZag(value(owner));
        }

        @Override
        void encodeOrdered(Object owner, ByteOutput output) {
            PrimitiveEncodings.writeOrderedInt(value(owner), output);
        }

        private int value(Object owner) {
            try {
                return (int) accessor.invokeExact(owner);
            } catch (Throwable e) {
                throw failed(e);
            }
        }
    }

    private static final class OfLong extends Component {
        OfLong(String name, Encoding encoding, MethodHandle accessor) {
            super(name, encoding, accessor, long.class, -1);
        }

        @Override
        MethodHandle primitiveReader() {
            return RecordDecoder.LONG;
        }

        @Override
        void encode(Object owner, ByteOutput output, int nullsAt) {
            output.writeZigZag(value(owner));
        }

        @Override
        void encodeOrdered(Object owner, ByteOutput output) {
            PrimitiveEncodings.writeOrderedLong(value(owner), output);
        }

        private long value(Object owner) {
            try {
                return (long) accessor.invokeExact(owner);
            } catch (Throwable e) {
                throw failed(e);
            }
        }
    }

    private static final class OfDouble extends Component {
        OfDouble(String name, Encoding encoding, MethodHandle accessor) {
            super(name, encoding, accessor, double.class, -1);
        }

        @Override
        MethodHandle primitiveReader() {
            return RecordDecoder.DOUBLE;
        }

        @Override
        void encode(Object owner, ByteOutput output, int nullsAt) {
            PrimitiveEncodings.writeDouble(value(owner), output);
        }

        @Override
        void encodeOrdered(Object owner, ByteOutput output) {
            PrimitiveEncodings.writeOrderedDouble(value(owner), output);
        }

        private double value(Object owner) {
            try {
                return (double) accessor.invokeExact(owner);
            } catch (Throwable e) {
                throw failed(e);
            }
        }
    }
}
