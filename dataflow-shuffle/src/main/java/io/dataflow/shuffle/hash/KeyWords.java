package io.dataflow.shuffle.hash;

/**
 * Keys of up to 16 bytes as two words, the first byte least significant, padded with zeros: compared, hashed and kept without
 * an array. The length is not in them. Nothing here branches by the length, which is as good as random where many short keys
 * follow each other.
 */
public final class KeyWords {
    /** Longer keys do not fit. */
    public static final int MAX_BYTES = 2 * Long.BYTES;

    private KeyWords() {}

    /** The first 8 bytes of a key of any length. */
    public static long first(byte[] key, int offset, int length) {
        return offset <= key.length - Long.BYTES
                ? first(Words.read(key, offset), length)
                : Words.readUpTo8(key, offset, Math.min(length, Long.BYTES));
    }

    /** The bytes after the first 8, of a key of up to 16. */
    public static long second(byte[] key, int offset, int length) {
        return offset <= key.length - MAX_BYTES
                ? second(Words.read(key, offset + Long.BYTES), length)
                : length <= Long.BYTES ? 0 : Words.readUpTo8(key, offset + Long.BYTES, length - Long.BYTES);
    }

    /** The first 8 bytes of a key of any length, with zeros for what does not belong to it. */
    public static long first(long word, int length) {
        return word & (-1L >>> -(Math.min(length, Long.BYTES) << 3)) & (-length >> 31);
    }

    /** As {@link #first(long, int)}, of the next 8 bytes of a key of up to 16. */
    public static long second(long word, int length) {
        return word & (-1L >>> -(length << 3)) & ((Long.BYTES - length) >> 31);
    }

    /**
     * The same for the same key, as {@link KeyHash} is, and a third of the work: for a table that nobody else sees. Its bits are not all as
     * good, so a table mixes them once more.
     */
    public static long hash(long first, long second) {
        long hash = first * KeyHash.B;
        hash = (hash ^ (hash >>> 32) ^ second) * KeyHash.C;
        return hash ^ (hash >>> 32);
    }

    /** Writes 16 bytes, whatever the length. */
    public static void write(long first, long second, byte[] target, int offset) {
        Words.write(target, offset, first);
        Words.write(target, offset + Long.BYTES, second);
    }
}
