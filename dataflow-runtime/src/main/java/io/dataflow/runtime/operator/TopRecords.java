package io.dataflow.runtime.operator;

import io.dataflow.shuffle.memory.MemoryBudget;
import java.util.Arrays;
import java.util.PriorityQueue;

/** The records with the least keys, no more than a limit. Confined to the task's thread. */
final class TopRecords implements AutoCloseable {
    /** Two arrays with their headers, the entry and its place in the heap. */
    private static final int ENTRY_OVERHEAD_BYTES = 72;

    private final int limit;
    private final MemoryBudget budget;
    private final PriorityQueue<Entry> greatestFirst =
            new PriorityQueue<>((left, right) -> Arrays.compareUnsigned(right.key(), left.key()));
    private long reservedBytes;

    TopRecords(int limit, MemoryBudget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    @SuppressWarnings("ArrayRecordComponent") // ordered by its own comparator, never compared otherwise
    record Entry(byte[] key, byte[] value) {
        long sizeBytes() {
            return (long) key.length + value.length + ENTRY_OVERHEAD_BYTES;
        }
    }

    /** Whether a record with this key is among the least so far. */
    boolean wants(byte[] key, int length) {
        if (greatestFirst.size() < limit) {
            return true;
        }
        Entry greatest = greatestFirst.peek();
        return greatest != null && Arrays.compareUnsigned(key, 0, length, greatest.key(), 0, greatest.key().length) < 0;
    }

    /** Takes ownership of the arrays. Returns false, and keeps nothing of them, when there is no memory. */
    boolean tryAdd(byte[] key, byte[] value) {
        Entry entry = new Entry(key, value);
        if (!budget.tryReserve(entry.sizeBytes())) {
            return false;
        }
        reservedBytes += entry.sizeBytes();
        greatestFirst.add(entry);
        if (greatestFirst.size() > limit) {
            release(greatestFirst.remove());
        }
        return true;
    }

    boolean isEmpty() {
        return greatestFirst.isEmpty();
    }

    /** Removes any of the records. */
    Entry remove() {
        Entry entry = greatestFirst.remove();
        release(entry);
        return entry;
    }

    private void release(Entry entry) {
        budget.release(entry.sizeBytes());
        reservedBytes -= entry.sizeBytes();
    }

    @Override
    public void close() {
        budget.release(reservedBytes);
        reservedBytes = 0;
        greatestFirst.clear();
    }
}
