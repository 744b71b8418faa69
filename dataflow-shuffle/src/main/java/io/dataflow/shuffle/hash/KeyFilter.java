package io.dataflow.shuffle.hash;

import io.dataflow.shuffle.memory.MemoryBudget;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Says of a key, by its {@link KeyHash}, that it was surely not added or that it may have been. Of a hundred keys that were
 * not added about one may have been, by its word, if no more were added than the filter was made for. Several tasks add
 * keys to filters of the same size, whose pages are merged by whoever reads them.
 *
 * <p>Every page is leased before it is there. Confined to one thread.
 *
 * <p>A filter travels as records of two kinds; numbers have their least significant byte first:
 *
 * <table>
 * <caption>Records of a filter</caption>
 * <tr><td>head</td><td>{@code int} blocks of the filter; 0 if there is no filter, and every key may have been added</td></tr>
 * <tr><td>page</td><td>{@code int} blocks of the filter, {@code int} number of the page from 0, its words of 64 bits</td></tr>
 * </table>
 */
public final class KeyFilter implements AutoCloseable {
    /*
     * A blocked Bloom filter (F. Putze, P. Sanders, J. Singler, "Cache-, hash- and space-efficient Bloom filters", 2007): a key
     * sets, and is looked for by, a few bits of one block, and a block is a line of the processor's cache, so that a look costs
     * one miss at most. Keys are not spread evenly over blocks, for which the filter pays with some more false answers than one
     * without blocks: a block with i keys of k bits each, of b, says yes to (1 - (1 - 1/b)^(ki))^k of all other keys, and the
     * blocks' i has the distribution of Poisson with a mean of b divided by the bits for each key.
     *
     * The block is chosen by the upper half of the hash in its order, as the partition is: a task that reads a range of
     * partitions has a range of blocks, and its filter has no pages but those. The bits come from a product of the hash with an
     * odd number, nine at a time from above, where all bits of the hash have their say.
     */

    /** With {@link #BITS_SET}, about one false answer in a hundred. */
    static final int BITS_PER_KEY = 10;

    static final int BITS_SET = 6;
    static final int BLOCK_BITS = 512;

    private static final int BLOCK_WORDS = BLOCK_BITS / Long.SIZE;
    private static final int PLACE_BITS = 9;
    private static final int PAGE_BLOCKS = 512;
    private static final int HEAD_BYTES = Integer.BYTES;
    private static final int PAGE_HEAD_BYTES = 2 * Integer.BYTES;

    /** What the place of a page in the list of them takes. */
    private static final int REFERENCE_BYTES = 8;

    /** 64 MB, for more than fifty million keys. */
    private static final int MAX_BLOCKS = 1 << 20;

    private final int blockCount;
    private final MemoryBudget budget;
    private final long[] @Nullable [] pages;
    private long leasedBytes;

    private KeyFilter(int blockCount, MemoryBudget budget) {
        this.blockCount = blockCount;
        this.budget = budget;
        this.pages = new long[(blockCount + PAGE_BLOCKS - 1) / PAGE_BLOCKS][];
    }

    /** How large a filter for so many keys is, when it has all of its pages. */
    public static long sizeBytes(long keyCount) {
        return blocks(keyCount) * BLOCK_BITS / Byte.SIZE;
    }

    private static long blocks(long keyCount) {
        return Math.max(1, (keyCount * BITS_PER_KEY + BLOCK_BITS - 1) / BLOCK_BITS);
    }

    /** An empty filter for so many keys; null if it would be too large for its budget, or larger than filters are. */
    public static @Nullable KeyFilter tryOpen(long keyCount, MemoryBudget budget) {
        long blocks = blocks(keyCount);
        return blocks > MAX_BLOCKS ? null : tryOpenBlocks((int) blocks, budget);
    }

    /**
     * An empty filter that can be merged with the one whose head this is; null if there is none, or no memory for it.
     *
     * @throws IOException if it is no head
     */
    public static @Nullable KeyFilter tryOpen(byte[] head, MemoryBudget budget) throws IOException {
        int blocks = head.length == HEAD_BYTES ? Words.readInt(head, 0) : -1;
        if (blocks < 0 || blocks > MAX_BLOCKS) {
            throw new IOException("A filter of keys does not begin with " + head.length + " bytes that say " + blocks);
        }
        return blocks == 0 ? null : tryOpenBlocks(blocks, budget);
    }

    private static @Nullable KeyFilter tryOpenBlocks(int blocks, MemoryBudget budget) {
        KeyFilter filter = new KeyFilter(blocks, budget);
        return filter.tryReserve((long) REFERENCE_BYTES * filter.pages.length) ? filter : null;
    }

    private boolean tryReserve(long bytes) {
        if (!budget.tryReserve(bytes)) {
            return false;
        }
        leasedBytes += bytes;
        return true;
    }

    /** Adds a key, unless there is no memory for it: the filter cannot be used then. */
    public boolean tryAdd(long hash) {
        int block = block(hash);
        long[] page = tryPage(block / PAGE_BLOCKS);
        if (page == null) {
            return false;
        }
        int first = block % PAGE_BLOCKS * BLOCK_WORDS;
        long places = places(hash);
        for (int i = 0; i < BITS_SET; i++) {
            int place = (int) (places >>> (Long.SIZE - PLACE_BITS));
            page[first + (place >>> 6)] |= 1L << place;
            places <<= PLACE_BITS;
        }
        return true;
    }

    /** False if the key was not added; true if it was, and now and then if it was not. */
    public boolean mayContain(long hash) {
        int block = block(hash);
        long[] page = pages[block / PAGE_BLOCKS];
        if (page == null) {
            return false;
        }
        int first = block % PAGE_BLOCKS * BLOCK_WORDS;
        long places = places(hash);
        for (int i = 0; i < BITS_SET; i++) {
            int place = (int) (places >>> (Long.SIZE - PLACE_BITS));
            if ((page[first + (place >>> 6)] & 1L << place) == 0) {
                return false;
            }
            places <<= PLACE_BITS;
        }
        return true;
    }

    private int block(long hash) {
        return (int) (((hash >>> 32) * blockCount) >>> 32);
    }

    private static long places(long hash) {
        return hash * KeyHash.A;
    }

    private long @Nullable [] tryPage(int number) {
        long[] page = pages[number];
        if (page == null) {
            int words = Math.min(PAGE_BLOCKS, blockCount - number * PAGE_BLOCKS) * BLOCK_WORDS;
            if (!tryReserve((long) words * Long.BYTES)) {
                return null;
            }
            page = new long[words];
            pages[number] = page;
        }
        return page;
    }

    /** Whether the record is the head of a filter, and no page. */
    public static boolean isHead(byte[] record) {
        return record.length == HEAD_BYTES;
    }

    /** The head of what is no filter: whoever reads it takes every key for one that may have been added. */
    public static byte[] headOfNone() {
        return new byte[HEAD_BYTES];
    }

    public byte[] head() {
        byte[] head = new byte[HEAD_BYTES];
        Words.writeInt(head, 0, blockCount);
        return head;
    }

    /** Whether it is the head of a filter of this size, so that their pages can be merged. */
    public boolean isHeadOfSame(byte[] head) {
        return isHead(head) && Words.readInt(head, 0) == blockCount;
    }

    /** What it takes when it has all of its pages. */
    public long maxBytes() {
        return (long) blockCount * BLOCK_WORDS * Long.BYTES + (long) pages.length * REFERENCE_BYTES;
    }

    public int pageCount() {
        return pages.length;
    }

    /** A page as a record; null if no key was added there. */
    public byte @Nullable [] page(int number) {
        long[] page = pages[number];
        if (page == null) {
            return null;
        }
        byte[] record = new byte[PAGE_HEAD_BYTES + page.length * Long.BYTES];
        Words.writeInt(record, 0, blockCount);
        Words.writeInt(record, Integer.BYTES, number);
        for (int word = 0; word < page.length; word++) {
            Words.write(record, PAGE_HEAD_BYTES + word * Long.BYTES, page[word]);
        }
        return record;
    }

    /**
     * Adds the keys of a page of another filter of the same size; false if there is no memory for them.
     *
     * @throws IOException if it is no such page
     */
    public boolean tryMerge(byte[] record) throws IOException {
        int blocks = record.length < PAGE_HEAD_BYTES ? 0 : Words.readInt(record, 0);
        int number = record.length < PAGE_HEAD_BYTES ? 0 : Words.readInt(record, Integer.BYTES);
        if (blocks != blockCount || number < 0 || number >= pages.length) {
            throw notAPage("page " + number + " of " + blocks + " blocks");
        }
        long[] page = tryPage(number);
        if (page == null) {
            return false;
        }
        if (record.length != PAGE_HEAD_BYTES + page.length * Long.BYTES) {
            throw notAPage("page of " + record.length + " bytes");
        }
        for (int word = 0; word < page.length; word++) {
            page[word] |= Words.read(record, PAGE_HEAD_BYTES + word * Long.BYTES);
        }
        return true;
    }

    private IOException notAPage(String what) {
        return new IOException("A filter of keys that has " + blockCount + " blocks has no " + what);
    }

    @Override
    public void close() {
        budget.release(leasedBytes);
        leasedBytes = 0;
    }
}
