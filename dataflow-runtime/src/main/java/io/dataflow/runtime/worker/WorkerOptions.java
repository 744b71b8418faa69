package io.dataflow.runtime.worker;

/**
 * What a worker has to offer.
 *
 * @param id unique in the cluster, and never used again
 * @param memoryBytes for all attempts and all published outputs together
 */
public record WorkerOptions(String id, int slots, long memoryBytes) {
    /** Of the worker's memory, for published outputs; the rest is shared by the slots. */
    private static final int STORE_DIVISOR = 4;

    public WorkerOptions {
        if (slots < 1 || memoryBytes < 1) {
            throw new IllegalArgumentException("a worker needs slots and memory, got " + slots + " and " + memoryBytes);
        }
    }

    long storeBytes() {
        return memoryBytes / STORE_DIVISOR;
    }

    long attemptBytes() {
        return (memoryBytes - storeBytes()) / slots;
    }
}
