package io.dataflow.runtime.scheduler;

import java.io.Serializable;

/** Where the current output of a task is read: exactly this attempt, or none; how large it is, and the hash of its records. */
public record Location(
        int task, int attempt, String address, int regionCount, long records, long bytes, long contentHash)
        implements Serializable {}
