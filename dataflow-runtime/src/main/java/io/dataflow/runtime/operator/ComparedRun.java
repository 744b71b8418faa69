package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.ByteOutput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.function.Comparison;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.sort.RecordArena;

/**
 * Serialized records, as many as a budget holds, that a comparator puts in order. Records are decoded to be compared, one on
 * each side at a time, so that what is held is what is leased. A merge sort on their indexes: it needs no more comparisons than
 * any other, and ends whatever a comparator says. Confined to one thread.
 */
final class ComparedRun implements AutoCloseable {
    private static final byte[] NO_KEY = new byte[0];
    private static final int INDEX_BYTES = 2 * Integer.BYTES;
    private static final int INSERTION_COUNT = 8;

    private final String name;
    private final Codec<Object> codec;
    private final Comparison<Object> comparison;
    private final MemoryBudget budget;
    private final RecordArena arena;
    private final ByteOutput written = new ByteOutput();
    private final ByteInput read = new ByteInput();
    private long leaseBytes;

    ComparedRun(String name, Codec<Object> codec, Comparison<Object> comparison, MemoryBudget budget) {
        this.name = name;
        this.codec = codec;
        this.comparison = comparison;
        this.budget = budget;
        this.arena = new RecordArena(budget);
    }

    /** Keeps a record, or changes nothing when there is no memory for it. */
    boolean tryAdd(Object record) {
        written.reset();
        codec.encode(record, written);
        if (!budget.tryReserve(INDEX_BYTES)) {
            return false;
        }
        int size = RecordLayout.size(0, written.length());
        if (!arena.append(size, NO_KEY, 0, 0, written.bytes(), 0, written.length())) {
            budget.release(INDEX_BYTES);
            return false;
        }
        leaseBytes += INDEX_BYTES;
        return true;
    }

    /** The last record that was to be added, encoded. */
    ByteOutput encoded() {
        return written;
    }

    int count() {
        return arena.count();
    }

    /** The indexes of the records in their order; covered by the leases of the records. */
    int[] order() throws UserCodeException {
        int[] order = new int[arena.count()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        sort(order.clone(), order, 0, order.length);
        return order;
    }

    /** Sorts what {@code source} and {@code target} both have in a range into {@code target}. */
    private void sort(int[] source, int[] target, int from, int to) throws UserCodeException {
        if (to - from <= INSERTION_COUNT) {
            insertionSort(target, from, to);
            return;
        }
        int middle = (from + to) >>> 1;
        sort(target, source, from, middle);
        sort(target, source, middle, to);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right == to || (left < middle && compare(source[left], source[right]) <= 0);
            target[i] = takeLeft ? source[left++] : source[right++];
        }
    }

    private void insertionSort(int[] indexes, int from, int to) throws UserCodeException {
        for (int i = from + 1; i < to; i++) {
            int index = indexes[i];
            int at = i;
            while (at > from && compare(indexes[at - 1], index) > 0) {
                indexes[at] = indexes[at - 1];
                at--;
            }
            indexes[at] = index;
        }
    }

    private int compare(int left, int right) throws UserCodeException {
        return compare(name, comparison, record(left), record(right));
    }

    static int compare(String name, Comparison<Object> comparison, Object left, Object right) throws UserCodeException {
        try {
            return comparison.compare(left, right);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(name, thrown);
        }
    }

    private Object record(int index) {
        byte[] page = arena.page(index);
        read.reset(page, valueOffset(index), valueEnd(index) - valueOffset(index));
        return codec.decode(read);
    }

    byte[] page(int index) {
        return arena.page(index);
    }

    int valueOffset(int index) {
        return RecordLayout.keyOffset(arena.page(index), arena.offset(index));
    }

    int valueEnd(int index) {
        return RecordLayout.end(arena.page(index), arena.offset(index));
    }

    void clear() {
        arena.release();
        budget.release(leaseBytes);
        leaseBytes = 0;
    }

    @Override
    public void close() {
        clear();
    }
}
