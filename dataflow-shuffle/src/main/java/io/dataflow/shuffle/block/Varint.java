package io.dataflow.shuffle.block;

/**
 * Lengths as unsigned LEB128: seven bits to a byte, least significant first, the top bit set on all but the last byte.
 * A non-negative {@code int} takes 1 to 5 bytes, a non-negative {@code long} 1 to 9. Writers use the shortest form.
 */
public final class Varint {
    public static final int MAX_INT_BYTES = 5;
    public static final int MAX_LONG_BYTES = 9;

    private Varint() {}

    /** The bytes {@code value} takes; 5 for a negative value, which no writer may pass on. */
    public static int size(int value) {
        // One byte per started seven significant bits: (bits + 6) / 7, as a multiplication exact for 0..32 bits.
        return value < 128 && value >= 0 ? 1 : ((38 - Integer.numberOfLeadingZeros(value)) * 37) >>> 8;
    }

    public static int size(long value) {
        return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }

    /** Writes {@code value} at {@code offset} and returns the offset behind it. */
    public static int write(byte[] bytes, int offset, int value) {
        int at = offset;
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        return at;
    }

    public static int write(byte[] bytes, int offset, long value) {
        int at = offset;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        return at;
    }

    /** Reads a value that {@link #write(byte[], int, int)} wrote at {@code offset}. */
    static int read(byte[] bytes, int offset) {
        int value = 0;
        int shift = 0;
        int at = offset;
        while (bytes[at] < 0) {
            value |= (bytes[at++] & 0x7F) << shift;
            shift += 7;
        }
        return value | (bytes[at] << shift);
    }

    /** The offset behind the value at {@code offset}. */
    static int end(byte[] bytes, int offset) {
        int at = offset;
        while (bytes[at] < 0) {
            at++;
        }
        return at + 1;
    }
}
