package io.dataflow.shuffle.hash;

import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.Arrays;

/**
 * Keys to one {@code long} each: counts and sums. Open addressing, 32 bytes a slot, so that a key of up to 8 bytes is
 * found, compared and counted in one cache line.
 *
 * <table>
 * <caption>Words of a slot</caption>
 * <tr><td>0</td><td>the first 8 key bytes, padded with zeros</td></tr>
 * <tr><td>1</td><td>the hash</td></tr>
 * <tr><td>2</td><td>key length + 1 (upper half), arena reference of a longer key (lower half); 0 when free</td></tr>
 * <tr><td>3</td><td>the state</td></tr>
 * </table>
 *
 * <p>Every byte is leased. A table that has keys and refuses one is drained with {@link #forEach} and {@link #clear},
 * and then takes at least one key, however long, if {@value #FLOOR_BYTES} bytes and that key rounded up to 8 bytes fit
 * the budget; a table that is empty and refuses has less than that. Confined to one thread.
 */
public final class LongGroupTable implements AutoCloseable {
    /** The least a table holds. */
    public static final int FLOOR_BYTES = 256;

    private static final int PREFIX = 0;
    private static final int HASH = 1;
    private static final int KEY = 2;
    private static final int STATE = 3;
    private static final int WORDS_LOG = 2;
    private static final int INLINE_BYTES = 8;

    /**
     * Sees each key with its state. The key's bytes are borrowed until it returns; the table must not change meanwhile.
     */
    @FunctionalInterface
    public interface Visitor<X extends Exception> {
        void visit(byte[] keyBytes, int keyOffset, int keyLength, long hash, long state) throws X;
    }

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
    public LongGroupTable(MemoryBudget budget, int initialKeys) {
        slots = new SlotArray(budget, 1 << WORDS_LOG, initialKeys);
        arena = new ByteArena(budget);
        words = slots.words();
    }

    /**
     * The slot of the key, which is inserted with state 0 if it is new; valid until the following call. -1 when there
     * is no memory for a new key: the caller drains the table and tries again. {@code hash} must be well mixed, as
     * {@link KeyHash} is.
     */
    public int find(byte[] key, int offset, int length, long hash) {
        long prefix = Words.readUpTo8(key, offset, Math.min(length, INLINE_BYTES));
        long[] table = words;
        if (table.length == 0) {
            return insert(key, offset, length, hash, prefix);
        }
        int slot = SlotArray.home(hash, homeShift);
        while (true) {
            int base = slot << WORDS_LOG;
            long found = table[base + KEY];
            if (found == 0) {
                return insert(key, offset, length, hash, prefix);
            }
            if (table[base + HASH] == hash
                    && table[base + PREFIX] == prefix
                    && (int) (found >>> 32) == length + 1
                    && (length <= INLINE_BYTES || isLongKey((int) found, key, offset, length))) {
                inserted = false;
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    private boolean isLongKey(int reference, byte[] key, int offset, int length) {
        byte[] page = arena.page(reference);
        int at = arena.offset(reference);
        return Arrays.equals(page, at + INLINE_BYTES, at + length, key, offset + INLINE_BYTES, offset + length);
    }

    private int insert(byte[] key, int offset, int length, long hash, long prefix) {
        inserted = false;
        if (!slots.hasRoom(keyCount) && !makeRoom()) {
            return -1;
        }
        int reference = 0;
        if (length > INLINE_BYTES) {
            reference = allocate(length);
            if (reference == ByteArena.NONE) {
                return -1;
            }
            System.arraycopy(key, offset, arena.page(reference), arena.offset(reference), length);
        }
        int slot = freeSlot(hash);
        int base = slot << WORDS_LOG;
        words[base + PREFIX] = prefix;
        words[base + HASH] = hash;
        words[base + KEY] = ((length + 1L) << 32) | reference;
        words[base + STATE] = 0;
        keyCount++;
        inserted = true;
        return slot;
    }

    private int allocate(int length) {
        int reference = arena.allocate(length);
        if (reference == ByteArena.NONE && keyCount == 0) {
            arena.release();
            slots.shrink();
            useSlots();
            reference = words.length > 0 ? arena.allocate(length) : ByteArena.NONE;
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
        for (int base = 0; base < old.length; base += 1 << WORDS_LOG) {
            if (old[base + KEY] != 0) {
                System.arraycopy(old, base, words, freeSlot(old[base + HASH]) << WORDS_LOG, 1 << WORDS_LOG);
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

    private int freeSlot(long hash) {
        int slot = SlotArray.home(hash, homeShift);
        while (words[(slot << WORDS_LOG) + KEY] != 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Whether the last {@link #find} inserted its key. */
    public boolean inserted() {
        return inserted;
    }

    public long state(int slot) {
        return words[(slot << WORDS_LOG) + STATE];
    }

    public void state(int slot, long state) {
        words[(slot << WORDS_LOG) + STATE] = state;
    }

    public int keyCount() {
        return keyCount;
    }

    /** Visits all keys, in no order that means anything. */
    public <X extends Exception> void forEach(Visitor<X> visitor) throws X {
        byte[] shortKey = new byte[INLINE_BYTES];
        for (int base = 0; base < words.length; base += 1 << WORDS_LOG) {
            long found = words[base + KEY];
            if (found == 0) {
                continue;
            }
            int length = (int) (found >>> 32) - 1;
            long hash = words[base + HASH];
            long state = words[base + STATE];
            if (length <= INLINE_BYTES) {
                Words.write(shortKey, 0, words[base + PREFIX]);
                visitor.visit(shortKey, 0, length, hash, state);
            } else {
                visitor.visit(arena.page((int) found), arena.offset((int) found), length, hash, state);
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
