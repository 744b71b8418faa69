package io.dataflow.api.function;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;

/** Counts the bytes of a serialized object and keeps none of them. Confined to the thread that writes. */
final class BoundedCount extends OutputStream {
    /** More bytes than the limit were written. */
    static final class ExceededException extends IOException {
        private static final long serialVersionUID = 1L;

        private ExceededException(long limitBytes) {
            super("More than " + limitBytes + " bytes");
        }
    }

    private final long limitBytes;
    private long sizeBytes;

    private BoundedCount(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** The serialized size of {@code object}; fails with {@link ExceededException} soon after the limit is passed. */
    static long sizeBytes(Object object, long limitBytes) throws IOException {
        BoundedCount count = new BoundedCount(limitBytes);
        try (ObjectOutputStream out = new ObjectOutputStream(count)) {
            out.writeObject(object);
        }
        return count.sizeBytes;
    }

    @Override
    public void write(int value) throws IOException {
        add(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        add(length);
    }

    private void add(int bytes) throws IOException {
        if (bytes > limitBytes - sizeBytes) {
            throw new ExceededException(limitBytes);
        }
        sizeBytes += bytes;
    }
}
