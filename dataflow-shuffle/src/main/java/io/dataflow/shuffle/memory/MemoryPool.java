package io.dataflow.shuffle.memory;

/**
 * The bytes one worker may hold for data. It hands out budgets and counts what all of them hold together; it allocates
 * nothing itself. Budgets may promise more than the pool has: a reservation needs room in both.
 *
 * <p>Safe for use by many threads. The pool is also the lock of its budgets, so that a reservation changes both counts
 * or neither.
 */
public final class MemoryPool {
    private final long limitBytes;

    // Both guarded by this.
    private long reservedBytes;
    private long peakBytes;

    public MemoryPool(long limitBytes) {
        if (limitBytes < 0) {
            throw new IllegalArgumentException("limitBytes must not be negative: " + limitBytes);
        }
        this.limitBytes = limitBytes;
    }

    public long limitBytes() {
        return limitBytes;
    }

    public synchronized long reservedBytes() {
        return reservedBytes;
    }

    /** The most bytes that were ever reserved at one time. */
    public synchronized long peakBytes() {
        return peakBytes;
    }

    /** One owner's share. The caller closes it when everything reserved through it has been released. */
    public MemoryBudget budget(String owner, long limitBytes) {
        return budget(owner, "", limitBytes);
    }

    /** As {@link #budget(String, long)}, of a part of an owner: its name is put together when somebody asks for it. */
    public MemoryBudget budget(String owner, String part, long limitBytes) {
        if (limitBytes < 0) {
            throw new IllegalArgumentException("limitBytes must not be negative: " + limitBytes);
        }
        return new MemoryBudget(this, owner, part, limitBytes);
    }

    long availableBytes() {
        assert Thread.holdsLock(this);
        return limitBytes - reservedBytes;
    }

    void take(long bytes) {
        assert Thread.holdsLock(this);
        assert bytes <= availableBytes() : bytes;
        reservedBytes += bytes;
        peakBytes = Math.max(peakBytes, reservedBytes);
    }

    void giveBack(long bytes) {
        assert Thread.holdsLock(this);
        assert bytes <= reservedBytes : "gave back " + bytes + " of " + reservedBytes + " reserved bytes";
        reservedBytes -= bytes;
    }
}
