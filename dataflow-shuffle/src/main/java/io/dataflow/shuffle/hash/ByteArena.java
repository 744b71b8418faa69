package io.dataflow.shuffle.hash;

import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.Arrays;

/**
 * Space for keys and states, handed out front to back from leased pages and given back all at once. A reference is 31
 * bits: 16 of the page, 15 of the offset in units of 8 bytes. A piece too long to share a page has one to itself.
 *
 * <p>Confined to one thread.
 */
final class ByteArena {
    static final int NONE = -1;

    private static final int MIN_PAGE_BYTES = 1 << 10;
    private static final int MAX_PAGE_BYTES = 256 << 10;
    private static final int OFFSET_BITS = 15;
    private static final int MAX_PAGES = 1 << 16;

    private final MemoryBudget budget;
    private byte[][] pages = new byte[4][];
    private int pageCount;
    private int current = NONE;
    private int used;
    private long leasedBytes;

    ByteArena(MemoryBudget budget) {
        this.budget = budget;
    }

    /** A reference to {@code size} bytes whose content is undefined, or {@link #NONE} when there is no memory. */
    int allocate(int size) {
        int rounded = (size + 7) & ~7;
        if ((current == NONE || pages[current].length - used < rounded) && !moveToPage(rounded)) {
            return NONE;
        }
        int reference = (current << OFFSET_BITS) | (used >>> 3);
        used += rounded;
        return reference;
    }

    private boolean moveToPage(int size) {
        while (current + 1 < pageCount) {
            current++;
            used = 0;
            if (pages[current].length >= size) {
                return true;
            }
        }
        return addPage(size);
    }

    private boolean addPage(int size) {
        if (pageCount == MAX_PAGES) {
            return false;
        }
        int usual = pageCount == 0 ? MIN_PAGE_BYTES : Math.min(MAX_PAGE_BYTES, 2 * pages[pageCount - 1].length);
        int length = Math.max(size, Math.max(MIN_PAGE_BYTES, usual));
        if (!budget.tryReserve(length)) {
            length = size;
            if (!budget.tryReserve(length)) {
                return false;
            }
        }
        leasedBytes += length;
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, 2 * pages.length);
        }
        pages[pageCount] = new byte[length];
        current = pageCount++;
        used = 0;
        return true;
    }

    byte[] page(int reference) {
        return pages[reference >>> OFFSET_BITS];
    }

    int offset(int reference) {
        return (reference & ((1 << OFFSET_BITS) - 1)) << 3;
    }

    long leasedBytes() {
        return leasedBytes;
    }

    /** Forgets all pieces, but keeps the pages that pieces shared. */
    void reset() {
        int kept = 0;
        for (int i = 0; i < pageCount; i++) {
            byte[] page = pages[i];
            if (page.length <= MAX_PAGE_BYTES) {
                pages[kept++] = page;
            } else {
                leasedBytes -= page.length;
                budget.release(page.length);
            }
        }
        Arrays.fill(pages, kept, pages.length, null);
        pageCount = kept;
        current = NONE;
        used = 0;
    }

    /** Forgets all pieces and gives all pages back. */
    void release() {
        pages = new byte[4][];
        pageCount = 0;
        current = NONE;
        used = 0;
        long bytes = leasedBytes;
        leasedBytes = 0;
        budget.release(bytes);
    }
}
