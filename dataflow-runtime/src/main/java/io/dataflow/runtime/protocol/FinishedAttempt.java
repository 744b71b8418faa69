package io.dataflow.runtime.protocol;

import io.dataflow.shuffle.OutputSizes;

/**
 * What one of the attempts whose ends are reported together has done.
 *
 * @param attempt its number, of those of the task
 */
public record FinishedAttempt(int task, int attempt, OutputSizes sizes, AttemptReport report) {}
