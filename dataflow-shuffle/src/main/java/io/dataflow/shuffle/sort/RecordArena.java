package io.dataflow.shuffle.sort;

import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.Arrays;

/**
 * Serialized records packed into leased pages, and one entry of two {@code long}s for each: the key's prefix and where
 * the record is. Sorting moves entries only.
 *
 * <p>Confined to one thread.
 */
public final class RecordArena {
    private static final int MIN_PAGE_BYTES = 4 << 10;
    private static final int MAX_PAGE_BYTES = 256 << 10;
    private static final int PAGE_SHARE = 16;
    private static final int MIN_ENTRIES = 64;
    private static final int MAX_ENTRIES = 1 << 28;
    private static final int BYTES_PER_ENTRY = 16;

    /** So many loads are under way at a time in the processors of today, more or less. */
    private static final int AHEAD = 16;

    private static final int CACHE_LINE_BYTES = 64;

    /** The least memory it works with. */
    public static final int FLOOR_BYTES = MIN_PAGE_BYTES + MIN_ENTRIES * BYTES_PER_ENTRY;

    private final MemoryBudget budget;
    private final int pageBytes;
    private byte[][] pages = new byte[8][];
    private int pageCount;
    private byte[] page = new byte[0];
    private int pageEnd;
    private long pagesLeaseBytes;

    /** Prefix and pointer of each record; a pointer is the page's index (upper half) and the offset in it. */
    private long[] entries = new long[0];

    private int count;

    /** Means nothing; kept, so that loads whose results nobody wants are not left out. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    public RecordArena(MemoryBudget budget) {
        this.budget = budget;
        long share = Long.highestOneBit(budget.availableBytes() / PAGE_SHARE);
        pageBytes = (int) Math.max(MIN_PAGE_BYTES, Math.min(MAX_PAGE_BYTES, share));
    }

    /** Appends a record of {@code size} bytes, or changes nothing when there is no memory for it. */
    public boolean append(
            int size, byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
        if ((2 * count == entries.length && !growEntries()) || (page.length - pageEnd < size && !addPage(size))) {
            return false;
        }
        RecordLayout.write(page, pageEnd, key, keyOffset, keyLength, value, valueOffset, valueLength);
        entries[2 * count] = KeyPrefix.of(key, keyOffset, keyLength);
        entries[2 * count + 1] = ((pageCount - 1L) << 32) | pageEnd;
        pageEnd += size;
        count++;
        return true;
    }

    /** Doubles, or else grows by an eighth: the array stays for the next run, which then has the right shape. */
    private boolean growEntries() {
        if (count == MAX_ENTRIES) {
            return false;
        }
        return count == 0
                ? tryResizeEntries(MIN_ENTRIES)
                : tryResizeEntries(2 * count) || (count >= MIN_ENTRIES && tryResizeEntries(count + count / 8));
    }

    private boolean tryResizeEntries(int capacity) {
        if (!budget.tryReserve((long) capacity * BYTES_PER_ENTRY)) {
            return false;
        }
        long oldBytes = 8L * entries.length;
        entries = Arrays.copyOf(entries, 2 * capacity);
        budget.release(oldBytes);
        return true;
    }

    private boolean addPage(int size) {
        int length = Math.max(size, pageBytes);
        if (!budget.tryReserve(length)) {
            return false;
        }
        pagesLeaseBytes += length;
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, 2 * pageCount);
        }
        page = new byte[length];
        pages[pageCount++] = page;
        pageEnd = 0;
        return true;
    }

    public int count() {
        return count;
    }

    /** Puts the records in the order of their keys, those with equal keys in the order they came. */
    public void sort() {
        new RunSorter(this, entries).sort(count);
    }

    /** The page that the record at {@code index} is in. */
    public byte[] page(int index) {
        return pageOf(entries[2 * index + 1]);
    }

    /** Where in its page the record at {@code index} begins. */
    public int offset(int index) {
        return (int) entries[2 * index + 1];
    }

    /**
     * How many bytes the record at {@code index} has. Fast when asked of one record after the other: neighbours in the order lie
     * anywhere, so that several are loaded at a time and wait for memory together.
     */
    public int size(int index) {
        if (index % AHEAD == 0) {
            touch(index, Math.min(count, index + AHEAD));
        }
        int offset = offset(index);
        return RecordLayout.end(page(index), offset) - offset;
    }

    private void touch(int from, int to) {
        int loaded = 0;
        for (int i = from; i < to; i++) {
            byte[] bytes = page(i);
            int offset = offset(i);
            loaded += bytes[offset] + bytes[Math.min(offset + CACHE_LINE_BYTES, bytes.length - 1)];
        }
        touched = loaded;
    }

    /** Compares the keys of two records with the same prefix. */
    int compareKeys(long pointerA, long pointerB) {
        byte[] a = pageOf(pointerA);
        byte[] b = pageOf(pointerB);
        int aOffset = (int) pointerA;
        int bOffset = (int) pointerB;
        return KeyPrefix.compareRest(
                a,
                RecordLayout.keyOffset(a, aOffset),
                RecordLayout.keyLength(a, aOffset),
                b,
                RecordLayout.keyOffset(b, bOffset),
                RecordLayout.keyLength(b, bOffset));
    }

    private byte[] pageOf(long pointer) {
        return pages[(int) (pointer >>> 32)];
    }

    /** Forgets all records and releases their pages; the entries' memory stays for the next ones. */
    public void clear() {
        Arrays.fill(pages, 0, pageCount, null);
        page = new byte[0];
        pageCount = 0;
        pageEnd = 0;
        count = 0;
        long bytes = pagesLeaseBytes;
        pagesLeaseBytes = 0;
        budget.release(bytes);
    }

    /** Forgets all records and releases everything. */
    public void release() {
        clear();
        long bytes = 8L * entries.length;
        entries = new long[0];
        budget.release(bytes);
    }
}
