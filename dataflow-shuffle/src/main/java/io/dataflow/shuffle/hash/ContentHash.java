package io.dataflow.shuffle.hash;

/**
 * An order-independent 64-bit hash over the records of an output: the sum of one mixed hash per (partition, key,
 * value). Two runs of the same task that differ in it did not produce the same records. Compared within one job only.
 *
 * <p>Confined to one thread.
 */
public final class ContentHash {
    private long sum;

    /** Adds one record. */
    public void add(
            int partition, byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
        long hash = (partition + 1L) * KeyHash.C + (keyLength + 1L) * KeyHash.A + (valueLength + 1L) * KeyHash.B;
        hash = absorb(hash, key, keyOffset, keyLength);
        hash = absorb(hash, value, valueOffset, valueLength);
        sum += KeyHash.finish(hash);
    }

    public long value() {
        return sum;
    }

    private static long absorb(long seed, byte[] bytes, int offset, int length) {
        long hash = seed;
        int at = offset;
        int rest = length;
        if (rest >= 32) {
            int stripesEnd = offset + (length & ~31);
            hash = absorbStripes(hash, bytes, offset, stripesEnd);
            at = stripesEnd;
            rest = length & 31;
        }
        for (; rest >= 8; rest -= 8) {
            hash = step(hash, Words.read(bytes, at));
            at += 8;
        }
        return rest == 0 ? hash : step(hash, Words.readUpTo8(bytes, at, rest));
    }

    /** Four independent lanes, as one would wait for its own multiplications. */
    private static long absorbStripes(long seed, byte[] bytes, int offset, int end) {
        long a = seed;
        long b = seed + KeyHash.A;
        long c = seed + KeyHash.B;
        long d = seed + KeyHash.C;
        for (int at = offset; at < end; at += 32) {
            a = step(a, Words.read(bytes, at));
            b = step(b, Words.read(bytes, at + 8));
            c = step(c, Words.read(bytes, at + 16));
            d = step(d, Words.read(bytes, at + 24));
        }
        return step(step(step(a, b), c), d);
    }

    /**
     * Lighter than the step of a key's hash, as no table is laid out by it; the sum's parts are well mixed at the end.
     */
    private static long step(long hash, long word) {
        return Long.rotateLeft((hash ^ word) * KeyHash.A, 31);
    }
}
