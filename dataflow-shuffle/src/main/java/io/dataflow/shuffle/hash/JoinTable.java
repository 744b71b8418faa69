package io.dataflow.shuffle.hash;

import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.Arrays;

/**
 * The records of one side of a join, serialized, to be found by key. Records gather in sub-partitions, any of which can be
 * dropped while there is no index; {@link #tryIndex} then ends the gathering.
 *
 * <p>Slots are an open-addressing table with one slot for each key, filled at most to three quarters: 16 bits of the hash,
 * and above 0 the reference of the key's first record (48 bits). A reference is the record's page and its offset in there
 * (20 bits).
 *
 * <table>
 * <caption>A record in its page</caption>
 * <tr><td>0</td><td>8 bytes</td><td>the hash; once indexed, 1 + the reference of the next record with the same key (lower
 *     48 bits), and the mark of the key (uppermost bit, in its first record)</td></tr>
 * <tr><td>8</td><td>4 bytes</td><td>key length</td></tr>
 * <tr><td>12</td><td>4 bytes</td><td>value length</td></tr>
 * <tr><td>16</td><td></td><td>key, value</td></tr>
 * </table>
 *
 * <p>Every byte is leased. An empty table takes any record of which {@link #recordBytes} fit the budget. Confined to one
 * thread.
 */
public final class JoinTable implements AutoCloseable {
    /** No record. */
    public static final long NONE = -1;

    private static final int KEY_LENGTH = 8;
    private static final int VALUE_LENGTH = 12;
    private static final int KEY_BYTES = 16;

    private static final int MIN_PAGE_BYTES = 1 << 10;
    private static final int MAX_PAGE_BYTES = 64 << 10;
    private static final int OFFSET_BITS = 20;

    /** Places in the arrays below, which grow by doubling. */
    private static final int BYTES_PER_PAGE = 40;

    /** All first pages of the sub-partitions together are no more than this part of the budget. */
    private static final int PAGE_SHARE = 8;

    private static final int MIN_SLOTS = 8;
    private static final int MAX_SLOTS = 1 << 29;

    private static final long REFERENCE_BITS = (1L << 48) - 1;
    private static final long MARK = 1L << 63;

    /** Sees a record. The array is borrowed until it returns; the table must not change meanwhile. */
    @FunctionalInterface
    public interface Visitor<X extends Exception> {
        void visit(byte[] bytes, int keyOffset, int keyLength, int valueOffset, int valueLength) throws X;
    }

    /** Sees the first record of each key. */
    @FunctionalInterface
    public interface KeyVisitor<X extends Exception> {
        void visit(long first, boolean marked) throws X;
    }

    private final MemoryBudget budget;
    private final int maxPageBytes;

    // Per sub-partition: its pages as a chain from the last, what is used of that, and its totals.
    private final int[] lastPage;
    private final long[] leasedBytes;
    private final long[] recordCounts;

    // Per page. Pages of dropped sub-partitions are free, a chain again.
    private byte[][] pages = new byte[8][];
    private int[] used = new int[8];
    private int[] previousPage = new int[8];
    private int pageCount;
    private int freePage = -1;

    private long[] slots = new long[0];
    private int homeShift;

    /** Means nothing; kept, so that loads whose results nobody wants are not left out. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    public JoinTable(MemoryBudget budget, int partitionCount) {
        this.budget = budget;
        long share = Long.highestOneBit(Math.max(1, budget.limitBytes() / PAGE_SHARE / partitionCount));
        maxPageBytes = (int) Math.max(MIN_PAGE_BYTES, Math.min(MAX_PAGE_BYTES, share));
        lastPage = new int[partitionCount];
        Arrays.fill(lastPage, -1);
        leasedBytes = new long[partitionCount];
        recordCounts = new long[partitionCount];
    }

    /** What a single record takes, its page and the index included. */
    public static long recordBytes(int keyLength, int valueLength) {
        return Math.max(MIN_PAGE_BYTES, (long) KEY_BYTES + keyLength + valueLength) + BYTES_PER_PAGE + 8L * MIN_SLOTS;
    }

    /** Copies a record in, or changes nothing when there is no memory for it. Not after {@link #tryIndex}. */
    public boolean tryAdd(
            int partition,
            byte[] key,
            int keyOffset,
            int keyLength,
            long hash,
            byte[] value,
            int valueOffset,
            int valueLength) {
        assert slots.length == 0 : "the table is indexed";
        long size = (long) KEY_BYTES + keyLength + valueLength;
        int page = lastPage[partition];
        if (page < 0 || pages[page].length - used[page] < size) {
            page = addPage(partition, size);
            if (page < 0) {
                return false;
            }
        }
        byte[] bytes = pages[page];
        int at = used[page];
        Words.write(bytes, at, hash);
        Words.writeInt(bytes, at + KEY_LENGTH, keyLength);
        Words.writeInt(bytes, at + VALUE_LENGTH, valueLength);
        System.arraycopy(key, keyOffset, bytes, at + KEY_BYTES, keyLength);
        System.arraycopy(value, valueOffset, bytes, at + KEY_BYTES + keyLength, valueLength);
        used[page] = at + (int) size;
        recordCounts[partition]++;
        return true;
    }

    /** A page for a record of {@code size} bytes, twice as long as the one before; -1 when there is no memory. */
    private int addPage(int partition, long size) {
        int previous = lastPage[partition];
        long usual = previous < 0 ? MIN_PAGE_BYTES : Math.min(maxPageBytes, 2L * pages[previous].length);
        long length = Math.max(size, usual);
        if (length > Integer.MAX_VALUE - 8 || !budget.tryReserve(length + BYTES_PER_PAGE)) {
            return -1;
        }
        leasedBytes[partition] += length + BYTES_PER_PAGE;
        int page = freePage;
        if (page >= 0) {
            freePage = previousPage[page];
        } else {
            page = pageCount++;
            if (page == pages.length) {
                pages = Arrays.copyOf(pages, 2 * page);
                used = Arrays.copyOf(used, 2 * page);
                previousPage = Arrays.copyOf(previousPage, 2 * page);
            }
        }
        pages[page] = new byte[(int) length];
        used[page] = 0;
        previousPage[page] = previous;
        lastPage[partition] = page;
        return page;
    }

    /** The sub-partition that holds most memory; -1 when none holds any. */
    public int largest() {
        int largest = -1;
        long most = 0;
        for (int partition = 0; partition < leasedBytes.length; partition++) {
            if (leasedBytes[partition] > most) {
                most = leasedBytes[partition];
                largest = partition;
            }
        }
        return largest;
    }

    public long recordCount() {
        return Arrays.stream(recordCounts).sum();
    }

    /** Visits all records of a sub-partition, in no order that means anything. */
    public <X extends Exception> void forEach(int partition, Visitor<X> visitor) throws X {
        for (int page = lastPage[partition]; page >= 0; page = previousPage[page]) {
            byte[] bytes = pages[page];
            for (int at = 0; at < used[page]; at = end(bytes, at)) {
                int keyLength = Words.readInt(bytes, at + KEY_LENGTH);
                visitor.visit(
                        bytes,
                        at + KEY_BYTES,
                        keyLength,
                        at + KEY_BYTES + keyLength,
                        Words.readInt(bytes, at + VALUE_LENGTH));
            }
        }
    }

    private static int end(byte[] bytes, int at) {
        return at + KEY_BYTES + Words.readInt(bytes, at + KEY_LENGTH) + Words.readInt(bytes, at + VALUE_LENGTH);
    }

    /** Forgets the records of a sub-partition and gives its memory back. Not after {@link #tryIndex}. */
    public void drop(int partition) {
        assert slots.length == 0 : "the table is indexed";
        int page = lastPage[partition];
        while (page >= 0) {
            int previous = previousPage[page];
            pages[page] = new byte[0];
            previousPage[page] = freePage;
            freePage = page;
            page = previous;
        }
        lastPage[partition] = -1;
        recordCounts[partition] = 0;
        long bytes = leasedBytes[partition];
        leasedBytes[partition] = 0;
        budget.release(bytes);
    }

    /** Makes the records findable; on {@code false} there is no memory for the index, and nothing has changed. */
    public boolean tryIndex() {
        assert slots.length == 0 : "the table is indexed";
        long records = recordCount();
        long slotCount = Long.highestOneBit(Math.max(MIN_SLOTS, records + records / 3) - 1) << 1;
        if (slotCount > MAX_SLOTS || !budget.tryReserve(8 * slotCount)) {
            return false;
        }
        slots = new long[(int) slotCount];
        homeShift = Long.numberOfLeadingZeros(slotCount) + 1;
        for (int last : lastPage) {
            for (int page = last; page >= 0; page = previousPage[page]) {
                byte[] bytes = pages[page];
                touchSlots(bytes, used[page]);
                int at = 0;
                while (at < used[page]) {
                    int next = end(bytes, at);
                    insert(bytes, at, ((long) page << OFFSET_BITS) | at);
                    at = next;
                }
            }
        }
        return true;
    }

    /** Loads the slots of all records in a page, which wait for memory at the same time then. */
    private void touchSlots(byte[] bytes, int usedBytes) {
        long loaded = 0;
        for (int at = 0; at < usedBytes; at = end(bytes, at)) {
            loaded += slots[SlotArray.home(Words.read(bytes, at), homeShift)];
        }
        touched = loaded;
    }

    /**
     * Loads what {@link #find} needs of keys with these hashes. The loads of many keys wait for memory at the same time, which
     * pays in a table larger than the caches. Not before {@link #tryIndex}.
     */
    public void touch(long[] hashes, int count) {
        long loaded = 0;
        for (int i = 0; i < count; i++) {
            loaded += slots[SlotArray.home(hashes[i], homeShift)];
        }
        for (int i = 0; i < count; i++) {
            long found = slots[SlotArray.home(hashes[i], homeShift)];
            if (found != 0 && (found & ~REFERENCE_BITS) == tag(hashes[i])) {
                long first = (found & REFERENCE_BITS) - 1;
                loaded += bytes(first)[offset(first)];
            }
        }
        touched = loaded;
    }

    /** Gives the record a slot, or puts it behind the first record of its key. */
    private void insert(byte[] bytes, int at, long reference) {
        long hash = Words.read(bytes, at);
        int slot = slotOf(hash, bytes, at + KEY_BYTES, Words.readInt(bytes, at + KEY_LENGTH));
        long found = slots[slot];
        if (found == 0) {
            slots[slot] = tag(hash) | (reference + 1);
            Words.write(bytes, at, 0);
            return;
        }
        long first = (found & REFERENCE_BITS) - 1;
        byte[] firstBytes = bytes(first);
        Words.write(bytes, at, Words.read(firstBytes, offset(first)));
        Words.write(firstBytes, offset(first), reference + 1);
    }

    /** The slot of the key, or the free one that it would get. */
    private int slotOf(long hash, byte[] key, int keyOffset, int keyLength) {
        int mask = slots.length - 1;
        int slot = SlotArray.home(hash, homeShift);
        long tag = tag(hash);
        while (true) {
            long found = slots[slot];
            if (found == 0 || ((found & ~REFERENCE_BITS) == tag && isKey(found, key, keyOffset, keyLength))) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    /** The uppermost bits, of another product than that of the home, as those of one table have bits in common. */
    private static long tag(long hash) {
        return (hash * KeyHash.B) & ~REFERENCE_BITS;
    }

    private boolean isKey(long found, byte[] key, int keyOffset, int keyLength) {
        long reference = (found & REFERENCE_BITS) - 1;
        byte[] bytes = bytes(reference);
        int at = offset(reference);
        return Words.readInt(bytes, at + KEY_LENGTH) == keyLength
                && Arrays.equals(
                        bytes, at + KEY_BYTES, at + KEY_BYTES + keyLength, key, keyOffset, keyOffset + keyLength);
    }

    /** The first record of the key, or {@link #NONE}. */
    public long find(byte[] key, int keyOffset, int keyLength, long hash) {
        return (slots[slotOf(hash, key, keyOffset, keyLength)] & REFERENCE_BITS) - 1;
    }

    /** The next record with the same key, or {@link #NONE}. */
    public long next(long record) {
        return (Words.read(bytes(record), offset(record)) & REFERENCE_BITS) - 1;
    }

    /** Marks a key by its first record. */
    public void mark(long first) {
        byte[] bytes = bytes(first);
        int at = offset(first);
        Words.write(bytes, at, Words.read(bytes, at) | MARK);
    }

    /** Visits all keys. */
    public <X extends Exception> void forEachKey(KeyVisitor<X> visitor) throws X {
        for (long slot : slots) {
            if (slot != 0) {
                long first = (slot & REFERENCE_BITS) - 1;
                visitor.visit(first, Words.read(bytes(first), offset(first)) < 0);
            }
        }
    }

    /** The array that a record is in. */
    public byte[] bytes(long record) {
        return pages[(int) (record >>> OFFSET_BITS)];
    }

    private static int offset(long record) {
        return (int) record & ((1 << OFFSET_BITS) - 1);
    }

    public int valueOffset(long record) {
        int at = offset(record);
        return at + KEY_BYTES + Words.readInt(bytes(record), at + KEY_LENGTH);
    }

    public int valueLength(long record) {
        return Words.readInt(bytes(record), offset(record) + VALUE_LENGTH);
    }

    /** Forgets everything and releases the memory. */
    @Override
    public void close() {
        long bytes = 8L * slots.length;
        slots = new long[0];
        budget.release(bytes);
        for (int partition = 0; partition < lastPage.length; partition++) {
            drop(partition);
        }
    }
}
