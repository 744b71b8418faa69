package io.dataflow.shuffle.block;

import java.io.IOException;

/** Bytes that are not the bytes that were written. Retrying the same copy cannot help; writing it anew does. */
public final class CorruptBlockException extends IOException {
    private static final long serialVersionUID = 1L;

    public CorruptBlockException(String message) {
        super(message);
    }

    static CorruptBlockException checksumMismatch(String source, long offset, int expected, int computed) {
        return new CorruptBlockException("Block at offset " + offset + " of " + source + " has checksum "
                + Integer.toHexString(computed) + " but its header says " + Integer.toHexString(expected)
                + "; the disk or the transfer altered it");
    }

    /** A header field holds a value that no writer writes. */
    static CorruptBlockException badHeader(String source, long offset, String field, String found, String expected) {
        return new CorruptBlockException("Block at offset " + offset + " of " + source + " has " + field + " " + found
                + " but " + expected + " was expected; the disk or the transfer altered it");
    }

    /** A source that ends before the bytes it must have. */
    public static CorruptBlockException truncated(String source, long offset, long expectedBytes, long foundBytes) {
        return new CorruptBlockException("At offset " + offset + " of " + source + " " + expectedBytes
                + " bytes were expected but only " + foundBytes + " are there; the end is missing");
    }

    public static CorruptBlockException badRecord(int recordIndex, int offset, int end) {
        return new CorruptBlockException("Record " + recordIndex + " at offset " + offset
                + " does not end with or before its block at offset " + end + "; the block is not what was written");
    }
}
