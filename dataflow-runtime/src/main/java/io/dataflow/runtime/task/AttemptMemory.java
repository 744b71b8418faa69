package io.dataflow.runtime.task;

import io.dataflow.runtime.operator.TaskMemory;
import io.dataflow.shuffle.memory.MemoryExhaustedException;
import org.jspecify.annotations.Nullable;

/**
 * How much memory a try at an attempt gets.
 *
 * @param bytes in all
 * @param longRecordBytes of these, for a long record
 */
record AttemptMemory(long bytes, long longRecordBytes) {
    /** The rest must be enough for everything else, as in the smallest slot. */
    private static final long MIN_REST_BYTES = 7L << 18;

    static AttemptMemory ofSlot(long bytes) {
        return new AttemptMemory(bytes, TaskMemory.longRecordBytes(bytes));
    }

    /**
     * What may help after a failure: all that the worker has for attempts, and as much of it for long records as was asked
     * for. The failure itself is thrown when it has another reason, or when that would be no more than there was.
     */
    AttemptMemory afterFailure(Exception failure, long wholeBytes) throws Exception {
        MemoryExhaustedException exhausted = exhausted(failure);
        if (exhausted == null) {
            throw failure;
        }
        long usual = TaskMemory.longRecordBytes(wholeBytes);
        if (!exhausted.owner().endsWith(TaskMemory.LONG_RECORDS)) {
            if (wholeBytes <= bytes) {
                throw failure;
            }
            return new AttemptMemory(wholeBytes, usual);
        }
        long asked = exhausted.reservedBytes() + exhausted.askedBytes();
        long possible = wholeBytes - MIN_REST_BYTES;
        if (asked > possible || (wholeBytes <= bytes && asked <= longRecordBytes)) {
            throw failure;
        }
        // Half as much again spares another try when the next record is longer.
        return new AttemptMemory(wholeBytes, Math.max(usual, Math.min(asked + asked / 2, possible)));
    }

    private static @Nullable MemoryExhaustedException exhausted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MemoryExhaustedException found) {
                return found;
            }
        }
        return null;
    }
}
