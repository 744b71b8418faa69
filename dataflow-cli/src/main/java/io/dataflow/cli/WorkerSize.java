package io.dataflow.cli;

import io.dataflow.api.SessionOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;

/**
 * How large each of several workers on one machine is.
 *
 * @param memoryBytes what its tasks may hold
 * @param heapBytes of its process: that, and room for what is not counted, such as records in flight
 */
record WorkerSize(int slots, long memoryBytes, long heapBytes) {
    private static final long MAX_DEFAULT_MEMORY_BYTES = 1L << 30;
    private static final long MIN_HEAP_BYTES = 256L << 20;

    /** In tenths of the memory: what a heap should have, and must have. */
    private static final long HEAP_TENTHS = 25;

    private static final long MIN_HEAP_TENTHS = 13;

    /** Together the workers' heaps leave a quarter of the machine to everything else. */
    private static final int HEAP_SHARE = 3;

    /**
     * @param quarterBytes a quarter of the machine's memory, which is what a JVM takes as its heap unless told otherwise
     */
    static WorkerSize of(ResourceOptions asked, int workerCount, int processors, long quarterBytes) {
        long fairBytes = Math.min(MAX_DEFAULT_MEMORY_BYTES, quarterBytes / workerCount);
        long memoryBytes = asked.memoryBytes().orElse(Math.max(SessionOptions.MIN_MEMORY_BYTES, fairBytes));
        long limitBytes = Math.max(MIN_HEAP_BYTES, quarterBytes * HEAP_SHARE / workerCount);
        long heapBytes = Math.min(limitBytes, Math.max(MIN_HEAP_BYTES, memoryBytes / 10 * HEAP_TENTHS));
        if (memoryBytes / 10 * MIN_HEAP_TENTHS > heapBytes) {
            throw new DataflowException(
                    FailureKind.RESOURCES,
                    "--memory " + Quantities.bytes(memoryBytes) + " for each of " + workerCount
                            + " workers is more than this machine has; ask for less, or for fewer workers");
        }
        return new WorkerSize(asked.slots().orElse(Math.max(1, processors / workerCount)), memoryBytes, heapBytes);
    }
}
