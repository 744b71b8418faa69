package io.dataflow.shuffle.hash;

import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.Arrays;

/**
 * Keys to a serialized state of any length each. Open addressing, 16 bytes a slot; keys and states are in an arena.
 *
 * <table>
 * <caption>Words of a slot</caption>
 * <tr><td>0</td><td>the hash</td></tr>
 * <tr><td>1</td><td>key length + 1 (upper half), arena reference of the entry (lower half); 0 when free</td></tr>
 * </table>
 *
 * <table>
 * <caption>An entry</caption>
 * <tr><td>0</td><td>4 bytes</td><td>arena reference of the state</td></tr>
 * <tr><td>4</td><td>4 bytes</td><td>state length</td></tr>
 * <tr><td>8</td><td>4 bytes</td><td>the room there is for it; 0 when it has no space of its own yet</td></tr>
 * <tr><td>12</td><td></td><td>the key</td></tr>
 * </table>
 *
 * <p>A state that outgrows its room moves to one twice as long as it needs; what it leaves is free again after {@link
 * #clear}. Every byte is leased. A table that has keys and refuses one, or refuses a state, is drained with {@link
 * #forEach} and {@link #clear}, and then takes at least one key with its state, if {@value #FLOOR_BYTES} bytes, the key
 * and the state, rounded up to 8 bytes each, fit the budget. Confined to one thread.
 */
public final class GroupTable implements AutoCloseable {
    /** The slots, the fixed part of an entry, and the page that a short key may share with nothing else. */
    public static final int FLOOR_BYTES = 1168;

    private static final int HASH = 0;
    private static final int KEY = 1;
    private static final int WORDS_LOG = 1;

    private static final int STATE_REFERENCE = 0;
    private static final int STATE_LENGTH = 4;
    private static final int STATE_ROOM = 8;
    private static final int KEY_BYTES = 12;
    private static final int MAX_BYTES = 1 << 30;

    /** Sees each key with its state. The bytes are borrowed until it returns; the table must not change meanwhile. */
    @FunctionalInterface
    public interface Visitor<X extends Exception> {
        void visit(
                byte[] keyBytes,
                int keyOffset,
                int keyLength,
                long hash,
                byte[] stateBytes,
                int stateOffset,
                int stateLength)
                throws X;
    }

    private final SlotArray slots;
    private final ByteArena arena;
    private long[] words;
    private int mask = -1;
    private int homeShift = 63;
    private int keyCount;
    private boolean inserted;
    private boolean stateRefused;

    /**
     * Takes no memory before the first key. Has room for {@code initialKeys} slots then, or for as many as can be
     * leased.
     */
    public GroupTable(MemoryBudget budget, int initialKeys) {
        slots = new SlotArray(budget, 1 << WORDS_LOG, initialKeys);
        arena = new ByteArena(budget);
        words = slots.words();
    }

    /**
     * The entry of the key, which is inserted with an empty state if it is new; valid until the following call. -1 when
     * there is no memory for a new key: the caller drains the table and tries again. {@code hash} must be well mixed,
     * as {@link KeyHash} is.
     */
    public int find(byte[] key, int offset, int length, long hash) {
        long[] table = words;
        if (table.length == 0) {
            return insert(key, offset, length, hash);
        }
        int slot = SlotArray.home(hash, homeShift);
        while (true) {
            int base = slot << WORDS_LOG;
            long found = table[base + KEY];
            if (found == 0) {
                return insert(key, offset, length, hash);
            }
            if (table[base + HASH] == hash
                    && (int) (found >>> 32) == length + 1
                    && isKey((int) found, key, offset, length)) {
                inserted = false;
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    private boolean isKey(int reference, byte[] key, int offset, int length) {
        byte[] page = arena.page(reference);
        int at = arena.offset(reference) + KEY_BYTES;
        return Arrays.equals(page, at, at + length, key, offset, offset + length);
    }

    private int insert(byte[] key, int offset, int length, long hash) {
        inserted = false;
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException("A key of " + length + " bytes is longer than " + MAX_BYTES);
        }
        if (!slots.hasRoom(keyCount) && !makeRoom()) {
            return -1;
        }
        int reference = allocateEntry(KEY_BYTES + length);
        if (reference == ByteArena.NONE) {
            return -1;
        }
        byte[] page = arena.page(reference);
        int at = arena.offset(reference);
        Words.writeInt(page, at + STATE_REFERENCE, 0);
        Words.writeInt(page, at + STATE_LENGTH, 0);
        Words.writeInt(page, at + STATE_ROOM, 0);
        System.arraycopy(key, offset, page, at + KEY_BYTES, length);
        int slot = freeSlot(hash);
        words[(slot << WORDS_LOG) + HASH] = hash;
        words[(slot << WORDS_LOG) + KEY] = ((length + 1L) << 32) | reference;
        keyCount++;
        inserted = true;
        return slot;
    }

    private int allocateEntry(int size) {
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
        for (int base = 0; base < old.length; base += 1 << WORDS_LOG) {
            if (old[base + KEY] != 0) {
                int target = freeSlot(old[base + HASH]) << WORDS_LOG;
                words[target + HASH] = old[base + HASH];
                words[target + KEY] = old[base + KEY];
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

    /** The array the state of an entry is in; valid until the table changes. */
    public byte[] stateBytes(int entry) {
        int reference = reference(entry);
        return arena.page(field(reference, STATE_REFERENCE));
    }

    public int stateOffset(int entry) {
        int reference = reference(entry);
        return arena.offset(field(reference, STATE_REFERENCE));
    }

    public int stateLength(int entry) {
        return field(reference(entry), STATE_LENGTH);
    }

    /** Copies the new state in; on {@code false} there is no memory for it, and the entry has its old state. */
    public boolean replaceState(int entry, byte[] state, int offset, int length) {
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException("A state of " + length + " bytes is longer than " + MAX_BYTES);
        }
        int reference = reference(entry);
        if (length > field(reference, STATE_ROOM) && !moveState(reference, length, 0)) {
            stateRefused = true;
            return false;
        }
        int target = field(reference, STATE_REFERENCE);
        System.arraycopy(state, offset, arena.page(target), arena.offset(target), length);
        setField(reference, STATE_LENGTH, length);
        return true;
    }

    /**
     * Copies more bytes behind the state; on {@code false} there is no memory for them, and the entry has its old state. In
     * the long run it takes time and memory in proportion to what is appended.
     */
    public boolean appendState(int entry, byte[] bytes, int offset, int length) {
        int reference = reference(entry);
        int oldLength = field(reference, STATE_LENGTH);
        if (length > MAX_BYTES - oldLength) {
            throw new IllegalArgumentException(
                    "A state of " + ((long) oldLength + length) + " bytes is longer than " + MAX_BYTES);
        }
        int newLength = oldLength + length;
        if (newLength > field(reference, STATE_ROOM) && !moveState(reference, newLength, oldLength)) {
            stateRefused = true;
            return false;
        }
        int target = field(reference, STATE_REFERENCE);
        System.arraycopy(bytes, offset, arena.page(target), arena.offset(target) + oldLength, length);
        setField(reference, STATE_LENGTH, newLength);
        return true;
    }

    /** The first space is as long as the state, as most states keep their length; the following ones have slack. */
    private boolean moveState(int reference, int length, int keptBytes) {
        int room = field(reference, STATE_ROOM) == 0 ? length : Math.min(MAX_BYTES, 2 * length);
        int target = arena.allocate(room);
        if (target == ByteArena.NONE) {
            room = length;
            target = arena.allocate(room);
        }
        if (target == ByteArena.NONE) {
            return false;
        }
        if (keptBytes > 0) {
            int old = field(reference, STATE_REFERENCE);
            System.arraycopy(arena.page(old), arena.offset(old), arena.page(target), arena.offset(target), keptBytes);
        }
        setField(reference, STATE_REFERENCE, target);
        setField(reference, STATE_ROOM, (room + 7) & ~7);
        return true;
    }

    private int reference(int entry) {
        return (int) words[(entry << WORDS_LOG) + KEY];
    }

    private int field(int reference, int field) {
        return Words.readInt(arena.page(reference), arena.offset(reference) + field);
    }

    private void setField(int reference, int field, int value) {
        Words.writeInt(arena.page(reference), arena.offset(reference) + field, value);
    }

    public int keyCount() {
        return keyCount;
    }

    /** Visits all keys, in no order that means anything. */
    public <X extends Exception> void forEach(Visitor<X> visitor) throws X {
        for (int entry = 0; entry < slots.slotCount(); entry++) {
            long found = words[(entry << WORDS_LOG) + KEY];
            if (found != 0) {
                visitor.visit(
                        arena.page((int) found),
                        arena.offset((int) found) + KEY_BYTES,
                        (int) (found >>> 32) - 1,
                        words[(entry << WORDS_LOG) + HASH],
                        stateBytes(entry),
                        stateOffset(entry),
                        stateLength(entry));
            }
        }
    }

    /** Forgets all keys. Keeps the memory for the next ones, unless a state was refused, which may need all of it. */
    public void clear() {
        keyCount = 0;
        if (stateRefused) {
            stateRefused = false;
            arena.release();
            slots.shrink();
            useSlots();
            return;
        }
        slots.clear();
        arena.reset();
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
