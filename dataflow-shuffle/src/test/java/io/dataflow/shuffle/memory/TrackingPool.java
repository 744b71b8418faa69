package io.dataflow.shuffle.memory;

import java.util.ArrayList;
import java.util.List;

/** A pool that fails the test which leaks: closing it closes every budget it handed out, and finds nothing reserved. */
public final class TrackingPool implements AutoCloseable {
    private final MemoryPool pool;
    private final List<MemoryBudget> budgets = new ArrayList<>();

    public TrackingPool(long limitBytes) {
        pool = new MemoryPool(limitBytes);
    }

    public MemoryBudget budget(String owner, long limitBytes) {
        MemoryBudget budget = pool.budget(owner, limitBytes);
        budgets.add(budget);
        return budget;
    }

    public MemoryPool pool() {
        return pool;
    }

    @Override
    public void close() {
        budgets.forEach(MemoryBudget::close);
        if (pool.reservedBytes() != 0) {
            throw new AssertionError(pool.reservedBytes() + " bytes are reserved, but by no budget");
        }
    }
}
