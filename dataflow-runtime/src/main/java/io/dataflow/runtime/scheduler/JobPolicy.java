package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.List;

/**
 * How a job is to be treated beside others. Immutable; start from {@link #defaults()}.
 *
 * @param weight a job gets slots in proportion to it, among the jobs that have tasks to launch; from 1 to {@link #MAX_WEIGHT}
 * @param deadlineMillis how long after its submission its results must be ready; {@link #NO_DEADLINE} if that is up to it
 * @param attemptDeadlineMillis how long an attempt of a task may run; {@link #NO_DEADLINE} if that is up to it
 * @param speculates whether tasks that take much longer than others may be started a second time
 * @param soleStages the stages of whose tasks never two attempts run at once by choice, as they do something outside
 */
public record JobPolicy(
        int weight, long deadlineMillis, long attemptDeadlineMillis, boolean speculates, List<Integer> soleStages)
        implements Serializable {
    public static final int MAX_WEIGHT = 1_000;
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final JobPolicy DEFAULTS = new JobPolicy(1, NO_DEADLINE, NO_DEADLINE, true, List.of());

    public JobPolicy {
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "The weight of a job must be from 1 to " + MAX_WEIGHT + ", not " + weight);
        }
        if (deadlineMillis < 1 || attemptDeadlineMillis < 1) {
            throw new IllegalArgumentException(
                    "Deadlines must be at least 1 ms, not " + deadlineMillis + " and " + attemptDeadlineMillis);
        }
        soleStages = List.copyOf(soleStages);
    }

    /** As important as any other, without deadlines. */
    public static JobPolicy defaults() {
        return DEFAULTS;
    }

    public JobPolicy withWeight(int other) {
        return new JobPolicy(other, deadlineMillis, attemptDeadlineMillis, speculates, soleStages);
    }

    public JobPolicy withDeadlineMillis(long millis) {
        return new JobPolicy(weight, millis, attemptDeadlineMillis, speculates, soleStages);
    }

    public JobPolicy withAttemptDeadlineMillis(long millis) {
        return new JobPolicy(weight, deadlineMillis, millis, speculates, soleStages);
    }

    public JobPolicy withoutSpeculation() {
        return new JobPolicy(weight, deadlineMillis, attemptDeadlineMillis, false, soleStages);
    }

    public JobPolicy withSoleStages(List<Integer> stages) {
        return new JobPolicy(weight, deadlineMillis, attemptDeadlineMillis, speculates, stages);
    }

    /**
     * Whether attempts of the stage may wait on a worker: only if they can be started elsewhere should they wait too long, and if
     * nobody asks how long they are there.
     */
    boolean mayLaunchAhead(int stage) {
        return maySpeculate(stage) && attemptDeadlineMillis == NO_DEADLINE;
    }

    boolean maySpeculate(int stage) {
        return speculates && !soleStages.contains(stage);
    }
}
