package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one stage: which wait for a slot, which run where, and how often each has failed. A task waits, runs, or
 * has an output (which the {@link OutputTracker} knows). One that runs much longer than others may run twice at once.
 */
final class TaskTracker implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How many attempts of a job run, in all its stages. */
    static final class RunningCount implements Serializable {
        private static final long serialVersionUID = 1L;

        int attempts;
    }

    private static final class Running implements Serializable {
        private static final long serialVersionUID = 1L;

        final LiveWorker worker;
        final long startMillis;
        /** The other attempt of the task that runs, if there is one. */
        @Nullable
        AttemptId sibling;

        Running(LiveWorker worker, long startMillis) {
            this.worker = worker;
            this.startMillis = startMillis;
        }
    }

    private final String job;
    private final int stage;
    private final SchedulerOptions options;
    private final RunningCount runningOfJob;
    private final int[] attemptCounts;
    private final int[] failureCounts;
    private final int[] lossCounts;
    private final PendingTasks pending;
    /** In the order of their start. */
    private final Map<AttemptId, Running> running = new LinkedHashMap<>();
    /** Where the latest attempt of a task failed; bounded by the tasks that are being retried. */
    private final Map<Integer, LiveWorker> failedOn = new LinkedHashMap<>();
    /** Of these the tasks that may have failed because of the worker. */
    private final Set<Integer> unfitThere = new LinkedHashSet<>();

    private final DurationHistogram durations = new DurationHistogram();
    private final TaskPace pace;
    private int twofoldCount;
    private long attemptCount;
    private long failureCount;

    TaskTracker(
            String job,
            int stage,
            int taskCount,
            SchedulerOptions options,
            RunningCount runningOfJob,
            PendingTasks pending) {
        this.job = job;
        this.stage = stage;
        this.options = options;
        this.runningOfJob = runningOfJob;
        this.pending = pending;
        pace = new TaskPace(options);
        attemptCounts = new int[taskCount];
        failureCounts = new int[taskCount];
        lossCounts = new int[taskCount];
    }

    /**
     * Makes a task wait for a slot.
     *
     * @param choice where it should run, if that matters
     */
    void pend(int task, Locality.@Nullable Choice choice) {
        LiveWorker worker = choice == null || !choice.worker().isAccepting() || choice.worker() == failedOn.get(task)
                ? null
                : choice.worker();
        if (worker != null && choice != null && choice.leadBytes() >= options.localityMinBytes()) {
            pending.addFor(task, worker);
        } else {
            pending.add(task, worker);
        }
        assert pending.size() + running.size() - twofoldCount <= taskCount() : "stage " + stage;
    }

    PendingTasks pending() {
        return pending;
    }

    AttemptId launch(int task, LiveWorker worker, long nowMillis) {
        AttemptId attempt = new AttemptId(job, stage, task, attemptCounts[task]);
        attemptCounts[task]++;
        attemptCount++;
        failedOn.remove(task);
        unfitThere.remove(task);
        running.put(attempt, new Running(worker, nowMillis));
        runningOfJob.attempts++;
        pace.onLaunched(nowMillis);
        return attempt;
    }

    /** Starts a task that runs a second time, elsewhere. */
    AttemptId launchAgain(AttemptId first, LiveWorker worker, long nowMillis) {
        Running slow = of(first);
        assert slow.sibling == null && slow.worker != worker : first;
        AttemptId second = launch(first.task(), worker, nowMillis);
        slow.sibling = second;
        of(second).sibling = first;
        twofoldCount++;
        return second;
    }

    private Running of(AttemptId attempt) {
        return Objects.requireNonNull(running.get(attempt), "the attempt does not run");
    }

    boolean isRunning(AttemptId attempt, LiveWorker worker) {
        Running found = running.get(attempt);
        return found != null && found.worker == worker;
    }

    LiveWorker workerOf(AttemptId attempt) {
        return of(attempt).worker;
    }

    /** Returns the other attempt of the task that runs, or null if there is none. */
    @Nullable
    AttemptId end(AttemptId attempt, AttemptState state, long nowMillis) {
        assert AttemptState.RUNNING.canBecome(state) : attempt + " cannot become " + state;
        Running ended = of(attempt);
        running.remove(attempt);
        runningOfJob.attempts--;
        if (state == AttemptState.FAILED) {
            failureCount++;
            failedOn.put(attempt.task(), ended.worker);
        } else if (state == AttemptState.SUCCEEDED) {
            durations.add(nowMillis - ended.startMillis);
            pace.onDone(nowMillis);
        }
        AttemptId sibling = ended.sibling;
        if (sibling != null) {
            of(sibling).sibling = null;
            twofoldCount--;
        }
        return sibling;
    }

    /** Ends all that runs or waits; returns what ran, to be cancelled. */
    Map<AttemptId, LiveWorker> abandonAll(long nowMillis) {
        Map<AttemptId, LiveWorker> abandoned = new LinkedHashMap<>();
        running.forEach((attempt, ran) -> abandoned.put(attempt, ran.worker));
        for (AttemptId attempt : abandoned.keySet()) {
            end(attempt, AttemptState.ABANDONED, nowMillis);
        }
        pending.clear();
        failedOn.clear();
        unfitThere.clear();
        return abandoned;
    }

    /** The attempts that have run for so long, or longer. */
    List<AttemptId> runningFor(long millis, long nowMillis) {
        List<AttemptId> found = new ArrayList<>();
        for (Map.Entry<AttemptId, Running> entry : running.entrySet()) {
            if (nowMillis - entry.getValue().startMillis < millis) {
                break;
            }
            found.add(entry.getKey());
        }
        return found;
    }

    /** How long an attempt must run to be slow: much longer than those that are done took. */
    long slowMillis() {
        double slow = options.speculationMultiplier() * durations.medianMillis();
        return Math.max(options.speculationMinMillis(), (long) slow);
    }

    /** Whether so many tasks are done, and none waits, that slow ones show. */
    boolean showsSlowTasks(int doneCount) {
        return pending.size() == 0
                && running.size() > twofoldCount * 2
                && doneCount > 0
                && doneCount >= options.speculationQuantile() * taskCount();
    }

    TaskPace pace() {
        return pace;
    }

    boolean hasRunFor(long millis, AttemptId attempt, long nowMillis) {
        return nowMillis - of(attempt).startMillis >= millis;
    }

    boolean runsTwice(AttemptId attempt) {
        return of(attempt).sibling != null;
    }

    /** Counts a failure that is the task's own; true if the task has failed too often. */
    boolean countFailure(int task) {
        failureCounts[task]++;
        unfitThere.add(task);
        return failureCounts[task] >= options.maxAttemptsPerTask();
    }

    /** Counts a loss that is not the task's fault; true if that happened too often to go on. */
    boolean countLoss(int task) {
        lossCounts[task]++;
        return lossCounts[task] >= options.maxLossesPerTask();
    }

    @Nullable
    LiveWorker failedOn(int task) {
        return failedOn.get(task);
    }

    /** Whether the worker on which the task failed may be why, other than for an input that it could not read. */
    boolean isUnfitThere(int task) {
        return unfitThere.contains(task);
    }

    void forget(LiveWorker worker) {
        failedOn.values().removeIf(failed -> failed == worker);
    }

    int taskCount() {
        return attemptCounts.length;
    }

    int runningCount() {
        return running.size();
    }

    long attemptCount() {
        return attemptCount;
    }

    long failureCount() {
        return failureCount;
    }
}
