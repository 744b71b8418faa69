package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is, and where its task goes. Of the jobs that have a task to launch it is the turn of the one that runs the
 * fewest for its weight; of equals, of the one that has launched the fewest for its weight since it came. A job's earliest
 * stage goes first. Both choices take time that grows with the logarithm of the number of jobs and workers.
 */
final class Placement implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Divisible by many weights, and large enough for the rest not to matter. */
    private static final long STRIDE = 720_720L * 1_000;

    private static final class FewestFirst implements Comparator<Turn>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(Turn left, Turn right) {
            int byShare = Long.compare((long) left.running * right.weight, (long) right.running * left.weight);
            if (byShare != 0) {
                return byShare;
            }
            int byLaunches = Long.compare(left.launched, right.launched);
            return byLaunches != 0 ? byLaunches : Long.compare(left.order, right.order);
        }
    }

    private record Turn(JobTracker job, int running, int weight, long launched, long order) implements Serializable {
        /** The generated {@code equals} takes a cold JVM long to set up. */
        boolean isAs(Turn other) {
            return job == other.job
                    && running == other.running
                    && weight == other.weight
                    && launched == other.launched
                    && order == other.order;
        }
    }

    /** Tasks that wait for workers of their own, until when. */
    private record Patience(PendingTasks tasks, long untilMillis) implements Serializable {}

    private final WorkerRegistry registry;
    private final SchedulerOptions options;
    private final NavigableSet<Turn> queue = new TreeSet<>(new FewestFirst());
    private final Map<JobTracker, Turn> turns = new LinkedHashMap<>();
    /** Strides of each job that has had a turn. */
    private final Map<JobTracker, Long> launched = new LinkedHashMap<>();

    private final Map<JobTracker, Long> orders = new LinkedHashMap<>();
    /** Jobs that have tasks, but only for workers that have no free slot. */
    private final Set<JobTracker> blocked = new LinkedHashSet<>();
    /** In the order of their ends, as each gets the same delay. */
    private final Queue<Patience> patience = new ArrayDeque<>();

    private long latestLaunched;
    private long jobCount;
    private long wakeMillis = Long.MIN_VALUE;

    Placement(WorkerRegistry registry, SchedulerOptions options) {
        this.registry = registry;
        this.options = options;
    }

    /** Gives the job its place in the queue, as it is now; none if it has no task to launch. */
    void offer(JobTracker job) {
        Turn before = turns.get(job);
        if (!job.hasLaunchable()) {
            if (before != null) {
                turns.remove(job);
                queue.remove(before);
            }
            return;
        }
        if (before == null) {
            // Turns that a job did not want are not made up for.
            launched.merge(job, latestLaunched, Math::max);
        }
        long order = orders.computeIfAbsent(job, key -> jobCount++);
        Turn turn = new Turn(job, job.runningCount(), job.policy().weight(), launched.getOrDefault(job, 0L), order);
        if (before != null && turn.isAs(before)) {
            return;
        }
        if (before != null) {
            queue.remove(before);
        }
        turns.put(job, turn);
        queue.add(turn);
    }

    /** The job whose turn it is, or null if no slot is free or no job has a task to launch. */
    @Nullable
    JobTracker nextJob() {
        while (!registry.withFreeSlots().isEmpty() && !queue.isEmpty()) {
            JobTracker job = queue.first().job;
            if (job.hasLaunchable()) {
                return job;
            }
            offer(job);
        }
        return null;
    }

    /** Whether no other job has a task that waits for a slot. */
    boolean isAlone(JobTracker job) {
        return blocked.isEmpty() && queue.size() == 1 && queue.first().job == job;
    }

    /** A task of the job was launched. */
    void onLaunched(JobTracker job) {
        latestLaunched = Math.max(latestLaunched, launched.getOrDefault(job, 0L));
        launched.merge(job, STRIDE / job.policy().weight(), Long::sum);
    }

    /**
     * The preferred worker if it has a free slot, else the one with the most; none that is excluded, and the avoided one only if
     * there is no other. Null if there is none left.
     *
     * @param unfit whether another worker is better waited for than the avoided one taken: where a task fails, as on a full disk,
     *     it fails soon, and would do so again and again before others have a slot free
     */
    @Nullable
    LiveWorker choose(
            @Nullable LiveWorker preferred, @Nullable LiveWorker avoided, boolean unfit, Exclusions exclusions) {
        if (preferred != null && preferred != avoided && preferred.hasFreeSlot() && !exclusions.excludes(preferred)) {
            return preferred;
        }
        LiveWorker last = null;
        for (LiveWorker worker : registry.withFreeSlots()) {
            if (exclusions.excludes(worker)) {
                continue;
            }
            if (worker != avoided) {
                return worker;
            }
            last = worker;
        }
        return unfit && !exclusions.leaveAtMostOne() ? null : last;
    }

    /** The job is not asked again before the next event. */
    void block(JobTracker job) {
        blocked.add(job);
    }

    /** What has happened may have helped those that had no worker. */
    void retryBlocked() {
        if (!blocked.isEmpty()) {
            List<JobTracker> retried = List.copyOf(blocked);
            blocked.clear();
            for (JobTracker job : retried) {
                job.unblock();
                offer(job);
            }
        }
    }

    /** Ends the patience of these tasks after the locality delay. */
    void watch(PendingTasks tasks, long nowMillis) {
        patience.add(new Patience(tasks, nowMillis + options.localityDelayMillis()));
    }

    void endPatience(long nowMillis) {
        for (Patience next = patience.peek();
                next != null && (next.untilMillis <= nowMillis || !next.tasks.hasWaiters());
                next = patience.peek()) {
            patience.remove();
            next.tasks.endPatience();
        }
    }

    /** When the patience of tasks ends for which nobody has been asked to wake the scheduler; null if there are none. */
    @Nullable
    Long nextWakeMillis() {
        Patience next = patience.peek();
        if (next == null || registry.withFreeSlots().isEmpty() || next.untilMillis == wakeMillis) {
            return null;
        }
        wakeMillis = next.untilMillis;
        return wakeMillis;
    }

    void forget(JobTracker job) {
        Turn turn = turns.remove(job);
        if (turn != null) {
            queue.remove(turn);
        }
        blocked.remove(job);
        launched.remove(job);
        orders.remove(job);
    }

    /** Whether no job has a task that waits for a slot. */
    boolean isIdle() {
        return queue.isEmpty() && blocked.isEmpty() && patience.stream().noneMatch(each -> each.tasks.isWaiting());
    }

    boolean isEmpty() {
        return queue.isEmpty() && turns.isEmpty() && blocked.isEmpty() && launched.isEmpty() && orders.isEmpty();
    }
}
