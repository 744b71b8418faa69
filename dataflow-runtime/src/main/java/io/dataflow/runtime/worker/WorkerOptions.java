package io.dataflow.runtime.worker;

/**
 * What a worker has to offer.
 *
 * @param id unique in the cluster, and never used again
 * @param slots attempts that run at a time; no more than the memory has room for
 * @param memoryBytes for all attempts and all published outputs together
 */
public record WorkerOptions(String id, int slots, long memoryBytes) {
    /** Of the worker's memory, for published outputs; the rest is shared by the slots. */
    private static final int STORE_DIVISOR = 4;

    /** What any attempt can do with: two sorted runs and the file they are merged to take half of it. */
    private static final long MIN_ATTEMPT_BYTES = 2L << 20;

    public WorkerOptions {
        if (slots < 1 || memoryBytes < 1) {
            throw new IllegalArgumentException("a worker needs slots and memory, got " + slots + " and " + memoryBytes);
        }
        long roomFor = (memoryBytes - memoryBytes / STORE_DIVISOR) / MIN_ATTEMPT_BYTES;
        slots = (int) Math.max(1, Math.min(slots, roomFor));
    }

    long storeBytes() {
        return memoryBytes / STORE_DIVISOR;
    }

    long attemptBytes() {
        return (memoryBytes - storeBytes()) / slots;
    }
}
