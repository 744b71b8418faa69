package io.dataflow.shuffle.file;

import io.dataflow.shuffle.block.CorruptBlockException;
import java.util.Arrays;

/** Reads the varints of an index. Confined to one thread. */
final class PackedReader {
    private final byte[] bytes;
    private int position;

    PackedReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    boolean hasNext() {
        return position < bytes.length;
    }

    int position() {
        return position;
    }

    long nextLong() throws CorruptBlockException {
        long value = 0;
        for (int shift = 0; shift < 63 && position < bytes.length; shift += 7) {
            byte next = bytes[position++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed();
    }

    int nextInt() throws CorruptBlockException {
        long value = nextLong();
        if (value > Integer.MAX_VALUE) {
            throw malformed();
        }
        return (int) value;
    }

    byte[] nextBytes(int length) throws CorruptBlockException {
        int start = position;
        skipBytes(length);
        return Arrays.copyOfRange(bytes, start, position);
    }

    void skipBytes(int length) throws CorruptBlockException {
        if (length > bytes.length - position) {
            throw malformed();
        }
        position += length;
    }

    /** Passes over {@code count} numbers. */
    void skip(int count) throws CorruptBlockException {
        for (int i = 0; i < count; i++) {
            if (nextLong() < 0) {
                throw malformed();
            }
        }
    }

    CorruptBlockException malformed() {
        return new CorruptBlockException(
                "The segment index is malformed at its byte " + position + "; it was not written by this format");
    }
}
