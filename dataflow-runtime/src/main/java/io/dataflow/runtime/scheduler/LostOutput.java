package io.dataflow.runtime.scheduler;

/** An output that a task of the same job could not read. */
public record LostOutput(int stage, int task, int attempt) {}
