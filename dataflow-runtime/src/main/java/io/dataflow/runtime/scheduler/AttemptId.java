package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Names one try at running one task. Attempts are numbered from 0 per task and a number is never used twice in a job.
 */
public record AttemptId(String job, int stage, int task, int attempt) implements Serializable {
    public AttemptId {
        if (stage < 0 || task < 0 || attempt < 0) {
            throw new IllegalArgumentException("Attempt " + job + "/" + stage + "/" + task + "/" + attempt
                    + " has a negative stage, task or attempt number");
        }
    }

    /** Written out, because the generated methods take a cold JVM long to set up. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AttemptId that
                && stage == that.stage
                && task == that.task
                && attempt == that.attempt
                && job.equals(that.job);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * job.hashCode() + stage) + task) + attempt;
    }

    @Override
    public String toString() {
        return job + "/" + stage + "/" + task + "/" + attempt;
    }
}
