package io.dataflow.files;

/** Bounds of one record. */
final class RecordLimits {
    /** Far beyond any record, and small enough for every heap; a file that lost its quotes or its line ends ends here. */
    static final int DEFAULT_BYTES = 16 << 20;

    /** An array and its copy as characters must be possible. */
    static final int MAX_BYTES = 1 << 29;

    private RecordLimits() {}

    static int checked(int bytes) {
        if (bytes < 1 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException("maxRecordBytes must be from 1 to " + MAX_BYTES + ", got " + bytes);
        }
        return bytes;
    }
}
