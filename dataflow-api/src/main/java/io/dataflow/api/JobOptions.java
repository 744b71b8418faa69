package io.dataflow.api;

import java.time.Duration;
import java.util.Optional;

/**
 * How one job is treated beside others. Immutable; start from {@link #defaults()}.
 *
 * <pre>{@code
 * JobOptions nightly = JobOptions.defaults().weight(1).deadline(Duration.ofHours(2));
 * purchases.submit(TextFiles.into(folder.resolve("purchases")), nightly).await();
 * }</pre>
 *
 * @param weight jobs that have tasks to run get slots in proportion to it; from 1 to {@link #MAX_WEIGHT}
 * @param deadline from its submission, when the job must be done; empty is never
 * @param taskDeadline how long one try at one task may take; empty is as long as it likes
 * @param secondTries whether a task that takes much longer than others may be started a second time elsewhere
 */
public record JobOptions(
        int weight, Optional<Duration> deadline, Optional<Duration> taskDeadline, boolean secondTries) {
    public static final int MAX_WEIGHT = 1_000;

    private static final JobOptions DEFAULTS = new JobOptions(1, Optional.empty(), Optional.empty(), true);

    public JobOptions {
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight must be from 1 to " + MAX_WEIGHT + ", got " + weight);
        }
        check(deadline, "deadline");
        check(taskDeadline, "taskDeadline");
    }

    private static void check(Optional<Duration> limit, String name) {
        limit.ifPresent(duration -> {
            if (duration.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException(name + " must be at least 1 ms, got " + duration);
            }
        });
    }

    /** A weight of 1, no deadlines, and second tries. */
    public static JobOptions defaults() {
        return DEFAULTS;
    }

    /**
     * A job of weight 3 gets three times the slots of a job of weight 1, as long as both have tasks to run. None starves.
     *
     * <pre>{@code
     * purchases.submit(TextFiles.into(folder.resolve("urgent")), JobOptions.defaults().weight(10));
     * }</pre>
     */
    public JobOptions weight(int other) {
        return new JobOptions(other, deadline, taskDeadline, secondTries);
    }

    /**
     * A job whose results are not ready by then fails with kind {@code RESOURCES}; the time that it waits for others counts.
     * In a plan with loops each of its jobs has so long.
     *
     * <pre>{@code
     * JobOptions quick = JobOptions.defaults().deadline(Duration.ofMinutes(5));
     * }</pre>
     */
    public JobOptions deadline(Duration limit) {
        return new JobOptions(weight, Optional.of(limit), taskDeadline, secondTries);
    }

    /**
     * A try at a task that takes longer is stopped, and the task is tried again on another worker if there is one; a task of
     * which several tries took too long fails its job with kind {@code RESOURCES}.
     *
     * <pre>{@code
     * JobOptions impatient = JobOptions.defaults().taskDeadline(Duration.ofMinutes(1));
     * }</pre>
     */
    public JobOptions taskDeadline(Duration limit) {
        return new JobOptions(weight, deadline, Optional.of(limit), secondTries);
    }

    /**
     * Never runs a task twice at once: for functions that change something outside, and must not do so too often. A task
     * whose worker is lost still runs again. Tasks that write to a sink are never run twice at once.
     *
     * <pre>{@code
     * JobOptions careful = JobOptions.defaults().withoutSecondTries();
     * }</pre>
     */
    public JobOptions withoutSecondTries() {
        return new JobOptions(weight, deadline, taskDeadline, false);
    }
}
