package io.dataflow.runtime.scheduler;

/**
 * The scheduler's bounds.
 *
 * @param maxAttemptsPerTask counted failures of one task that fail its job
 * @param maxLossesPerTask how often one task may lose its worker, its output or its input before its job fails; counts
 *     no fault of the task, and only keeps a sick cluster from retrying for ever
 * @param leaseMillis a worker that was not heard of for so long is lost
 * @param noWorkerGraceMillis how long a job waits when there is no worker at all
 * @param cancelGraceMillis how long a cancelled attempt keeps its slot if its worker does not report its end
 * @param targetPartitionBytes the input a task of a stage with measured inputs should have
 * @param minTaskBytes inputs are not spread over more slots than give each task so much
 */
public record SchedulerOptions(
        int maxAttemptsPerTask,
        int maxLossesPerTask,
        long leaseMillis,
        long noWorkerGraceMillis,
        long cancelGraceMillis,
        long targetPartitionBytes,
        long minTaskBytes) {
    public SchedulerOptions {
        check(maxAttemptsPerTask, "maxAttemptsPerTask");
        check(maxLossesPerTask, "maxLossesPerTask");
        check(leaseMillis, "leaseMillis");
        check(noWorkerGraceMillis, "noWorkerGraceMillis");
        check(cancelGraceMillis, "cancelGraceMillis");
        check(targetPartitionBytes, "targetPartitionBytes");
        check(minTaskBytes, "minTaskBytes");
    }

    public static SchedulerOptions defaults() {
        return new SchedulerOptions(4, 100, 10_000, 30_000, 10_000, 16L << 20, 256L << 10);
    }

    public SchedulerOptions withMaxAttemptsPerTask(int count) {
        return new SchedulerOptions(
                count,
                maxLossesPerTask,
                leaseMillis,
                noWorkerGraceMillis,
                cancelGraceMillis,
                targetPartitionBytes,
                minTaskBytes);
    }

    public SchedulerOptions withMaxLossesPerTask(int count) {
        return new SchedulerOptions(
                maxAttemptsPerTask,
                count,
                leaseMillis,
                noWorkerGraceMillis,
                cancelGraceMillis,
                targetPartitionBytes,
                minTaskBytes);
    }

    public SchedulerOptions withLeaseMillis(long millis) {
        return new SchedulerOptions(
                maxAttemptsPerTask,
                maxLossesPerTask,
                millis,
                noWorkerGraceMillis,
                cancelGraceMillis,
                targetPartitionBytes,
                minTaskBytes);
    }

    public SchedulerOptions withNoWorkerGraceMillis(long millis) {
        return new SchedulerOptions(
                maxAttemptsPerTask,
                maxLossesPerTask,
                leaseMillis,
                millis,
                cancelGraceMillis,
                targetPartitionBytes,
                minTaskBytes);
    }

    public SchedulerOptions withTargetPartitionBytes(long bytes) {
        return new SchedulerOptions(
                maxAttemptsPerTask,
                maxLossesPerTask,
                leaseMillis,
                noWorkerGraceMillis,
                cancelGraceMillis,
                bytes,
                minTaskBytes);
    }

    private static void check(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }
}
