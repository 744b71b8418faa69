package io.dataflow.shuffle.hash;

import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.Arrays;

/**
 * Keys to a fixed number of {@code long}s each: counts, sums, extremes; or to none, which makes it a set. Open addressing, the
 * state beside its key in the slot, so that a key of up to 8 bytes with two numbers is found, compared and changed in half a
 * cache line.
 *
 * <table>
 * <caption>Words of a slot</caption>
 * <tr><td>0</td><td>the first 8 key bytes, padded with zeros</td></tr>
 * <tr><td>1</td><td>the upper half of the mixed hash, of which the home slot is a part (upper half); of a key of up to 8 bytes
 *     the length + 1, of a longer one 2^31 + its arena reference (lower half); 0 when free</td></tr>
 * <tr><td>2 and on</td><td>the state</td></tr>
 * </table>
 *
 * <p>A longer key is in the arena behind its length, 4 bytes.
 *
 * <p>Every byte is leased. A table that has keys and refuses one is drained with {@link #forEach} and {@link #clear},
 * and then takes at least one key, however long, if {@link #floorBytes} and that key rounded up to 8 bytes fit
 * the budget; a table that is empty and refuses has less than that. Confined to one thread.
 */
public final class LongGroupTable implements AutoCloseable {
    private static final int PREFIX = 0;
    private static final int KEY = 1;
    private static final int STATE = 2;
    private static final int INLINE_BYTES = 8;
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
     */
    public LongGroupTable(int stateLongs, MemoryBudget budget, int initialKeys) {
        stride = STATE + stateLongs;
        slots = new SlotArray(budget, stride, initialKeys);
        arena = new ByteArena(budget);
        words = slots.words();
    }

    /** The least a table holds. */
    public static int floorBytes(int stateLongs) {
        return 8 * SlotArray.MIN_SLOTS * (STATE + stateLongs) + 8;
    }

    /**
     * Where in {@link #words} the state of the key begins, which is inserted with zeros if it is new; valid until the following
     * call. -1 when there is no memory for a new key: the caller drains the table and tries again.
     *
     * @param hash of the key, as {@link KeyHash} has it
     */
    public int find(byte[] key, int offset, int length, long hash) {
        long prefix = Words.readUpTo8(key, offset, Math.min(length, INLINE_BYTES));
        long mixed = SlotArray.mixed(hash);
        long[] table = words;
        if (table.length == 0) {
            return insert(key, offset, length, mixed, prefix, 0);
        }
        int slot = SlotArray.homeOfMixed(mixed, homeShift);
        if (length > INLINE_BYTES) {
            return findLong(key, offset, length, mixed, prefix, slot);
        }
        long wanted = (mixed & HASH_BITS) | (length + 1);
        while (true) {
            int base = slot * stride;
            long found = table[base + KEY];
            if (found == wanted && table[base + PREFIX] == prefix) {
                inserted = false;
                return base + STATE;
            }
            if (found == 0) {
                return insert(key, offset, length, mixed, prefix, slot);
            }
            slot = (slot + 1) & mask;
        }
    }

    private int findLong(byte[] key, int offset, int length, long mixed, long prefix, int home) {
        long[] table = words;
        long wanted = (mixed & HASH_BITS) | LONG_KEY;
        int slot = home;
        while (true) {
            int base = slot * stride;
            long found = table[base + KEY];
            if ((found & (HASH_BITS | LONG_KEY)) == wanted
                    && table[base + PREFIX] == prefix
                    && isLongKey(reference(found), key, offset, length)) {
                inserted = false;
                return base + STATE;
            }
            if (found == 0) {
                return insert(key, offset, length, mixed, prefix, slot);
            }
            slot = (slot + 1) & mask;
        }
    }

    private static int reference(long found) {
        return (int) (found & ~LONG_KEY);
    }

    private boolean isLongKey(int reference, byte[] key, int offset, int length) {
        byte[] page = arena.page(reference);
        int at = arena.offset(reference);
        int from = at + LENGTH_BYTES;
        return Words.readInt(page, at) == length
                && Arrays.equals(page, from + INLINE_BYTES, from + length, key, offset + INLINE_BYTES, offset + length);
    }

    /**
     * Loads the first slot of a key with that hash. The loads of many keys, one after the other, wait for memory at the same
     * time, which pays for {@link #find} of these keys soon after in a table larger than the caches.
     *
     * @return what was loaded, which means nothing; the caller keeps it somewhere, so that the load is not left out
     */
    public long touch(long hash) {
        long[] table = words;
        return table.length == 0 ? 0 : table[SlotArray.homeOfMixed(SlotArray.mixed(hash), homeShift) * stride + KEY];
    }

    /** @param free the slot for it, unless the table becomes another one */
    private int insert(byte[] key, int offset, int length, long mixed, long prefix, int free) {
        inserted = false;
        long[] before = words;
        if (!slots.hasRoom(keyCount) && !makeRoom()) {
            return -1;
        }
        long place = length + 1L;
        if (length > INLINE_BYTES) {
            int reference = allocate(LENGTH_BYTES + length);
            if (reference == ByteArena.NONE) {
                return -1;
            }
            byte[] page = arena.page(reference);
            int at = arena.offset(reference);
            Words.writeInt(page, at, length);
            System.arraycopy(key, offset, page, at + LENGTH_BYTES, length);
            place = LONG_KEY | reference;
        }
        // Nobody has written to the state of a free slot.
        int base = (words == before ? free : freeSlot(mixed)) * stride;
        words[base + PREFIX] = prefix;
        words[base + KEY] = (mixed & HASH_BITS) | place;
        keyCount++;
        inserted = true;
        return base + STATE;
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
        for (int base = 0; base < old.length; base += stride) {
            if (old[base + KEY] != 0) {
                System.arraycopy(old, base, words, freeSlot(old[base + KEY]) * stride, stride);
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
        while (words[slot * stride + KEY] != 0) {
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
        byte[] shortKey = new byte[INLINE_BYTES];
        for (int base = 0; base < words.length; base += stride) {
            long found = words[base + KEY];
            if (found == 0) {
                continue;
            }
            if ((found & LONG_KEY) == 0) {
                Words.write(shortKey, 0, words[base + PREFIX]);
                visitor.visit(shortKey, 0, (int) found - 1, words, base + STATE);
            } else {
                byte[] page = arena.page(reference(found));
                int at = arena.offset(reference(found));
                visitor.visit(page, at + LENGTH_BYTES, Words.readInt(page, at), words, base + STATE);
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
