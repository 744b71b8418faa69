package io.dataflow.shuffle.memory;

/**
 * One owner's share of the worker's memory. Every buffered byte is reserved here first, so its owner spills because its
 * budget says so and never because the heap ran out.
 *
 * <p>Safe for use by many threads.
 */
public final class MemoryBudget implements AutoCloseable {
    private final MemoryPool pool;
    private final String owner;
    private final String part;
    private final long limitBytes;

    // Both guarded by the pool.
    private long reservedBytes;
    private long peakBytes;
    private boolean closed;

    MemoryBudget(MemoryPool pool, String owner, String part, long limitBytes) {
        this.pool = pool;
        this.owner = owner;
        this.part = part;
        this.limitBytes = limitBytes;
    }

    public String owner() {
        return owner + part;
    }

    public long limitBytes() {
        return limitBytes;
    }

    public long reservedBytes() {
        synchronized (pool) {
            return reservedBytes;
        }
    }

    /** The most that was reserved at one time. */
    public long peakBytes() {
        synchronized (pool) {
            return peakBytes;
        }
    }

    /** What a reservation could get at this moment: the lesser of what this budget and its pool have left. */
    public long availableBytes() {
        synchronized (pool) {
            return available();
        }
    }

    /** Reserves all of {@code bytes} or nothing; on {@code false} the caller spills and tries again. */
    public boolean tryReserve(long bytes) {
        requireNotNegative(bytes);
        synchronized (pool) {
            requireOpen();
            if (bytes > available()) {
                return false;
            }
            reservedBytes += bytes;
            peakBytes = Math.max(peakBytes, reservedBytes);
            pool.take(bytes);
            return true;
        }
    }

    /** Like {@link #tryReserve}, for a caller that has nothing left to spill. */
    public void reserve(long bytes) throws MemoryExhaustedException {
        if (!tryReserve(bytes)) {
            throw exhausted(bytes, "its data");
        }
    }

    public void release(long bytes) {
        requireNotNegative(bytes);
        synchronized (pool) {
            assert bytes <= reservedBytes : owner() + " released " + bytes + " of " + reservedBytes + " reserved bytes";
            reservedBytes -= bytes;
            pool.giveBack(bytes);
        }
    }

    /**
     * Moves a lease of {@code bytes} to {@code other}, or leaves everything as it was. Between budgets of one pool the
     * pool's count does not change, so a move needs room in the other budget only.
     */
    public boolean tryTransferTo(MemoryBudget other, long bytes) {
        requireNotNegative(bytes);
        if (other.pool != pool) {
            if (!other.tryReserve(bytes)) {
                return false;
            }
            release(bytes);
            return true;
        }
        synchronized (pool) {
            other.requireOpen();
            assert bytes <= reservedBytes : owner() + " moved " + bytes + " of " + reservedBytes + " reserved bytes";
            if (other != this && bytes > other.limitBytes - other.reservedBytes) {
                return false;
            }
            reservedBytes -= bytes;
            other.reservedBytes += bytes;
            other.peakBytes = Math.max(other.peakBytes, other.reservedBytes);
            return true;
        }
    }

    /** Like {@link #tryTransferTo}, or a failure that names the budget without room. */
    public void transferTo(MemoryBudget other, long bytes) throws MemoryExhaustedException {
        if (!tryTransferTo(other, bytes)) {
            throw other.exhausted(bytes, "a lease of " + owner());
        }
    }

    /** Like {@link #reserve(long)}; the failure says {@code purpose}, what the bytes were for. */
    public void reserve(long bytes, String purpose) throws MemoryExhaustedException {
        if (!tryReserve(bytes)) {
            throw exhausted(bytes, purpose);
        }
    }

    /** The failure to report when {@code bytes} more cannot be had for {@code purpose} and nothing can be spilled. */
    public MemoryExhaustedException exhausted(long bytes, String purpose) {
        synchronized (pool) {
            return new MemoryExhaustedException(
                    owner(), purpose, bytes, reservedBytes, limitBytes, pool.availableBytes(), pool.limitBytes());
        }
    }

    /**
     * Ends the budget. An {@link IllegalStateException} that names the owner and the bytes still reserved is a leak.
     */
    @Override
    public void close() {
        synchronized (pool) {
            if (reservedBytes != 0) {
                throw new IllegalStateException("The memory budget of " + owner() + " was closed with " + reservedBytes
                        + " bytes still reserved");
            }
            closed = true;
        }
    }

    @Override
    public String toString() {
        return owner() + ": " + reservedBytes() + " of " + limitBytes + " bytes reserved";
    }

    private long available() {
        return Math.max(0, Math.min(limitBytes - reservedBytes, pool.availableBytes()));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The memory budget of " + owner() + " is closed");
        }
    }

    private static void requireNotNegative(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
    }
}
