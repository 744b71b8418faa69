package io.dataflow.shuffle.hash;

/**
 * <b>KeyHash 1</b>: the 64-bit hash of a key's canonical bytes. It decides partitions, so every process and every
 * release must agree on it; a change is a KeyHash 2 beside this one.
 *
 * <p>All arithmetic is modulo 2^64, {@code >>>} shifts zeros in, {@code rotl} rotates left, and
 *
 * <pre>
 * A = 9E3779B97F4A7C15   B = BF58476D1CE4E5B9   C = 94D049BB133111EB   (hexadecimal)
 * </pre>
 *
 * <ol>
 *   <li>{@code h = (length + 1) * A}, the length in bytes.
 *   <li>For each 8 bytes, and for the 1 to 7 that may be left, padded with zeros: {@code w} is those bytes, the first
 *       least significant; {@code k = w * B; k = k ^ (k >>> 32); h = rotl(h ^ k, 27) * A}.
 *   <li>{@code h = (h ^ (h >>> 30)) * B; h = (h ^ (h >>> 27)) * C; h = h ^ (h >>> 31)}. This is the hash.
 * </ol>
 *
 * <table>
 * <caption>Test vectors; a key of n bytes is 0, 1, 2, ... n - 1</caption>
 * <tr><td>n = 0</td><td>E220A8397B1DCDAF</td></tr>
 * <tr><td>n = 1</td><td>1CBCB07500232027</td></tr>
 * <tr><td>n = 7</td><td>6DA129CC8982DBD2</td></tr>
 * <tr><td>n = 8</td><td>4DDA5FB7A7702328</td></tr>
 * <tr><td>n = 9</td><td>E8959E67332E54C5</td></tr>
 * <tr><td>n = 16</td><td>5E2653827F1FEF1A</td></tr>
 * <tr><td>n = 23</td><td>755E4952A3C9047F</td></tr>
 * <tr><td>n = 64</td><td>7A259F62DA236D6B</td></tr>
 * </table>
 *
 * <p>Uses of its bits: 63 to 49 the key group; 48 to 5, four at a time, the sub-partitions of each level of spilling.
 */
public final class KeyHash {
    /** Partitions are made of whole groups, so there are at most that many. */
    public static final int GROUP_COUNT = 1 << 15;

    /** Levels of {@link #subPartition}. */
    public static final int MAX_LEVELS = 11;

    /** Parts at each level of {@link #subPartition}. */
    public static final int SUB_PARTITION_COUNT = 16;

    static final long A = 0x9E3779B97F4A7C15L;
    static final long B = 0xBF58476D1CE4E5B9L;
    static final long C = 0x94D049BB133111EBL;

    private KeyHash() {}

    public static long of(byte[] bytes, int offset, int length) {
        long hash = (length + 1L) * A;
        int at = offset;
        int wordsEnd = offset + (length & ~7);
        while (at < wordsEnd) {
            hash = step(hash, Words.read(bytes, at));
            at += 8;
        }
        if ((length & 7) != 0) {
            hash = step(hash, Words.readUpTo8(bytes, at, length & 7));
        }
        return finish(hash);
    }

    /**
     * Of a key of up to 16 bytes, as {@link KeyWords} has it. Without a branch, since lengths are as good as random where many short keys
     * follow each other.
     */
    public static long ofWords(long first, long second, int length) {
        long none = (length + 1L) * A;
        long one = step(none, first);
        long two = step(one, second);
        // All ones where there is a word of the first 8 bytes, and of the others.
        long any = -(long) length >> 63;
        long more = (Long.BYTES - (long) length) >> 63;
        return finish((none & ~any) | (one & any & ~more) | (two & more));
    }

    static long step(long hash, long word) {
        long k = word * B;
        k ^= k >>> 32;
        return Long.rotateLeft(hash ^ k, 27) * A;
    }

    static long finish(long state) {
        long hash = (state ^ (state >>> 30)) * B;
        hash = (hash ^ (hash >>> 27)) * C;
        return hash ^ (hash >>> 31);
    }

    /** The key group, 0 to 32767: the unit in which keys move between partitions when their number changes. */
    public static int group(long hash) {
        return (int) (hash >>> 49);
    }

    /** The partition of {@code partitionCount}, 1 to 32768; each has a contiguous range of groups. */
    public static int partition(long hash, int partitionCount) {
        if (partitionCount < 1 || partitionCount > GROUP_COUNT) {
            throw new IllegalArgumentException("partitionCount must be 1 to " + GROUP_COUNT + ": " + partitionCount);
        }
        return (group(hash) * partitionCount) >>> 15;
    }

    /** Part 0 to 15 at {@code level} 0 to 10, from bits that neither the group nor any other level uses. */
    public static int subPartition(long hash, int level) {
        if (level < 0 || level >= MAX_LEVELS) {
            throw new IllegalArgumentException("level must be 0 to " + (MAX_LEVELS - 1) + ": " + level);
        }
        return (int) (hash >>> (45 - 4 * level)) & (SUB_PARTITION_COUNT - 1);
    }
}
