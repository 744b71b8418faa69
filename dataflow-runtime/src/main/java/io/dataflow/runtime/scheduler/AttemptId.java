package io.dataflow.runtime.scheduler;

/**
 * Names one try at running one task. Attempts are numbered from 0 per task and a number is never used twice in a job.
 */
public record AttemptId(String job, int stage, int task, int attempt) {
    public AttemptId {
        if (stage < 0 || task < 0 || attempt < 0) {
            throw new IllegalArgumentException("Attempt " + job + "/" + stage + "/" + task + "/" + attempt
                    + " has a negative stage, task or attempt number");
        }
    }

    @Override
    public String toString() {
        return job + "/" + stage + "/" + task + "/" + attempt;
    }
}
