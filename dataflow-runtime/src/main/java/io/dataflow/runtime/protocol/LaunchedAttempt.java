package io.dataflow.runtime.protocol;

import io.dataflow.runtime.scheduler.InputRange;
import org.jspecify.annotations.Nullable;

/**
 * What one of the attempts that are launched together is to do.
 *
 * @param attempt its number, of those of the task
 * @param splits what it reads of a source; null if it reads outputs of other stages
 */
public record LaunchedAttempt(int task, int attempt, InputRange input, @Nullable Parcel splits) {}
