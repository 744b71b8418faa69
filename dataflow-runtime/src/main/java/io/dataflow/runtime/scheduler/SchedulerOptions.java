package io.dataflow.runtime.scheduler;

import java.io.Serializable;

/**
 * The scheduler's bounds. Immutable to all but the scheduler, which has a copy of its own that all its parts share.
 *
 * <pre>{@code
 * SchedulerOptions patient = SchedulerOptions.builder().leaseMillis(30_000).build();
 * }</pre>
 */
public final class SchedulerOptions implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Itself never changed. */
    private Builder values;

    private SchedulerOptions(Builder values) {
        this.values = values;
    }

    public static SchedulerOptions defaults() {
        return builder().build();
    }

    /** Begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Begins with these. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    SchedulerOptions copy() {
        return toBuilder().build();
    }

    /** From here on as others are. */
    void become(SchedulerOptions others) {
        values = others.copy().values;
    }

    /** Counted failures of one task that fail its job. */
    public int maxAttemptsPerTask() {
        return values.maxAttemptsPerTask;
    }

    /**
     * How often one task may lose its worker, its output or its input before its job fails; counts no fault of the task, and
     * only keeps a sick cluster from retrying for ever.
     */
    public int maxLossesPerTask() {
        return values.maxLossesPerTask;
    }

    /** A worker that was not heard of for so long is lost. */
    public long leaseMillis() {
        return values.leaseMillis;
    }

    /** How long a job waits when there is no worker at all. */
    public long noWorkerGraceMillis() {
        return values.noWorkerGraceMillis;
    }

    /** How long a cancelled attempt keeps its slot if its worker does not report its end. */
    public long cancelGraceMillis() {
        return values.cancelGraceMillis;
    }

    /** The input a task of a stage with measured inputs should have. */
    public long targetPartitionBytes() {
        return values.targetPartitionBytes;
    }

    /** Inputs are not spread over more slots than give each task so much. */
    public long minTaskBytes() {
        return values.minTaskBytes;
    }

    /** How long a task waits at most for a slot of the worker that holds what it reads, while others have free ones. */
    public long localityDelayMillis() {
        return values.localityDelayMillis;
    }

    /** A task waits for a worker only if so much more need not be sent there than elsewhere. */
    public long localityMinBytes() {
        return values.localityMinBytes;
    }

    /** The part of a stage's tasks that must be done before others are started a second time. */
    public double speculationQuantile() {
        return values.speculationQuantile;
    }

    /** How many times the median of the tasks that are done an attempt must run before it is started a second time. */
    public double speculationMultiplier() {
        return values.speculationMultiplier;
    }

    /** No attempt that has run for less is started a second time. */
    public long speculationMinMillis() {
        return values.speculationMinMillis;
    }

    /** How many tasks of a job must have failed on a worker for the job to exclude it. */
    public int exclusionTasks() {
        return values.exclusionTasks;
    }

    /** Failures that lie further apart do not add up. */
    public long exclusionWindowMillis() {
        return values.exclusionWindowMillis;
    }

    /** How long a worker gets no attempts once it is excluded. */
    public long exclusionMillis() {
        return values.exclusionMillis;
    }

    /** How many jobs must exclude a worker for it to get no attempts of any job. */
    public int exclusionJobs() {
        return values.exclusionJobs;
    }

    /** Jobs that may have tasks to run at a time; those beyond wait. */
    public int maxRunningJobs() {
        return values.maxRunningJobs;
    }

    /** Jobs that may wait for others; those beyond are refused. */
    public int maxWaitingJobs() {
        return values.maxWaitingJobs;
    }

    /**
     * Attempts wait on a worker for a slot of it if those in front of them are expected to take no longer than this together.
     */
    public long aheadMillis() {
        return values.aheadMillis;
    }

    /** So many attempts wait at most for each slot of a worker; 0 if each is to be launched when a slot is free. */
    public int aheadTasks() {
        return values.aheadTasks;
    }

    /** Of how many tasks of a stage the time is taken to tell how long the next ones take. */
    public int paceTasks() {
        return values.paceTasks;
    }

    /** Gathers options. Confined to one thread. */
    public static final class Builder implements Serializable {
        private static final long serialVersionUID = 1L;

        private int maxAttemptsPerTask = 4;
        private int maxLossesPerTask = 100;
        private long leaseMillis = 10_000;
        private long noWorkerGraceMillis = 30_000;
        private long cancelGraceMillis = 10_000;
        private long targetPartitionBytes = 16L << 20;
        private long minTaskBytes = 256L << 10;

        /** What a network of a gigabit a second sends meanwhile, 12 MB, is what waiting can spare. */
        private long localityDelayMillis = 100;

        /** Below this, sending is over before the delay is. */
        private long localityMinBytes = 8L << 20;

        private double speculationQuantile = 0.75;
        private double speculationMultiplier = 2;

        /** Far above what a launch and the commit cost, so that a second attempt can win anything. */
        private long speculationMinMillis = 1_000;

        /** Many times what a message takes to a worker and back, and still nothing that anybody waits for. */
        private long aheadMillis = 10;

        private int aheadTasks = 256;

        /** Two tasks for each of some slots, and over in the first milliseconds of a stage for which it matters. */
        private int paceTasks = 64;

        private int exclusionTasks = 3;
        private long exclusionWindowMillis = 60_000;
        private long exclusionMillis = 60_000;
        private int exclusionJobs = 2;

        /** Each has trackers of its tasks, some tens of bytes a task, and its programs at the coordinator. */
        private int maxRunningJobs = 1_000;

        /** Each has only its programs, some tens of kilobytes. */
        private int maxWaitingJobs = 5_000;

        private Builder() {}

        private Builder(Builder other) {
            maxAttemptsPerTask = other.maxAttemptsPerTask;
            maxLossesPerTask = other.maxLossesPerTask;
            leaseMillis = other.leaseMillis;
            noWorkerGraceMillis = other.noWorkerGraceMillis;
            cancelGraceMillis = other.cancelGraceMillis;
            targetPartitionBytes = other.targetPartitionBytes;
            minTaskBytes = other.minTaskBytes;
            localityDelayMillis = other.localityDelayMillis;
            localityMinBytes = other.localityMinBytes;
            speculationQuantile = other.speculationQuantile;
            speculationMultiplier = other.speculationMultiplier;
            speculationMinMillis = other.speculationMinMillis;
            aheadMillis = other.aheadMillis;
            aheadTasks = other.aheadTasks;
            paceTasks = other.paceTasks;
            exclusionTasks = other.exclusionTasks;
            exclusionWindowMillis = other.exclusionWindowMillis;
            exclusionMillis = other.exclusionMillis;
            exclusionJobs = other.exclusionJobs;
            maxRunningJobs = other.maxRunningJobs;
            maxWaitingJobs = other.maxWaitingJobs;
        }

        public Builder maxAttemptsPerTask(int count) {
            maxAttemptsPerTask = atLeastOne(count, "maxAttemptsPerTask");
            return this;
        }

        public Builder maxLossesPerTask(int count) {
            maxLossesPerTask = atLeastOne(count, "maxLossesPerTask");
            return this;
        }

        public Builder leaseMillis(long millis) {
            leaseMillis = atLeastOne(millis, "leaseMillis");
            return this;
        }

        public Builder noWorkerGraceMillis(long millis) {
            noWorkerGraceMillis = atLeastOne(millis, "noWorkerGraceMillis");
            return this;
        }

        public Builder cancelGraceMillis(long millis) {
            cancelGraceMillis = atLeastOne(millis, "cancelGraceMillis");
            return this;
        }

        public Builder targetPartitionBytes(long bytes) {
            targetPartitionBytes = atLeastOne(bytes, "targetPartitionBytes");
            return this;
        }

        public Builder minTaskBytes(long bytes) {
            minTaskBytes = atLeastOne(bytes, "minTaskBytes");
            return this;
        }

        public Builder localityDelayMillis(long millis) {
            localityDelayMillis = atLeastOne(millis, "localityDelayMillis");
            return this;
        }

        public Builder localityMinBytes(long bytes) {
            localityMinBytes = atLeastOne(bytes, "localityMinBytes");
            return this;
        }

        /** From 0 to 1; 1 is never to start a task twice, as no other is left then. */
        public Builder speculationQuantile(double part) {
            if (!(part >= 0 && part <= 1)) {
                throw new IllegalArgumentException("speculationQuantile must be from 0 to 1, not " + part);
            }
            speculationQuantile = part;
            return this;
        }

        public Builder speculationMultiplier(double times) {
            if (!(times >= 1)) {
                throw new IllegalArgumentException("speculationMultiplier must be at least 1, not " + times);
            }
            speculationMultiplier = times;
            return this;
        }

        public Builder speculationMinMillis(long millis) {
            speculationMinMillis = atLeastOne(millis, "speculationMinMillis");
            return this;
        }

        public Builder aheadMillis(long millis) {
            aheadMillis = atLeastOne(millis, "aheadMillis");
            return this;
        }

        public Builder aheadTasks(int count) {
            if (count < 0) {
                throw new IllegalArgumentException("aheadTasks must not be negative, as " + count + " is");
            }
            aheadTasks = count;
            return this;
        }

        public Builder paceTasks(int count) {
            paceTasks = atLeastOne(count, "paceTasks");
            return this;
        }

        public Builder exclusionTasks(int count) {
            exclusionTasks = atLeastOne(count, "exclusionTasks");
            return this;
        }

        public Builder exclusionWindowMillis(long millis) {
            exclusionWindowMillis = atLeastOne(millis, "exclusionWindowMillis");
            return this;
        }

        public Builder exclusionMillis(long millis) {
            exclusionMillis = atLeastOne(millis, "exclusionMillis");
            return this;
        }

        public Builder exclusionJobs(int count) {
            exclusionJobs = atLeastOne(count, "exclusionJobs");
            return this;
        }

        public Builder maxRunningJobs(int count) {
            maxRunningJobs = atLeastOne(count, "maxRunningJobs");
            return this;
        }

        public Builder maxWaitingJobs(int count) {
            maxWaitingJobs = atLeastOne(count, "maxWaitingJobs");
            return this;
        }

        public SchedulerOptions build() {
            return new SchedulerOptions(new Builder(this));
        }

        private static int atLeastOne(int value, String name) {
            return (int) atLeastOne((long) value, name);
        }

        private static long atLeastOne(long value, String name) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1, not " + value);
            }
            return value;
        }
    }
}
