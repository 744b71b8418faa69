package io.dataflow.shuffle.file;

/** Where one region of a spill file is: its blocks, and behind them the packed entries of its {@link RegionIndex}. */
record Region(long offset, long lengthBytes, long recordCount, int indexLength, int indexChecksum) {
    /** The heap one takes in a list, nearly. */
    static final int RETAINED_BYTES = 64;

    long indexOffset() {
        return offset + lengthBytes;
    }

    long endOffset() {
        return offset + lengthBytes + indexLength;
    }
}
