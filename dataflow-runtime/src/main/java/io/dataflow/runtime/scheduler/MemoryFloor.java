package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The least memory that a task of a stage works with, spilling whatever can be spilled.
 *
 * @param attemptBytes what an attempt must have
 * @param what of the task's parts needs most, for people
 */
public record MemoryFloor(long attemptBytes, String what) implements Serializable {

    /** Why a stage cannot run where an attempt has {@code availableBytes}; null when it can. */
    public @Nullable String refusal(int stage, String name, long availableBytes) {
        return attemptBytes <= availableBytes
                ? null
                : "Stage " + stage + " '" + name + "' needs at least " + attemptBytes
                        + " bytes of memory for each task, "
                        + what + ", and a task has " + availableBytes
                        + " bytes; give the workers more memory or fewer slots";
    }
}
