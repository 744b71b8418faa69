package io.dataflow.runtime.operator;

import io.dataflow.shuffle.memory.MemoryBudget;

/** What an open run of a merge is reckoned to hold. */
final class MergeBlocks {
    /** The largest block that writers make, unless a single record is larger. */
    private static final long LARGEST_BYTES = 256 << 10;

    /** Writers that have little memory make blocks of this size. */
    static final long SMALLEST_BYTES = 16 << 10;

    /** So many runs at least are merged at once; fewer would mean more passes than memory is worth. */
    private static final int MIN_RUNS = 16;

    private MergeBlocks() {}

    static long bytes(MemoryBudget budget) {
        return Math.max(SMALLEST_BYTES, Math.min(LARGEST_BYTES, budget.limitBytes() / MIN_RUNS));
    }
}
