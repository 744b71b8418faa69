package io.dataflow.api.codec;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A codec found from a type. It turns whatever can go wrong at its edges into failures that name the type. Travels as its
 * type, and is derived again where it arrives.
 */
final class DerivedCodec<T> implements Codec<T> {
    private static final long serialVersionUID = 1L;

    private final transient ValueType type;
    private final transient Encoding encoding;
    private final transient boolean ordered;

    DerivedCodec(ValueType type, Encoding encoding) {
        this.type = type;
        this.encoding = encoding;
        this.ordered = encoding.ordered();
    }

    @Override
    public void encode(T value, ByteOutput output) {
        if (value == null) {
            throw nullValue();
        }
        try {
            encoding.encode(value, output);
        } catch (ClassCastException e) {
            throw wrongClass(value, e);
        }
    }

    private DataflowException nullValue() {
        return new DataflowException(
                FailureKind.BAD_DATA,
                "A record is null where " + type + " was expected; filter nulls out, or wrap them in an Optional");
    }

    private DataflowException wrongClass(Object value, ClassCastException e) {
        return new DataflowException(
                FailureKind.BAD_DATA,
                "A record of " + value.getClass().getName() + " does not fit the type " + type
                        + " that the plan has for it, or contains what does not; state the type with .as(...): "
                        + e.getMessage(),
                e);
    }

    @Override
    @SuppressWarnings("unchecked") // the type says what the encoding decodes
    public T decode(ByteInput input) {
        int position = input.position();
        try {
            return (T) encoding.decode(input);
        } catch (DataflowException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new DataflowException(
                    FailureKind.BAD_DATA, "Malformed bytes at " + position + ": not a " + type + ", " + e, e);
        }
    }

    @Override
    public boolean ordered() {
        return ordered;
    }

    @Override
    public void encodeOrdered(T value, ByteOutput output) {
        if (!ordered) {
            throw new UnsupportedOperationException(type + " has no order");
        }
        if (value == null) {
            throw nullValue();
        }
        try {
            encoding.encodeOrdered(value, output);
        } catch (ClassCastException e) {
            throw wrongClass(value, e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DerivedCodec<?> that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    /** {@code codec of Pair<String, Long>}. */
    @Override
    public String toString() {
        return "codec of " + type;
    }

    private Object writeReplace() {
        return new OfType(type);
    }

    private void readObject(ObjectInputStream input) throws InvalidObjectException {
        throw new InvalidObjectException("A derived codec is read through its type");
    }

    /** The serialized form. */
    private record OfType(ValueType type) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return Codecs.derive(type);
        }
    }
}
