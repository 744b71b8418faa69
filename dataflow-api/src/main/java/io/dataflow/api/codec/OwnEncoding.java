package io.dataflow.api.codec;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * A type with a codec of the program's own: the number of the codec's bytes as a varint, and the bytes. The length keeps a
 * codec that reads too much or too little from damaging what stands next to its value.
 */
final class OwnEncoding extends Nesting {
    /** Values of up to so many bytes have a length of one byte, for which room is left. */
    private static final int SHORT_BYTES = 0x7F;

    private static final String SUBJECT = "The codec ";

    private final Class<?> type;
    private final Codec<Object> codec;

    @SuppressWarnings("unchecked") // the type is what the codec was given for
    OwnEncoding(Class<?> type, Codec<?> codec) {
        this.type = type;
        this.codec = (Codec<Object>) codec;
    }

    @Override
    void encodeInside(Object value, ByteOutput output) {
        requireType(value);
        int start = output.length();
        output.writeByte(0);
        run("encode", () -> codec.encode(value, output));
        int count = written(start + 1, output);
        if (count <= SHORT_BYTES) {
            output.setByte(start, count);
        } else {
            output.lengthen(start, count);
        }
    }

    private void requireType(Object value) {
        if (!type.isInstance(value)) {
            throw new ClassCastException(value.getClass().getName() + " is no " + type.getName());
        }
    }

    private int written(int start, ByteOutput output) {
        int count = output.length() - start;
        if (count < 0) {
            throw failure("took back bytes that others wrote; only append to the output", null);
        }
        return count;
    }

    @Override
    Object decodeInside(ByteInput input) {
        int count = input.readCount(1);
        int end = input.narrow(count);
        try {
            Object value = run(input);
            int unread = input.remaining();
            if (unread != 0) {
                throw failure(
                        "left " + unread + " of " + count + " bytes unread; decode reads what encode wrote", null);
            }
            return value;
        } finally {
            input.widen(end);
        }
    }

    private Object run(ByteInput input) {
        @Nullable Object[] value = new Object[1];
        run("decode", () -> value[0] = codec.decode(input));
        Object decoded = value[0];
        if (!type.isInstance(decoded)) {
            String found = decoded == null ? "null" : "a " + decoded.getClass().getName();
            throw failure("decoded " + found, null);
        }
        return decoded;
    }

    @Override
    boolean ordered() {
        return codec.ordered();
    }

    /** As the codec says. */
    @Override
    void encodeOrdered(Object value, ByteOutput output) {
        requireType(value);
        int start = output.length();
        run("encodeOrdered", () -> codec.encodeOrdered(value, output));
        if (written(start, output) == 0) {
            throw failure("wrote no ordered bytes; write one at least, since none may be a prefix of another", null);
        }
    }

    private void run(String method, Runnable code) {
        try {
            code.run();
        } catch (DataflowException e) {
            String message = String.valueOf(e.getMessage());
            // The innermost codec is to blame, and a line for each around it would grow with the depth.
            throw message.startsWith(SUBJECT)
                    ? e
                    : new DataflowException(e.kind(), subject() + " failed in " + method + ": " + message, e);
        } catch (RuntimeException e) {
            throw failure("threw " + e + " in " + method, e);
        }
    }

    private DataflowException failure(String what, @Nullable Throwable cause) {
        return new DataflowException(FailureKind.USER_CODE, subject() + " " + what, cause);
    }

    private String subject() {
        return SUBJECT + codec.getClass().getName() + " of " + type.getName();
    }
}
