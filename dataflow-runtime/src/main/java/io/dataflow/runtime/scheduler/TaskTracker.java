package io.dataflow.runtime.scheduler;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one stage: which wait for a slot, which run where, and how often each has failed. A task waits, runs, or
 * has an output (which the {@link OutputTracker} knows).
 */
final class TaskTracker {
    private final String job;
    private final int stage;
    private final SchedulerOptions options;
    private final int[] attemptCounts;
    private final int[] failureCounts;
    private final int[] lossCounts;
    private final @Nullable AttemptState[] latestStates;
    private final IntQueue pending = new IntQueue();
    private final Map<AttemptId, LiveWorker> running = new LinkedHashMap<>();
    /** Where the latest attempt of a task failed; bounded by the tasks that are being retried. */
    private final Map<Integer, LiveWorker> failedOn = new LinkedHashMap<>();

    private long attemptCount;
    private long failureCount;

    TaskTracker(String job, int stage, int taskCount, SchedulerOptions options) {
        this.job = job;
        this.stage = stage;
        this.options = options;
        attemptCounts = new int[taskCount];
        failureCounts = new int[taskCount];
        lossCounts = new int[taskCount];
        latestStates = new @Nullable AttemptState[taskCount];
    }

    void pendAll() {
        assert pending.size() == 0 && running.isEmpty() : "stage " + stage + " is not idle";
        for (int task = 0; task < taskCount(); task++) {
            pending.add(task);
        }
    }

    void pend(int task) {
        assert latestStates[task] != AttemptState.RUNNING : "task " + task + " of stage " + stage + " runs";
        pending.add(task);
        assert pending.size() + running.size() <= taskCount() : "stage " + stage;
    }

    /** Takes the next waiting task out of the queue. */
    int nextPending() {
        return pending.poll();
    }

    AttemptId launch(int task, LiveWorker worker) {
        AttemptId attempt = new AttemptId(job, stage, task, attemptCounts[task]);
        attemptCounts[task]++;
        attemptCount++;
        latestStates[task] = AttemptState.RUNNING;
        failedOn.remove(task);
        running.put(attempt, worker);
        return attempt;
    }

    boolean isRunning(AttemptId attempt, LiveWorker worker) {
        return running.get(attempt) == worker;
    }

    void end(AttemptId attempt, AttemptState state) {
        AttemptState latest = latestStates[attempt.task()];
        assert latest != null && latest.canBecome(state) : attempt + " is " + latest + " and cannot become " + state;
        latestStates[attempt.task()] = state;
        LiveWorker worker = running.remove(attempt);
        assert worker != null : attempt;
        if (state == AttemptState.FAILED) {
            failureCount++;
            failedOn.put(attempt.task(), worker);
        }
    }

    /** Ends all that runs or waits; returns what ran, to be cancelled. */
    Map<AttemptId, LiveWorker> abandonAll() {
        Map<AttemptId, LiveWorker> abandoned = new LinkedHashMap<>(running);
        for (AttemptId attempt : abandoned.keySet()) {
            end(attempt, AttemptState.ABANDONED);
        }
        pending.clear();
        failedOn.clear();
        return abandoned;
    }

    /** Counts a failure that is the task's own; true if the task has failed too often. */
    boolean countFailure(int task) {
        failureCounts[task]++;
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

    void forget(LiveWorker worker) {
        failedOn.values().removeIf(failed -> failed == worker);
    }

    int taskCount() {
        return attemptCounts.length;
    }

    int pendingCount() {
        return pending.size();
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
