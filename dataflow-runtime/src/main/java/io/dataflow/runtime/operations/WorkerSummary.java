package io.dataflow.runtime.operations;

/**
 * A worker in a list of them.
 *
 * @param address where its outputs are served, {@code host:port}
 * @param busySlots attempts that it told of in its last heartbeat
 * @param memoryBytes of all its attempts and published outputs together
 * @param joinedMillis since it has joined
 * @param heartbeatMillis since it was heard of
 */
public record WorkerSummary(
        String worker,
        String address,
        int slots,
        int busySlots,
        long memoryBytes,
        long joinedMillis,
        long heartbeatMillis,
        WorkerState state) {}
