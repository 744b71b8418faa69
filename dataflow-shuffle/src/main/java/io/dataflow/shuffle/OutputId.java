package io.dataflow.shuffle;

import org.jspecify.annotations.Nullable;

/**
 * Names the output of one attempt of one task. Two attempts never share an id, so no reader can mistake one for
 * another.
 */
public record OutputId(String job, int stage, int task, int attempt) {
    /** Written out, because the generated methods take a cold JVM long to set up. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OutputId that
                && stage == that.stage
                && task == that.task
                && attempt == that.attempt
                && job.equals(that.job);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * job.hashCode() + stage) + task) + attempt;
    }
}
