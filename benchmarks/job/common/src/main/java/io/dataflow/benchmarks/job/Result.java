package io.dataflow.benchmarks.job;

import org.jspecify.annotations.Nullable;

/**
 * What one round came to.
 *
 * @param answer null where {@link Contestant#answer} finds it afterwards, outside the clock
 * @param spilledBytes written to disk for lack of memory or for a shuffle; -1 if the system does not tell
 */
public record Result(@Nullable Answer answer, long spilledBytes) {
    public static Result of(Answer answer) {
        return new Result(answer, -1);
    }

    /** The answer is in files, or elsewhere. */
    public static Result elsewhere(long spilledBytes) {
        return new Result(null, spilledBytes);
    }
}
