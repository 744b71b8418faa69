package io.dataflow.runtime.scheduler;

import java.io.Serializable;

/** Where the current output of a task is read: exactly this attempt, or none; and how large it is. */
public record Location(int task, int attempt, String address, int regionCount, long records, long bytes)
        implements Serializable {}
