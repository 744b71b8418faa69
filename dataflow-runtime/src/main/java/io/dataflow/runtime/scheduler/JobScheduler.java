package io.dataflow.runtime.scheduler;

import io.dataflow.api.failure.FailureKind;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
 *
 * <p>Written as a Java object and read again it goes on as if nothing had been: the state of a coordinator's journal.
 */
public final class JobScheduler implements Serializable {
    private static final long serialVersionUID = 1L;

    private final SchedulerOptions options;
    private final FilterUse filters;
    private final WorkerRegistry registry;
    private final Placement placement;
    private final Map<String, JobTracker> jobs = new LinkedHashMap<>();
    /** Those of {@code jobs} that have begun and have no results yet. */
    private final Set<JobTracker> busy = new LinkedHashSet<>();
    /** Those of {@code jobs} that have not begun, as too many others are busy; the longest waiting first. */
    private final Set<JobTracker> waiting = new LinkedHashSet<>();

    private final Reunion reunion;

    /** When the scheduler has asked to be told the time, to look at what waits on workers. */
    private long takeBackMillis;

    public JobScheduler(SchedulerOptions options) {
        this(options, FilterUse.EXPECTED_TO_PAY);
    }

    public JobScheduler(SchedulerOptions options, FilterUse filters) {
        this.options = options.copy();
        this.filters = filters;
        registry = new WorkerRegistry(this.options);
        placement = new Placement(registry, this.options);
        reunion = new Reunion(registry, jobs);
    }

    /**
     * From here on decides within other bounds; what was decided stays as it is. Not an event: whoever replays events calls it
     * between the same two.
     */
    public void changeOptions(SchedulerOptions others) {
        options.become(others);
    }

    /** As {@link #onWorkerRegistered}, by a worker that has nothing. A former one of the same id is lost. */
    public List<Effect> onWorkerJoined(String worker, String address, int slots, long attemptBytes, long nowMillis) {
        LiveWorker former = registry.find(worker);
        String incarnation = former == null ? "" : former.incarnation + "+";
        return onWorkerRegistered(worker, incarnation, address, slots, attemptBytes, Holdings.NONE, nowMillis);
    }

    /**
     * A worker has registered. If this incarnation of it is known, it has come back, and what it has is compared with what
     * it should have. Otherwise it is a new one, and a former one of the same id is lost; one that has something, of which
     * nobody knows, is to begin anew first.
     *
     * @param incarnation unlike that of any earlier worker of this id that had something
     * @param attemptBytes the memory of an attempt there
     */
    public List<Effect> onWorkerRegistered(
            String worker,
            String incarnation,
            String address,
            int slots,
            long attemptBytes,
            Holdings has,
            long nowMillis) {
        if (slots < 1) {
            throw new IllegalArgumentException("Worker " + worker + " needs at least one slot, not " + slots);
        }
        Reaction reaction = new Reaction(nowMillis);
        LiveWorker known = registry.find(worker);
        if (known != null && known.incarnation.equals(incarnation)) {
            registry.makePresent(known, nowMillis);
            reunion.meet(known, has, reaction);
            settleAll(reaction);
            return settle(reaction);
        }
        if (known != null) {
            lose(List.of(known), reaction);
        }
        if (has.isEmpty()) {
            registry.join(worker, incarnation, address, slots, attemptBytes, nowMillis);
        } else {
            reaction.add(new Effect.Rejoin(worker));
        }
        return settle(reaction);
    }

    /**
     * The connection to the worker broke. It gets nothing to do until it registers again, and is lost if it does not do so in
     * time, or if others cannot reach it either.
     */
    public List<Effect> onWorkerDisconnected(String worker, long graceMillis, long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        LiveWorker live = registry.find(worker);
        if (live != null) {
            registry.makeAbsent(live, graceMillis, nowMillis);
        }
        return settle(reaction);
    }

    public List<Effect> onHeartbeat(String worker, long nowMillis) {
        LiveWorker live = registry.find(worker);
        if (live == null) {
            return List.of(new Effect.Rejoin(worker));
        }
        if (!live.absent) {
            registry.renew(live, nowMillis);
        }
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

    /**
     * A worker takes no more attempts, by its own will or by that of whoever operates the cluster. When nothing of it is
     * needed any more, or the time is over, {@link Effect.Drained} lets it go; until then it is a worker as any other. Of
     * several times the one counts that is over first.
     */
    public List<Effect> onWorkerDraining(String worker, long timeoutMillis, long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        LiveWorker live = registry.find(worker);
        if (live == null) {
            reaction.add(new Effect.Rejoin(worker));
        } else {
            registry.drain(live, nowMillis + Math.min(timeoutMillis, Long.MAX_VALUE - nowMillis));
            registry.endExclusions(nowMillis);
            letDrainedGo(reaction);
        }
        return settle(reaction);
    }

    private void letDrainedGo(Reaction reaction) {
        for (LiveWorker worker : registry.draining()) {
            boolean over = reaction.nowMillis >= worker.drainDeadlineMillis;
            if (!worker.drained && (over || !isNeeded(worker))) {
                worker.drained = true;
                reaction.add(new Effect.Drained(worker.id));
            }
        }
    }

    private boolean isNeeded(LiveWorker worker) {
        return !worker.slotHolders.isEmpty() || jobs.values().stream().anyMatch(job -> job.needsOutputsOf(worker));
    }

    /** Time has passed. Called a few times per lease, and when {@link Effect.WakeAt} asks for it. */
    public List<Effect> onTick(long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        registry.vacateOverdue(nowMillis);
        lose(registry.expired(nowMillis), reaction);
        registry.endExclusions(nowMillis);
        for (JobTracker job : List.copyOf(jobs.values())) {
            if (isLive(job) && job.onTick(reaction)) {
                settle(job, reaction);
            }
        }
        letDrainedGo(reaction);
        if (registry.isEmpty()) {
            for (JobTracker job : List.copyOf(jobs.values())) {
                job.failIfStarved(nowMillis);
                endIfFailed(job, reaction);
            }
        }
        takeBack(reaction);
        settle(reaction);
        launchAgain(reaction);
        return reaction.effects();
    }

    /** What waits on workers behind attempts that take long is for slots that nobody else wants. */
    private void takeBack(Reaction reaction) {
        if (!hasSlotsForWaiting()) {
            return;
        }
        for (LiveWorker worker : List.copyOf(registry.crowded())) {
            for (AttemptId attempt : worker.absent ? List.<AttemptId>of() : worker.waiting()) {
                JobTracker job = jobs.get(attempt.job());
                if (job != null && job.takeBack(attempt, worker, reaction)) {
                    placement.offer(job);
                }
            }
        }
    }

    private boolean hasSlotsForWaiting() {
        return !registry.crowded().isEmpty() && !registry.withFreeSlots().isEmpty() && placement.isIdle();
    }

    /** Slots that nobody else wants are for tasks that run much longer than others. */
    private void launchAgain(Reaction reaction) {
        if (!placement.isIdle()) {
            return;
        }
        for (JobTracker job : jobs.values()) {
            boolean more = !registry.withFreeSlots().isEmpty();
            while (more) {
                more = job.launchAgain(reaction) && !registry.withFreeSlots().isEmpty();
            }
        }
    }

    /**
     * A client wants a job to be run.
     *
     * @param floorBytes the memory that an attempt at any stage of the job needs at least
     */
    public List<Effect> onJobSubmitted(String job, JobGraph graph, JobPolicy policy, long floorBytes, long nowMillis) {
        if (jobs.containsKey(job)) {
            throw new IllegalArgumentException("There is a job " + job + " already");
        }
        Reaction reaction = new Reaction(nowMillis);
        if (busy.size() >= options.maxRunningJobs() && waiting.size() >= options.maxWaitingJobs()) {
            String message = "Job " + job + " is refused: " + busy.size() + " jobs run and " + waiting.size()
                    + " wait, which is all that the coordinator accepts; submit it again later";
            reaction.add(new Effect.JobFailed(job, new Failure(FailureKind.RESOURCES, message, null), null));
            return reaction.effects();
        }
        JobTracker tracker =
                new JobTracker(job, graph, policy, options, registry, placement, filters, floorBytes, nowMillis);
        jobs.put(job, tracker);
        waiting.add(tracker);
        return settle(reaction);
    }

    /** An attempt that has ended well. */
    public record Finish(AttemptId attempt, OutputSizesLite sizes) {}

    /** As {@link #onAttemptsFinished}, of one. */
    public List<Effect> onAttemptFinished(AttemptId attempt, String worker, OutputSizesLite sizes, long nowMillis) {
        return onAttemptsFinished(worker, List.of(new Finish(attempt, sizes)), nowMillis);
    }

    /** Of several that a worker reports together, in the order of their ends; slots are filled when all are taken note of. */
    public List<Effect> onAttemptsFinished(String worker, List<Finish> finishes, long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        LiveWorker live = registry.find(worker);
        Set<JobTracker> concerned = new LinkedHashSet<>();
        for (Finish finish : finishes) {
            JobTracker job = jobs.get(finish.attempt.job());
            if (live != null) {
                registry.vacate(live, finish.attempt);
            }
            if (live == null || job == null) {
                reaction.add(new Effect.WithdrawAttempt(worker, finish.attempt));
                continue;
            }
            job.onFinished(finish.attempt, live, finish.sizes, reaction);
            concerned.add(job);
            if (job.verdict() != null) {
                settle(job, reaction);
            }
        }
        for (JobTracker job : concerned) {
            if (isLive(job)) {
                settle(job, reaction);
            }
        }
        settle(reaction);
        for (JobTracker job : concerned) {
            if (live != null && isLive(job) && placement.isAlone(job)) {
                job.launchAhead(live, reaction);
                placement.offer(job);
            }
        }
        return reaction.effects();
    }

    public List<Effect> onAttemptFailed(AttemptId attempt, String worker, Failure failure, long nowMillis) {
        Reaction reaction = new Reaction(nowMillis);
        LiveWorker live = registry.find(worker);
        JobTracker job = jobs.get(attempt.job());
        if (live != null) {
            registry.vacate(live, attempt);
            if (job != null) {
                job.onFailed(attempt, live, failure, reaction);
                loseUnreachable(reaction);
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
            loseUnreachable(reaction);
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

    /** Whether the attempt is expected from that worker, so that its output counts when it finishes. */
    public boolean awaits(AttemptId attempt, String worker) {
        LiveWorker live = registry.find(worker);
        JobTracker job = jobs.get(attempt.job());
        return live != null && job != null && job.awaits(attempt, live);
    }

    /** How far a job has come; empty if it is unknown or over. */
    public Optional<JobProgress> progress(String job) {
        return Optional.ofNullable(jobs.get(job)).map(JobTracker::progress);
    }

    /** The workers that are not lost, absent ones among them, in the order in which they came. */
    public List<String> workers() {
        List<String> ids = new ArrayList<>();
        registry.live().forEach(worker -> ids.add(worker.id));
        return ids;
    }

    /** Whether a worker is given attempts; empty if it is unknown or lost. */
    public Optional<WorkerStanding> standing(String worker) {
        return Optional.ofNullable(registry.find(worker)).map(LiveWorker::standing);
    }

    /** How long a worker that is to leave may stay; empty if it is not to leave, or unknown. */
    public OptionalLong drainMillisLeft(String worker, long nowMillis) {
        LiveWorker live = registry.find(worker);
        return live == null || !live.draining
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(0, live.drainDeadlineMillis - nowMillis));
    }

    /** Where the results of a job are; empty while they are not complete, and when it is unknown or over. */
    public Optional<List<Location>> results(String job) {
        return Optional.ofNullable(jobs.get(job)).flatMap(JobTracker::results);
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
        settleAll(reaction);
    }

    private void loseUnreachable(Reaction reaction) {
        if (!reaction.unreachable.isEmpty()) {
            lose(reaction.unreachable, reaction);
        }
    }

    private void settleAll(Reaction reaction) {
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
                if (each.hasSucceeded()) {
                    busy.remove(each);
                }
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
        busy.remove(job);
        waiting.remove(job);
        reunion.onJobEnded(job.job(), succeeded);
        job.end(verdict, succeeded, reaction);
        placement.forget(job);
        for (JobTracker neighbour : neighbours) {
            if (isLive(neighbour)) {
                settle(neighbour, reaction);
            }
        }
    }

    /** Lets waiting jobs begin, and fills the free slots. */
    private List<Effect> settle(Reaction reaction) {
        admit(reaction);
        placement.endPatience(reaction.nowMillis);
        placement.retryBlocked();
        JobTracker job = placement.nextJob();
        while (job != null) {
            job.launchNext(reaction);
            placement.offer(job);
            job = placement.nextJob();
        }
        Long wakeMillis = placement.nextWakeMillis();
        if (wakeMillis != null) {
            reaction.add(new Effect.WakeAt(wakeMillis));
        }
        if (takeBackMillis <= reaction.nowMillis && hasSlotsForWaiting()) {
            takeBackMillis = reaction.nowMillis + 2 * options.aheadMillis();
            reaction.add(new Effect.WakeAt(takeBackMillis));
        }
        return reaction.effects();
    }

    private void admit(Reaction reaction) {
        while (!waiting.isEmpty() && busy.size() < options.maxRunningJobs()) {
            JobTracker job = waiting.iterator().next();
            waiting.remove(job);
            busy.add(job);
            job.start(jobs::get, reaction);
            settle(job, reaction);
        }
    }
}
