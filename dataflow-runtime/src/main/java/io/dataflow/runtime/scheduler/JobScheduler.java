package io.dataflow.runtime.scheduler;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which task runs where, for all jobs and workers of a coordinator.
 *
 * <p>Events reach it one at a time on one thread. Each {@code on} method updates the trackers and returns the {@link
 * Effect}s to carry out, in order; it never blocks, reads a clock or touches the network. The time is that of the event
 * and never goes back. The same events always yield the same effects.
 *
 * <p>Late, repeated and unknown messages are part of the trade and never an error. A job that has ended is forgotten:
 * what still arrives for it is answered with withdrawals only.
 */
public final class JobScheduler {
    private final SchedulerOptions options;
    private final WorkerRegistry registry;
    private final Placement placement;
    private final Map<String, JobTracker> jobs = new LinkedHashMap<>();

    public JobScheduler(SchedulerOptions options) {
        this.options = options;
        registry = new WorkerRegistry(options);
        placement = new Placement(registry);
    }

    /**
     * A worker has registered, with nothing running and nothing stored. A former one of the same id is lost.
     *
     * @param attemptBytes the memory of an attempt there
     */
    public List<Effect> onWorkerJoined(String worker, String address, int slots, long attemptBytes, long nowMillis) {
        if (slots < 1) {
            throw new IllegalArgumentException("Worker " + worker + " needs at least one slot, not " + slots);
        }
        Reaction reaction = new Reaction(nowMillis);
        LiveWorker former = registry.find(worker);
        if (former != null) {
            lose(List.of(former), reaction);
        }
        registry.join(worker, address, slots, attemptBytes, nowMillis);
        return settle(reaction);
    }

    public List<Effect> onHeartbeat(String worker, long nowMillis) {
        LiveWorker live = registry.find(worker);
        if (live == null) {
            return List.of(new Effect.Rejoin(worker));
        }
        registry.renew(live, nowMillis);
        return List.of();
    }

    /** The connection to the worker is closed; what it ran and held is gone. */
    public List<Effect> onWorkerLeft(String worker, long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        LiveWorker live = registry.find(worker);
        if (live != null) {
            lose(List.of(live), reaction);
        }
        return settle(reaction);
    }

    /** Time has passed. Called a few times per lease. */
    public List<Effect> onTick(long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        registry.vacateOverdue(nowMillis);
        lose(registry.expired(nowMillis), reaction);
        if (registry.isEmpty()) {
            for (JobTracker job : List.copyOf(jobs.values())) {
                job.failIfStarved(nowMillis);
                endIfFailed(job, reaction);
            }
        }
        return settle(reaction);
    }

    /**
     * A client wants a job to be run.
     *
     * @param floorBytes the memory that an attempt at any stage of the job needs at least
     */
    public List<Effect> onJobSubmitted(String job, JobGraph graph, long floorBytes, long nowMillis) {
        if (jobs.containsKey(job)) {
            throw new IllegalArgumentException("There is a job " + job + " already");
        }
        Reaction reaction = new Reaction(nowMillis);
        JobTracker tracker = new JobTracker(job, graph, options, registry, floorBytes, nowMillis);
        jobs.put(job, tracker);
        tracker.start(jobs::get, reaction);
        settle(tracker, reaction);
        return settle(reaction);
    }

    public List<Effect> onAttemptFinished(AttemptId attempt, String worker, OutputSizesLite sizes, long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        LiveWorker live = registry.find(worker);
        JobTracker job = jobs.get(attempt.job());
        if (live != null) {
            registry.vacate(live, attempt);
        }
        if (live == null || job == null) {
            reaction.add(new Effect.WithdrawAttempt(worker, attempt));
        } else {
            job.onFinished(attempt, live, sizes, reaction);
            settle(job, reaction);
        }
        return settle(reaction);
    }

    public List<Effect> onAttemptFailed(AttemptId attempt, String worker, Failure failure, long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        LiveWorker live = registry.find(worker);
        JobTracker job = jobs.get(attempt.job());
        if (live != null) {
            registry.vacate(live, attempt);
            if (job != null) {
                job.onFailed(attempt, live, failure, reaction);
                settle(job, reaction);
            }
        }
        return settle(reaction);
    }

    /** The client could not read an output of the result stage. */
    public List<Effect> onResultLost(String job, int stage, int task, int attempt, long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        JobTracker tracker = jobs.get(job);
        if (tracker != null) {
            tracker.onResultLost(stage, task, attempt, reaction);
            settle(tracker, reaction);
        }
        return settle(reaction);
    }

    /** Somebody wants the job ended; the reason is for the caller's records. */
    public List<Effect> onJobCancelled(String job, String reason, long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        JobTracker tracker = jobs.get(job);
        if (tracker != null) {
            end(tracker, List.of(new Effect.JobCancelled(job)), false, reaction);
        }
        return settle(reaction);
    }

    /** The job is not to go on, for a reason that lies in what its tasks did. */
    public List<Effect> onJobFailed(String job, Failure failure, long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        JobTracker tracker = jobs.get(job);
        if (tracker != null) {
            tracker.onRefused(failure);
            settle(tracker, reaction);
        }
        return settle(reaction);
    }

    /** The client is done reading. Released before its results were ready, the job is cancelled. */
    public List<Effect> onJobReleased(String job, long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        JobTracker tracker = jobs.get(job);
        if (tracker != null) {
            boolean succeeded = tracker.hasSucceeded();
            end(tracker, succeeded ? List.of() : List.of(new Effect.JobCancelled(job)), succeeded, reaction);
        }
        return settle(reaction);
    }

    /** How far a job has come; empty if it is unknown or over. */
    public Optional<JobProgress> progress(String job) {
        return Optional.ofNullable(jobs.get(job)).map(JobTracker::progress);
    }

    /** The jobs that have not ended, in the order of their submission. */
    public List<String> jobs() {
        return List.copyOf(jobs.keySet());
    }

    /** Whether nothing is left of any job, on any worker's account as well; attempts that are being stopped count. */
    public boolean isEmpty() {
        boolean workersAreIdle = true;
        for (LiveWorker worker : registry.live()) {
            workersAreIdle &= worker.isIdle();
        }
        return jobs.isEmpty() && placement.isEmpty() && workersAreIdle;
    }

    /** All of them are gone before any job is ended for it: who is told the end must be there. */
    private void lose(Collection<LiveWorker> workers, Reaction reaction) {
        for (LiveWorker worker : workers) {
            registry.remove(worker, reaction.nowMillis);
            jobs.values().forEach(job -> job.onWorkerLost(worker, reaction));
        }
        for (JobTracker job : List.copyOf(jobs.values())) {
            settle(job, reaction);
        }
    }

    /** What has happened to a job may have happened to those that read it, or that it reads, as well, and so on. */
    private void settle(JobTracker job, Reaction reaction) {
        Set<JobTracker> concerned = new LinkedHashSet<>();
        Deque<JobTracker> found = new ArrayDeque<>(List.of(job));
        while (!found.isEmpty()) {
            JobTracker next = found.remove();
            if (concerned.add(next)) {
                found.addAll(next.neighbours());
            }
        }
        for (JobTracker each : concerned) {
            endIfFailed(each, reaction);
            if (isLive(each)) {
                placement.offer(each);
            }
        }
    }

    private boolean isLive(JobTracker job) {
        return jobs.get(job.job()) == job;
    }

    private void endIfFailed(JobTracker job, Reaction reaction) {
        JobTracker.Verdict verdict = job.verdict();
        if (verdict != null && isLive(job)) {
            Effect failed = new Effect.JobFailed(job.job(), verdict.failure(), verdict.where());
            end(job, List.of(failed), false, reaction);
        }
    }

    private void end(JobTracker job, List<Effect> verdict, boolean succeeded, Reaction reaction) {
        List<JobTracker> neighbours = job.neighbours();
        jobs.remove(job.job());
        placement.forget(job);
        job.end(verdict, succeeded, reaction);
        for (JobTracker neighbour : neighbours) {
            if (isLive(neighbour)) {
                settle(neighbour, reaction);
            }
        }
    }

    /** Fills the free slots. */
    private List<Effect> settle(Reaction reaction) {
        JobTracker job = placement.nextJob();
        while (job != null) {
            job.launchNext(placement, reaction);
            placement.offer(job);
            job = placement.nextJob();
        }
        return reaction.effects();
    }
}
