package io.dataflow.benchmarks.job.plain;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Answers;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Words of bytes above the space, and their counts: open addressing, with half a cache line for each word. A word of up to
 * eight bytes is compared within its slot; longer ones also with the bytes that were kept of it.
 */
final class WordTable {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ABOVE_SPACE = 0x2121212121212121L;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    /* A slot: the first eight bytes, the length above the offset of the kept bytes, the hash, the count (0 if free). */
    private static final int SLOT_LONGS = 4;
    private static final int PLACE = 1;
    private static final int HASH = 2;
    private static final int COUNT = 3;

    private long[] slots = new long[SLOT_LONGS << 16];
    private int used;
    private byte[] kept = new byte[1 << 20];
    private int keptEnd;

    /** Adds each word of the lines. Bytes behind {@code to} are read, but do not matter. */
    void addAll(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            long first = (long) LONGS.get(bytes, at);
            long ends = endsOf(first);
            if (ends != 0) {
                int length = Long.numberOfTrailingZeros(ends) >>> 3;
                if (length > 0) {
                    long word = first & ~(-1L << (8 * length));
                    add(bytes, at, length, word, hash(word, 0), 1);
                }
                at += length + 1;
            } else {
                at = addLong(bytes, at, first) + 1;
            }
        }
    }

    /** A word of at least eight bytes; returns where it ends. */
    private int addLong(byte[] bytes, int start, long first) {
        long hash = first;
        int at = start + Long.BYTES;
        while (true) {
            long next = (long) LONGS.get(bytes, at);
            long ends = endsOf(next);
            int length = ends == 0 ? Long.BYTES : Long.numberOfTrailingZeros(ends) >>> 3;
            long word = length == 0 ? 0 : next & (-1L >>> (64 - 8 * length));
            hash = hash(hash, word);
            at += length;
            if (ends != 0) {
                add(bytes, start, at - start, first, hash, 1);
                return at;
            }
        }
    }

    /** The lowest bit that is set is exact: it is in the first byte that is no part of a word. */
    private static long endsOf(long word) {
        return (word - ABOVE_SPACE) & ~word & HIGH_BITS;
    }

    private static long hash(long hash, long word) {
        long mixed = (hash ^ (word << 1)) * FACTOR;
        return mixed ^ (mixed >>> 32);
    }

    void addAll(WordTable other) {
        for (int slot = 0; slot < other.slots.length; slot += SLOT_LONGS) {
            long count = other.slots[slot + COUNT];
            if (count > 0) {
                long place = other.slots[slot + PLACE];
                int length = (int) (place >>> 32);
                add(other.kept, (int) place, length, other.slots[slot], other.slots[slot + HASH], count);
            }
        }
    }

    private void add(byte[] bytes, int start, int length, long first, long hash, long count) {
        int mask = slots.length - 1;
        int slot = (int) hash * SLOT_LONGS & mask;
        while (slots[slot + COUNT] != 0) {
            if (slots[slot] == first && slots[slot + HASH] == hash && isAt(slot, bytes, start, length)) {
                slots[slot + COUNT] += count;
                return;
            }
            slot = (slot + SLOT_LONGS) & mask;
        }
        slots[slot] = first;
        slots[slot + PLACE] = (long) length << 32 | keep(bytes, start, length);
        slots[slot + HASH] = hash;
        slots[slot + COUNT] = count;
        if (++used > slots.length / SLOT_LONGS / 2) {
            grow();
        }
    }

    private boolean isAt(int slot, byte[] bytes, int start, int length) {
        long place = slots[slot + PLACE];
        int offset = (int) place;
        return place >>> 32 == length
                && (length <= Long.BYTES || Arrays.equals(kept, offset, offset + length, bytes, start, start + length));
    }

    private int keep(byte[] bytes, int start, int length) {
        if (kept.length - keptEnd < length) {
            kept = Arrays.copyOf(kept, Math.multiplyExact(kept.length, 2));
        }
        System.arraycopy(bytes, start, kept, keptEnd, length);
        int offset = keptEnd;
        keptEnd += length;
        return offset;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[Math.multiplyExact(old.length, 2)];
        int mask = slots.length - 1;
        for (int from = 0; from < old.length; from += SLOT_LONGS) {
            if (old[from + COUNT] != 0) {
                int slot = (int) old[from + HASH] * SLOT_LONGS & mask;
                while (slots[slot + COUNT] != 0) {
                    slot = (slot + SLOT_LONGS) & mask;
                }
                System.arraycopy(old, from, slots, slot, SLOT_LONGS);
            }
        }
    }

    Answer answer() {
        long hash = 0;
        for (int slot = 0; slot < slots.length; slot += SLOT_LONGS) {
            long count = slots[slot + COUNT];
            if (count != 0) {
                long place = slots[slot + PLACE];
                hash += Answers.word(kept, (int) place, (int) (place >>> 32), count);
            }
        }
        return new Answer(used, hash);
    }
}
