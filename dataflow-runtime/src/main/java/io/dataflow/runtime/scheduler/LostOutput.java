package io.dataflow.runtime.scheduler;

import java.io.Serializable;

/** An output that a task could not read: of its own job, or of one that keeps its result for it. */
public record LostOutput(String job, int stage, int task, int attempt) implements Serializable {}
