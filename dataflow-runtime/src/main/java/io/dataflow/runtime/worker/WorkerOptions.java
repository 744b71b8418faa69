package io.dataflow.runtime.worker;

/**
 * What a worker has to offer.
 *
 * @param id unique in the cluster, and never used again
 * @param slots attempts that run at a time; no more than the memory has room for
 * @param memoryBytes for all attempts, all published outputs, and blocks on their way
 * @param networkBytes of these, for blocks on their way from and to others; 0 where there are none
 */
public record WorkerOptions(String id, int slots, long memoryBytes, long networkBytes) {
    /** Of the worker's memory, for published outputs and the network; the rest is shared by the slots. */
    private static final int STORE_DIVISOR = 4;

    /** With a gigabyte, windows for some sixty streams; with four megabytes, none. */
    private static final int NETWORK_DIVISOR = 16;

    /** What any attempt can do with: two sorted runs and the file they are merged to take half of it. */
    private static final long MIN_ATTEMPT_BYTES = 2L << 20;

    /** Of a worker that keeps to itself. */
    public WorkerOptions(String id, int slots, long memoryBytes) {
        this(id, slots, memoryBytes, 0);
    }

    /** Of a worker among others. */
    public static WorkerOptions networked(String id, int slots, long memoryBytes) {
        return new WorkerOptions(id, slots, memoryBytes, memoryBytes / NETWORK_DIVISOR);
    }

    public WorkerOptions {
        if (slots < 1 || memoryBytes < 1) {
            throw new IllegalArgumentException("a worker needs slots and memory, got " + slots + " and " + memoryBytes);
        }
        long roomFor = (memoryBytes - memoryBytes / STORE_DIVISOR) / MIN_ATTEMPT_BYTES;
        slots = (int) Math.max(1, Math.min(slots, roomFor));
    }

    long storeBytes() {
        return memoryBytes / STORE_DIVISOR - networkBytes;
    }

    long attemptBytes() {
        return (memoryBytes - memoryBytes / STORE_DIVISOR) / slots;
    }
}
