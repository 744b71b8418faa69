package io.dataflow.shuffle.hash;

import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.Arrays;

/**
 * Keys to a fixed number of {@code long}s each: counts, sums, extremes; or to none, which makes it a set. Open addressing, the
 * state beside its key in the slot, so that a short key with a number or two is found, compared and changed in half a
 * cache line.
 *
 * <table>
 * <caption>Words of a slot</caption>
 * <tr><td>0 to {@link #inlineWords}</td><td>the first key bytes, padded with zeros: 8 or 16 of them</td></tr>
 * <tr><td>the next</td><td>the upper half of the mixed hash, of which the home slot is a part (upper half); of a key that the
 *     words before hold the length + 1, of a longer one 2^31 + its arena reference (lower half); 0 when free</td></tr>
 * <tr><td>the others</td><td>the state</td></tr>
 * </table>
 *
 * <p>A longer key is in the arena behind its length, 4 bytes.
 *
 * <p>Every byte is leased. A table that has keys and refuses one is drained with {@link #forEach} and {@link #clear},
 * and then takes at least one key, however long, if {@link #floorBytes} and that key rounded up to 8 bytes fit
 * the budget; a table that is empty and refuses has less than that. Confined to one thread.
 */
public final class LongGroupTable implements AutoCloseable {
    /** For keys that rarely have more than 8 bytes, such as numbers: the slots are shorter. */
    public static final int ONE_WORD = 1;

    /** For keys of which many have 9 to 16 bytes, such as words with their length. */
    public static final int TWO_WORDS = 2;

    /**
     * Slots of a power of two do not cross cache lines if they begin with one: a JVM lets a large array begin with a line, and its
     * elements 16 bytes later.
     */
    private static final int FIRST_SLOT = (64 - 16) / Long.BYTES;

    private static final int LENGTH_BYTES = Integer.BYTES;

    private static final long HASH_BITS = 0xFFFF_FFFFL << 32;
    private static final long LONG_KEY = 1L << 31;

    /**
     * Sees each key with its state. Both are borrowed until it returns; the table must not change meanwhile.
     */
    @FunctionalInterface
    public interface Visitor<X extends Exception> {
        /** The key's state begins at {@code state} in {@code words}. */
        void visit(byte[] keyBytes, int keyOffset, int keyLength, long[] words, int state) throws X;
    }

    private final int inlineWords;
    private final int stride;
    private final SlotArray slots;
    private final ByteArena arena;
    private long[] words;
    private int mask = -1;
    private int homeShift = 63;
    private int keyCount;
    private boolean inserted;

    /**
     * Takes no memory before the first key. Has room for {@code initialKeys} keys then, or for as many as can be
     * leased.
     *
     * @param inlineWords {@link #ONE_WORD} or {@link #TWO_WORDS} of 8 key bytes in each slot
     */
    public LongGroupTable(int inlineWords, int stateLongs, MemoryBudget budget, int initialKeys) {
        if (inlineWords != ONE_WORD && inlineWords != TWO_WORDS) {
            throw new IllegalArgumentException("inlineWords must be 1 or 2: " + inlineWords);
        }
        this.inlineWords = inlineWords;
        stride = stride(inlineWords, stateLongs);
        slots = new SlotArray(budget, FIRST_SLOT, stride, initialKeys);
        arena = new ByteArena(budget);
        words = slots.words();
    }

    private static int stride(int inlineWords, int stateLongs) {
        return inlineWords + 1 + stateLongs;
    }

    /** The least a table holds. */
    public static int floorBytes(int inlineWords, int stateLongs) {
        return 8 * (FIRST_SLOT + SlotArray.MIN_SLOTS * stride(inlineWords, stateLongs)) + 8;
    }

    /** How many words of a key are in its slot; {@link #find(long, long, int, long)} finds keys of no more bytes than that. */
    public int inlineWords() {
        return inlineWords;
    }

    /**
     * Where in {@link #words} the state of the key begins, which is inserted with zeros if it is new; valid until the following
     * call. -1 when there is no memory for a new key: the caller drains the table and tries again.
     *
     * @param hash always the same for a key: {@link KeyHash} or, for short keys, {@link KeyWords#hash}
     */
    public int find(byte[] key, int offset, int length, long hash) {
        long first = KeyWords.first(key, offset, length);
        if (length > inlineWords * Long.BYTES) {
            return findLong(key, offset, length, hash, first);
        }
        return find(first, inlineWords == ONE_WORD ? 0 : KeyWords.second(key, offset, length), length, hash);
    }

    /**
     * As {@link #find(byte[], int, int, long)}, of a key that fits into its slot.
     *
     * @param first as {@link KeyWords#first}
     * @param second as {@link KeyWords#second}; 0 for keys of up to 8 bytes
     */
    public int find(long first, long second, int length, long hash) {
        assert length <= inlineWords * Long.BYTES : length;
        long mixed = SlotArray.mixed(hash);
        long[] table = words;
        if (table.length == 0) {
            return insertShort(first, second, length, mixed, 0);
        }
        int slot = SlotArray.homeOfMixed(mixed, homeShift);
        long wanted = (mixed & HASH_BITS) | (length + 1);
        int keyAt = FIRST_SLOT + inlineWords;
        while (true) {
            int key = slot * stride + keyAt;
            long found = table[key];
            if (found == wanted
                    && table[key - inlineWords] == first
                    && (inlineWords == ONE_WORD || table[key - 1] == second)) {
                inserted = false;
                return key + 1;
            }
            if (found == 0) {
                return insertShort(first, second, length, mixed, slot);
            }
            slot = (slot + 1) & mask;
        }
    }

    private int findLong(byte[] key, int offset, int length, long hash, long first) {
        long mixed = SlotArray.mixed(hash);
        long[] table = words;
        if (table.length == 0) {
            return insertLong(key, offset, length, mixed, first, 0);
        }
        long wanted = (mixed & HASH_BITS) | LONG_KEY;
        int slot = SlotArray.homeOfMixed(mixed, homeShift);
        while (true) {
            int base = base(slot);
            long found = table[base + inlineWords];
            if ((found & (HASH_BITS | LONG_KEY)) == wanted
                    && table[base] == first
                    && isLongKey(reference(found), key, offset, length)) {
                inserted = false;
                return base + inlineWords + 1;
            }
            if (found == 0) {
                return insertLong(key, offset, length, mixed, first, slot);
            }
            slot = (slot + 1) & mask;
        }
    }

    private int base(int slot) {
        return FIRST_SLOT + slot * stride;
    }

    private static int reference(long found) {
        return (int) (found & ~LONG_KEY);
    }

    /** Given that the first 8 bytes are the same. */
    private boolean isLongKey(int reference, byte[] key, int offset, int length) {
        byte[] page = arena.page(reference);
        int at = arena.offset(reference);
        int from = at + LENGTH_BYTES;
        return Words.readInt(page, at) == length
                && Arrays.equals(page, from + Long.BYTES, from + length, key, offset + Long.BYTES, offset + length);
    }

    /**
     * Loads the first slot of a key with that hash. The loads of many keys, one after the other, wait for memory at the same
     * time, which pays for {@link #find} of these keys soon after in a table larger than the caches.
     *
     * @return what was loaded, which means nothing; the caller keeps it somewhere, so that the load is not left out
     */
    public long touch(long hash) {
        long[] table = words;
        return table.length == 0
                ? 0
                : table[base(SlotArray.homeOfMixed(SlotArray.mixed(hash), homeShift)) + inlineWords];
    }

    /** @param free the slot for it, unless the table becomes another one */
    private int insertShort(long first, long second, int length, long mixed, int free) {
        inserted = false;
        long[] before = words;
        if (!slots.hasRoom(keyCount) && !makeRoom()) {
            return -1;
        }
        int base = base(words == before ? free : freeSlot(mixed));
        if (inlineWords == TWO_WORDS) {
            words[base + 1] = second;
        }
        return put(base, first, mixed, length + 1L);
    }

    private int insertLong(byte[] key, int offset, int length, long mixed, long first, int free) {
        inserted = false;
        long[] before = words;
        if (!slots.hasRoom(keyCount) && !makeRoom()) {
            return -1;
        }
        int reference = allocate(LENGTH_BYTES + length);
        if (reference == ByteArena.NONE) {
            return -1;
        }
        byte[] page = arena.page(reference);
        int at = arena.offset(reference);
        Words.writeInt(page, at, length);
        System.arraycopy(key, offset, page, at + LENGTH_BYTES, length);
        int base = base(words == before ? free : freeSlot(mixed));
        return put(base, first, mixed, LONG_KEY | reference);
    }

    /** Nobody has written to the state of a free slot. */
    private int put(int base, long first, long mixed, long place) {
        words[base] = first;
        words[base + inlineWords] = (mixed & HASH_BITS) | place;
        keyCount++;
        inserted = true;
        return base + inlineWords + 1;
    }

    private int allocate(int size) {
        int reference = arena.allocate(size);
        if (reference == ByteArena.NONE && keyCount == 0) {
            arena.release();
            slots.shrink();
            useSlots();
            reference = words.length > 0 ? arena.allocate(size) : ByteArena.NONE;
        }
        return reference;
    }

    private boolean makeRoom() {
        if (words.length == 0) {
            boolean opened = slots.tryOpen();
            useSlots();
            return opened;
        }
        long[] old = words;
        if (!slots.tryDouble()) {
            return slots.tryFillUp(keyCount);
        }
        useSlots();
        for (int base = FIRST_SLOT; base < old.length; base += stride) {
            long found = old[base + inlineWords];
            if (found != 0) {
                System.arraycopy(old, base, words, base(freeSlot(found)), stride);
            }
        }
        slots.releaseOld(old);
        return true;
    }

    private void useSlots() {
        words = slots.words();
        mask = slots.slotCount() - 1;
        homeShift = slots.homeShift();
    }

    /** @param mixed of which the upper half is used, as far as there are slots */
    private int freeSlot(long mixed) {
        int slot = SlotArray.homeOfMixed(mixed, homeShift);
        while (words[base(slot) + inlineWords] != 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Whether the last {@link #find} inserted its key. */
    public boolean inserted() {
        return inserted;
    }

    /** The array that has all states; valid until the following {@link #find}. */
    public long[] words() {
        return words;
    }

    public int keyCount() {
        return keyCount;
    }

    /** Visits all keys, in no order that means anything. */
    public <X extends Exception> void forEach(Visitor<X> visitor) throws X {
        byte[] shortKey = new byte[TWO_WORDS * Long.BYTES];
        for (int base = FIRST_SLOT; base < words.length; base += stride) {
            long found = words[base + inlineWords];
            int state = base + inlineWords + 1;
            if (found == 0) {
                continue;
            }
            if ((found & LONG_KEY) == 0) {
                KeyWords.write(words[base], inlineWords == ONE_WORD ? 0 : words[base + 1], shortKey, 0);
                visitor.visit(shortKey, 0, (int) found - 1, words, state);
            } else {
                byte[] page = arena.page(reference(found));
                int at = arena.offset(reference(found));
                visitor.visit(page, at + LENGTH_BYTES, Words.readInt(page, at), words, state);
            }
        }
    }

    /** Forgets all keys and keeps the memory for the next ones. */
    public void clear() {
        slots.clear();
        arena.reset();
        keyCount = 0;
    }

    public long reservedBytes() {
        return slots.leasedBytes() + arena.leasedBytes();
    }

    /** Forgets all keys and releases the memory. */
    @Override
    public void close() {
        slots.release();
        arena.release();
        useSlots();
        keyCount = 0;
    }
}
