package io.dataflow.runtime.protocol;

import io.dataflow.runtime.scheduler.InputRange;

/**
 * What one of the attempts that are launched together is to do.
 *
 * @param attempt its number, of those of the task
 * @param splits which of the message's splits have what it reads of a source; {@link #NONE} if it reads outputs of other stages
 * @param place of its own among these
 */
public record LaunchedAttempt(int task, int attempt, InputRange input, int splits, int place) {
    public static final int NONE = -1;
}
