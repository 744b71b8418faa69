package io.dataflow.shuffle.hash;

import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.Arrays;

/**
 * The leased slots of an open-addressing table: a power of two of them, some words each. It knows how full it may get
 * and how much it may grow, but not what is in the words. Confined to one thread.
 */
final class SlotArray {
    static final int MIN_SLOTS = 8;
    private static final int MAX_WORDS = 1 << 29;

    private final MemoryBudget budget;
    private final int firstWord;
    private final int wordsPerSlot;
    private final int initialSlots;
    private long[] words = new long[0];
    private int slotCount;

    /** Past so many keys the table asks to grow, and past so many more it must. */
    private int growAt;

    private int fullAt;

    /** Slots that begin with the array. */
    SlotArray(MemoryBudget budget, int wordsPerSlot, int initialKeys) {
        this(budget, 0, wordsPerSlot, initialKeys);
    }

    /** @param firstWord of the first slot; those before are not used */
    SlotArray(MemoryBudget budget, int firstWord, int wordsPerSlot, int initialKeys) {
        if (initialKeys < 0) {
            throw new IllegalArgumentException("initialKeys must not be negative: " + initialKeys);
        }
        this.budget = budget;
        this.firstWord = firstWord;
        this.wordsPerSlot = wordsPerSlot;
        long wanted = Math.max(MIN_SLOTS, initialKeys + initialKeys / 3L + 1);
        long rounded = Long.highestOneBit(wanted - 1) << 1;
        initialSlots = (int) Math.min(rounded, maxSlots());
    }

    private int maxSlots() {
        return Integer.highestOneBit(MAX_WORDS / wordsPerSlot);
    }

    long[] words() {
        return words;
    }

    /** Where to look for a hash first. A multiplication brings all bits to bear, as keys of one table share many. */
    static int home(long hash, int shift) {
        return homeOfMixed(mixed(hash), shift);
    }

    static long mixed(long hash) {
        return hash * KeyHash.A;
    }

    /** The upper half of {@code mixed} is enough, as there are fewer slots than that can tell apart. */
    static int homeOfMixed(long mixed, int shift) {
        return (int) (mixed >>> shift);
    }

    /** What {@link #home} shifts by. */
    int homeShift() {
        return 33 + Integer.numberOfLeadingZeros(slotCount);
    }

    int slotCount() {
        return slotCount;
    }

    long leasedBytes() {
        return 8L * words.length;
    }

    /** Whether one more key than {@code keyCount} fits as it is. */
    boolean hasRoom(int keyCount) {
        return keyCount < growAt;
    }

    /** The first slots: as many as were asked for, or half as many and so on while the lease is refused. */
    boolean tryOpen() {
        for (int slots = initialSlots; slots >= MIN_SLOTS; slots /= 2) {
            if (tryReplace(slots)) {
                return true;
            }
        }
        return false;
    }

    /** Twice as many empty slots, beside the old ones until {@link #releaseOld}. */
    boolean tryDouble() {
        return slotCount < maxSlots() && tryReplace(2 * slotCount);
    }

    /** Fills the last eighth instead of growing; false when that is what it does already. */
    boolean tryFillUp(int keyCount) {
        growAt = fullAt;
        return keyCount < fullAt;
    }

    private boolean tryReplace(int slots) {
        if (!budget.tryReserve(bytes(slots))) {
            return false;
        }
        use(slots);
        return true;
    }

    private long bytes(int slots) {
        return 8L * (firstWord + slots * wordsPerSlot);
    }

    private void use(int slots) {
        words = new long[firstWord + slots * wordsPerSlot];
        slotCount = slots;
        growAt = slots / 4 * 3;
        fullAt = slots / 8 * 7;
    }

    void releaseOld(long[] oldWords) {
        budget.release(8L * oldWords.length);
    }

    void clear() {
        Arrays.fill(words, 0);
        growAt = slotCount / 4 * 3;
    }

    void release() {
        long bytes = leasedBytes();
        words = new long[0];
        slotCount = 0;
        growAt = 0;
        fullAt = 0;
        budget.release(bytes);
    }

    /**
     * Goes back to the fewest slots, for a table that needs its memory for one long key, or to none if others took
     * that.
     */
    void shrink() {
        release();
        if (budget.tryReserve(bytes(MIN_SLOTS))) {
            use(MIN_SLOTS);
        }
    }
}
