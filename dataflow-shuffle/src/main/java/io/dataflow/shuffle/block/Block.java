package io.dataflow.shuffle.block;

/**
 * Some records back to back, decoded and checked: {@code recordCount} records fill {@code bytes[offset, end)} exactly.
 * A record is {@code varint keyLength, varint valueLength, key, value} and never spans blocks.
 *
 * <p>The bytes are shared between all who hold the block, and nobody changes them. Safe for use by many threads.
 */
public final class Block {
    private final byte[] bytes;
    private final int offset;
    private final int end;
    private final int recordCount;

    public Block(byte[] bytes, int offset, int end, int recordCount) {
        if (offset < 0 || offset > end || end > bytes.length) {
            throw new IllegalArgumentException(
                    "A block of " + bytes.length + " bytes cannot span offsets " + offset + " to " + end);
        }
        if (recordCount < 0) {
            throw new IllegalArgumentException("recordCount must not be negative: " + recordCount);
        }
        this.bytes = bytes;
        this.offset = offset;
        this.end = end;
        this.recordCount = recordCount;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    /** The offset behind the last record. */
    public int end() {
        return end;
    }

    public int recordCount() {
        return recordCount;
    }

    public int lengthBytes() {
        return end - offset;
    }

    @Override
    public String toString() {
        return "Block of " + recordCount + " records in " + lengthBytes() + " bytes";
    }
}
