package io.dataflow.shuffle.sort;

/**
 * Sorts the entries of a {@link RecordArena} in place.
 *
 * <p>Confined to one thread.
 */
final class RunSorter {
    /*
     * Entries are (prefix, pointer). Their order is prefix, then the rest of the key, then pointer; pointers grow in
     * the order in which records came, so the order is total, and an unstable algorithm gives the stable result.
     *
     *   sorted or reversed already?  one pass says so, and it is done
     *   many entries                 in-place radix by the eight bits from the topmost in which the prefixes differ;
     *                                each level uses up eight bits, so there are at most eight (McIlroy, Bostic,
     *                                McIlroy: "Engineering Radix Sort", 1993)
     *   few entries                  quicksort with a median of three, insertion sort at the bottom, heapsort when
     *                                the depth says that pivots are bad (Musser: "Introspective Sorting", 1997)
     *   equal prefixes               sorted by pointer first, which reads no record; equal keys are then in order
     */
    private static final int RADIX_MIN = 1024;
    private static final int BUCKETS = 256;
    private static final int INSERTION_MAX = 16;

    private final RecordArena arena;
    private final long[] entries;

    RunSorter(RecordArena arena, long[] entries) {
        this.arena = arena;
        this.entries = entries;
    }

    void sort(int count) {
        if (count < 2 || isSorted(0, count)) {
            return;
        }
        if (isReversed(count)) {
            reverse(count);
            return;
        }
        sort(0, count);
    }

    private boolean isSorted(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (less(i, i - 1)) {
                return false;
            }
        }
        return true;
    }

    /** Strictly: each pair in the wrong order, which equal keys never are. */
    private boolean isReversed(int count) {
        for (int i = 1; i < count; i++) {
            if (!less(i, i - 1)) {
                return false;
            }
        }
        return true;
    }

    private void reverse(int count) {
        for (int i = 0, j = count - 1; i < j; i++, j--) {
            swap(i, j);
        }
    }

    private void sort(int from, int to) {
        if (to - from < RADIX_MIN) {
            quicksort(from, to, depthLimit(to - from), false);
            return;
        }
        long differing = 0;
        long first = entries[2 * from];
        for (int i = from; i < to; i++) {
            differing |= entries[2 * i] ^ first;
        }
        if (differing == 0) {
            sortEqualPrefixes(from, to);
        } else {
            sortByRadix(from, to, Math.max(0, 64 - 8 - Long.numberOfLeadingZeros(differing)));
        }
    }

    private void sortEqualPrefixes(int from, int to) {
        quicksort(from, to, depthLimit(to - from), true);
        if (!isSorted(from, to)) {
            quicksort(from, to, depthLimit(to - from), false);
        }
    }

    private void sortByRadix(int from, int to, int shift) {
        int[] ends = new int[BUCKETS];
        for (int i = from; i < to; i++) {
            ends[bucket(i, shift)]++;
        }
        int[] heads = new int[BUCKETS];
        int at = from;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            heads[bucket] = at;
            at += ends[bucket];
            ends[bucket] = at;
        }
        permute(heads, ends, shift);
        int start = from;
        for (int end : ends) {
            if (end - start > 1) {
                sort(start, end);
            }
            start = end;
        }
    }

    /** Follows cycles of misplaced entries until each bucket holds its own. */
    private void permute(int[] heads, int[] ends, int shift) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            while (heads[bucket] < ends[bucket]) {
                int home = heads[bucket];
                long prefix = entries[2 * home];
                long pointer = entries[2 * home + 1];
                int target = bucket(prefix, shift);
                while (target != bucket) {
                    int place = 2 * heads[target]++;
                    long displacedPrefix = entries[place];
                    long displacedPointer = entries[place + 1];
                    entries[place] = prefix;
                    entries[place + 1] = pointer;
                    prefix = displacedPrefix;
                    pointer = displacedPointer;
                    target = bucket(prefix, shift);
                }
                entries[2 * home] = prefix;
                entries[2 * home + 1] = pointer;
                heads[bucket]++;
            }
        }
    }

    private int bucket(int index, int shift) {
        return bucket(entries[2 * index], shift);
    }

    /** The sign bit of a prefix is inverted, so it is inverted back. */
    private static int bucket(long prefix, int shift) {
        return (int) ((prefix ^ Long.MIN_VALUE) >>> shift) & (BUCKETS - 1);
    }

    private static int depthLimit(int count) {
        return 2 * (32 - Integer.numberOfLeadingZeros(count));
    }

    private void quicksort(int from, int to, int depth, boolean byPointer) {
        int low = from;
        int high = to;
        int left = depth;
        while (high - low > INSERTION_MAX) {
            if (left-- == 0) {
                heapsort(low, high, byPointer);
                return;
            }
            int split = partition(low, high, byPointer);
            if (split - low < high - split) {
                quicksort(low, split, left, byPointer);
                low = split;
            } else {
                quicksort(split, high, left, byPointer);
                high = split;
            }
        }
        insertionSort(low, high, byPointer);
    }

    /** Splits in two parts, neither empty, so that nothing in the first is above anything in the second. */
    private int partition(int from, int to, boolean byPointer) {
        int middle = medianOfThree(from, (from + to) >>> 1, to - 1, byPointer);
        long prefix = entries[2 * middle];
        long pointer = entries[2 * middle + 1];
        int i = from - 1;
        int j = to;
        while (true) {
            do {
                i++;
            } while (less(entries[2 * i], entries[2 * i + 1], prefix, pointer, byPointer));
            do {
                j--;
            } while (less(prefix, pointer, entries[2 * j], entries[2 * j + 1], byPointer));
            if (i >= j) {
                return j + 1;
            }
            swap(i, j);
        }
    }

    private int medianOfThree(int a, int b, int c, boolean byPointer) {
        if (less(a, b, byPointer)) {
            return less(b, c, byPointer) ? b : less(a, c, byPointer) ? c : a;
        }
        return less(a, c, byPointer) ? a : less(b, c, byPointer) ? c : b;
    }

    private void insertionSort(int from, int to, boolean byPointer) {
        for (int i = from + 1; i < to; i++) {
            long prefix = entries[2 * i];
            long pointer = entries[2 * i + 1];
            int j = i;
            while (j > from && less(prefix, pointer, entries[2 * j - 2], entries[2 * j - 1], byPointer)) {
                entries[2 * j] = entries[2 * j - 2];
                entries[2 * j + 1] = entries[2 * j - 1];
                j--;
            }
            entries[2 * j] = prefix;
            entries[2 * j + 1] = pointer;
        }
    }

    private void heapsort(int from, int to, boolean byPointer) {
        int count = to - from;
        for (int root = count / 2 - 1; root >= 0; root--) {
            siftDown(from, root, count, byPointer);
        }
        for (int end = count - 1; end > 0; end--) {
            swap(from, from + end);
            siftDown(from, 0, end, byPointer);
        }
    }

    private void siftDown(int from, int root, int count, boolean byPointer) {
        int at = root;
        while (2 * at + 1 < count) {
            int child = 2 * at + 1;
            if (child + 1 < count && less(from + child, from + child + 1, byPointer)) {
                child++;
            }
            if (!less(from + at, from + child, byPointer)) {
                return;
            }
            swap(from + at, from + child);
            at = child;
        }
    }

    private boolean less(int a, int b) {
        return less(a, b, false);
    }

    private boolean less(int a, int b, boolean byPointer) {
        return less(entries[2 * a], entries[2 * a + 1], entries[2 * b], entries[2 * b + 1], byPointer);
    }

    private boolean less(long prefixA, long pointerA, long prefixB, long pointerB, boolean byPointer) {
        if (prefixA != prefixB) {
            return prefixA < prefixB;
        }
        if (!byPointer) {
            int order = arena.compareKeys(pointerA, pointerB);
            if (order != 0) {
                return order < 0;
            }
        }
        return pointerA < pointerB;
    }

    private void swap(int a, int b) {
        long prefix = entries[2 * a];
        long pointer = entries[2 * a + 1];
        entries[2 * a] = entries[2 * b];
        entries[2 * a + 1] = entries[2 * b + 1];
        entries[2 * b] = prefix;
        entries[2 * b + 1] = pointer;
    }
}
