package io.dataflow.runtime.scheduler;

import io.dataflow.api.failure.FailureKind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One job from submission to its end. Carries out, on the trackers of its stages, what an event means for the job: a
 * commit completes a stage and makes others ready or unneeded, a loss makes tasks wait again, back to the first stage
 * whose outputs are still there.
 */
final class JobTracker implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Has the job take its place in the queue again. */
    private static final class Changes implements PendingTasks.Listener {
        private static final long serialVersionUID = 1L;

        private final JobTracker job;
        private final int stage;

        Changes(JobTracker job, int stage) {
            this.job = job;
            this.stage = stage;
        }

        @Override
        public void onChange() {
            job.refresh(stage);
            job.placement.offer(job);
        }
    }

    /** The attempt that failed the job, if one did, and how. */
    record Verdict(Failure failure, @Nullable AttemptId where) implements Serializable {}

    private final String job;
    private final JobGraph graph;
    private final JobPolicy policy;
    private final SchedulerOptions options;
    private final WorkerRegistry registry;
    private final Placement placement;
    private final RangePlanner planner;
    private final long submittedAtMillis;

    private final BroadcastRule broadcasts;

    private final FilterRule filters;

    private final StageTracker stages;
    /** By stage; null until the stage's tasks are decided. */
    private final @Nullable TaskTracker[] tasks;

    private final @Nullable OutputTracker[] outputs;
    /** By stage, for those whose outputs are another job's: that job, as long as it has not ended. */
    private final @Nullable JobTracker[] sources;
    /** Jobs that read this one's result, with the stage that stands for it there. */
    private final Map<JobTracker, Integer> readers = new LinkedHashMap<>();

    private final TaskTracker.RunningCount running = new TaskTracker.RunningCount();
    private final Exclusions exclusions;
    private final AheadRule ahead;
    private final BitSet launchable = new BitSet();
    private boolean blocked;
    private final Set<LiveWorker> participants = new LinkedHashSet<>();
    private @Nullable Verdict verdict;
    private boolean succeeded;

    JobTracker(
            String job,
            JobGraph graph,
            JobPolicy policy,
            SchedulerOptions options,
            WorkerRegistry registry,
            Placement placement,
            FilterUse filterUse,
            long floorBytes,
            long submittedAtMillis) {
        this.job = job;
        this.graph = graph;
        this.policy = policy;
        this.options = options;
        this.registry = registry;
        this.placement = placement;
        exclusions = new Exclusions(job, options, registry);
        ahead = new AheadRule(options, registry);
        this.submittedAtMillis = submittedAtMillis;
        planner = new RangePlanner(options);
        stages = new StageTracker(graph);
        tasks = new @Nullable TaskTracker[graph.stages().size()];
        outputs = new @Nullable OutputTracker[graph.stages().size()];
        broadcasts = new BroadcastRule(graph, stages, outputs, floorBytes);
        filters = new FilterRule(filterUse, broadcasts, outputs);
        sources = new @Nullable JobTracker[graph.stages().size()];
    }

    /** @param jobs finds those that keep their results */
    void start(Function<String, @Nullable JobTracker> jobs, Reaction reaction) {
        for (int stage = 0; stage < tasks.length; stage++) {
            if (graph.stage(stage).tasks() instanceof TaskCount.Kept kept) {
                follow(stage, kept.job(), jobs.apply(kept.job()), reaction);
            } else if (stages.isReady(stage) && !stages.isDecided(stage)) {
                open(stage, reaction);
            }
        }
    }

    private void follow(int stage, String name, @Nullable JobTracker source, Reaction reaction) {
        if (source == null || !source.graph.keepsResult() || source.readers.containsKey(this)) {
            String message = "Job " + job + " reads the result of job " + name
                    + ", which is not kept (any more), or reads it twice; run what it depends on again";
            fail(new Failure(FailureKind.INVALID_PLAN, message, null), null);
            return;
        }
        sources[stage] = source;
        source.readers.put(this, stage);
        if (source.stages.state(source.graph.resultStage()) == StageState.COMPLETE) {
            onKeptComplete(stage, reaction);
        }
    }

    /** The result that a stage stands for is available, maybe again. */
    private void onKeptComplete(int stage, Reaction reaction) {
        JobTracker source = Objects.requireNonNull(sources[stage]);
        if (!stages.isDecided(stage)) {
            outputs[stage] = source.outputs(source.graph.resultStage());
            stages.open(stage, List.of());
        }
        stages.complete(stage);
        refreshConsumers(stage, reaction);
    }

    /** The result that a stage stands for lacks outputs. */
    private void onKeptLost(int stage) {
        if (stages.state(stage) == StageState.COMPLETE) {
            stages.reopen(stage);
            for (int consumer : stages.consumers(stage)) {
                refresh(consumer);
            }
        }
    }

    /** The job whose result a stage stands for has ended. Only what has been read already can do without it. */
    private void onSourceEnded(int stage) {
        JobTracker source = Objects.requireNonNull(sources[stage]);
        sources[stage] = null;
        onKeptLost(stage);
        if (!stages.isAwaited(stage)) {
            return;
        }
        Verdict of = source.verdict;
        if (of == null) {
            failForWantOf(source.job, "was given up");
        } else {
            String message = "Job " + source.job + ", whose result this one needs, failed: "
                    + of.failure().message();
            fail(new Failure(of.failure().kind(), message, null), null);
        }
    }

    private void failForWantOf(String source, String reason) {
        String message = "Job " + job + " needs the result of job " + source + ", and that " + reason;
        fail(new Failure(FailureKind.WORKER_LOST, message, null), null);
    }

    /** The jobs that this one reads, and those that read it: what happens here may concern them. */
    List<JobTracker> neighbours() {
        Set<JobTracker> found = new LinkedHashSet<>(readers.keySet());
        for (JobTracker source : sources) {
            if (source != null) {
                found.add(source);
            }
        }
        return List.copyOf(found);
    }

    boolean hasLaunchable() {
        return verdict == null && !blocked && !launchable.isEmpty();
    }

    /**
     * Launches the next task of the earliest stage that has one; some slot is free, but maybe only of workers that are excluded, or
     * on which the tasks failed.
     */
    void launchNext(Reaction reaction) {
        for (int stage = launchable.nextSetBit(0); stage >= 0; stage = launchable.nextSetBit(stage + 1)) {
            if (launchNext(stage, reaction)) {
                return;
            }
        }
        blocked = true;
        placement.block(this);
    }

    /** Passes by tasks that wait for another worker than the one on which they failed; false if there are no others. */
    private boolean launchNext(int stage, Reaction reaction) {
        TaskTracker stageTasks = tasks(stage);
        PendingTasks pending = stageTasks.pending();
        List<PendingTasks.Pick> passedBy = new ArrayList<>();
        boolean mayFitOthers = true;
        boolean launched = false;
        while (mayFitOthers && !launched && pending.canLaunch()) {
            PendingTasks.Pick pick = pending.poll();
            LiveWorker avoided = stageTasks.failedOn(pick.task());
            LiveWorker worker = choose(pick, avoided, stageTasks.isUnfitThere(pick.task()));
            if (worker == null) {
                passedBy.add(pick);
                mayFitOthers = avoided != null;
            } else {
                launch(stageTasks.launch(pick.task(), worker, reaction.nowMillis), worker, reaction);
                placement.onLaunched(this);
                launched = true;
            }
        }
        passedBy.forEach(pending::putBack);
        refresh(stage);
        return launched;
    }

    private @Nullable LiveWorker choose(PendingTasks.Pick pick, @Nullable LiveWorker avoided, boolean unfit) {
        LiveWorker worker = placement.choose(pick.worker(), avoided, unfit, exclusions);
        if (worker == null && exclusions.leaveNone()) {
            exclusions.clear();
            worker = placement.choose(pick.worker(), avoided, unfit, exclusions);
        }
        return worker;
    }

    /** Launches tasks of the earliest stage that has some, to wait on a worker without a free slot, if they are done soon. */
    void launchAhead(LiveWorker worker, Reaction reaction) {
        int stage = launchable.nextSetBit(0);
        if (!hasLaunchable() || !policy.mayLaunchAhead(stage) || exclusions.excludes(worker)) {
            return;
        }
        TaskTracker stageTasks = tasks(stage);
        PendingTasks pending = stageTasks.pending();
        int room = ahead.room(worker, job, stage, stageTasks.pace(), pending.size());
        for (int i = 0; i < room; i++) {
            int task = pending.pollFor(worker);
            if (task < 0) {
                break;
            }
            if (stageTasks.failedOn(task) == worker) {
                pending.add(task, null);
                break;
            }
            AttemptId attempt = stageTasks.launch(task, worker, reaction.nowMillis);
            registry.queue(worker, attempt);
            start(attempt, worker, reaction);
            placement.onLaunched(this);
        }
        refresh(stage);
    }

    /** Has a task that waits on a worker for too long run on any; false if it is not to. */
    boolean takeBack(AttemptId attempt, LiveWorker worker, Reaction reaction) {
        if (!isRunning(attempt, worker)) {
            return false;
        }
        TaskTracker stageTasks = tasks(attempt.stage());
        if (stageTasks.runsTwice(attempt)
                || !stageTasks.hasRunFor(ahead.overdueMillis(), attempt, reaction.nowMillis)) {
            return false;
        }
        abandon(attempt, reaction);
        pend(attempt.stage(), attempt.task());
        return true;
    }

    void unblock() {
        blocked = false;
    }

    private void launch(AttemptId attempt, LiveWorker worker, Reaction reaction) {
        registry.occupy(worker, attempt);
        start(attempt, worker, reaction);
    }

    private void start(AttemptId attempt, LiveWorker worker, Reaction reaction) {
        int stage = attempt.stage();
        participants.add(worker);
        for (int input : stages.reads(stage)) {
            int version = outputs(input).version();
            if (worker.tell(job, input, tasks.length, version)) {
                List<Location> locations = outputs(input).locations();
                reaction.add(new Effect.PublishLocations(worker.id, job, input, version, owner(input), locations));
            }
        }
        reaction.add(new Effect.Launch(worker.id, attempt, stages.range(stage, attempt.task()), stages.fused(stage)));
    }

    /** Starts a second attempt of one task that runs much longer than others, if there is one and a worker for it. */
    boolean launchAgain(Reaction reaction) {
        for (int stage = 0; stage < tasks.length; stage++) {
            if (isOwn(stage)
                    && stages.state(stage) == StageState.OPEN
                    && stages.isReady(stage)
                    && policy.maySpeculate(stage)
                    && tasks(stage).showsSlowTasks(outputs(stage).availableCount())
                    && launchAgain(stage, reaction)) {
                return true;
            }
        }
        return false;
    }

    private boolean launchAgain(int stage, Reaction reaction) {
        TaskTracker stageTasks = tasks(stage);
        for (AttemptId slow : stageTasks.runningFor(stageTasks.slowMillis(), reaction.nowMillis)) {
            if (stageTasks.runsTwice(slow)) {
                continue;
            }
            LiveWorker here = stageTasks.workerOf(slow);
            LiveWorker worker = placement.choose(null, here, false, exclusions);
            if (worker != null && worker != here) {
                AttemptId second = stageTasks.launchAgain(slow, worker, reaction.nowMillis);
                launch(second, worker, reaction);
                reaction.add(new Effect.StartedAgain(slow, second));
                return true;
            }
        }
        return false;
    }

    /** Time has passed; whether that has changed anything. */
    boolean onTick(Reaction reaction) {
        boolean changed = exclusions.expire(reaction.nowMillis);
        if (policy.deadlineMillis() != JobPolicy.NO_DEADLINE
                && !succeeded
                && reaction.nowMillis - submittedAtMillis >= policy.deadlineMillis()) {
            String message = "Job " + job + " was not done by its deadline, " + policy.deadlineMillis()
                    + " ms after its submission; allow more time, or a higher weight";
            fail(new Failure(FailureKind.RESOURCES, message, null), null);
            return true;
        }
        for (AttemptId late : lateAttempts(reaction.nowMillis)) {
            giveUpLate(late, reaction);
            changed = true;
        }
        return changed;
    }

    private List<AttemptId> lateAttempts(long nowMillis) {
        List<AttemptId> late = new ArrayList<>();
        for (int stage = 0; stage < tasks.length && policy.attemptDeadlineMillis() != JobPolicy.NO_DEADLINE; stage++) {
            if (isOwn(stage)) {
                late.addAll(tasks(stage).runningFor(policy.attemptDeadlineMillis(), nowMillis));
            }
        }
        return late;
    }

    private void giveUpLate(AttemptId attempt, Reaction reaction) {
        LiveWorker worker = tasks(attempt.stage()).workerOf(attempt);
        AttemptId sibling = tasks(attempt.stage()).end(attempt, AttemptState.FAILED, reaction.nowMillis);
        stop(attempt, worker, reaction);
        String message = "the attempt ran longer than the " + policy.attemptDeadlineMillis()
                + " ms that one of this job may take, and was stopped";
        retry(attempt, worker, new Failure(FailureKind.RESOURCES, message, null), sibling, reaction);
    }

    private Effect.Owner owner(int stage) {
        JobTracker source = sources[stage];
        return source == null ? new Effect.Owner(job, stage) : new Effect.Owner(source.job, source.graph.resultStage());
    }

    /** Makes all tasks of a stage wait for slots, those of the workers that hold what they read if that pays. */
    private void pendAll(int stage, Reaction reaction) {
        TaskTracker stageTasks = tasks(stage);
        Locality locality = locality(stage);
        stageTasks.pending().beginPatience();
        for (int task = 0; task < stageTasks.taskCount(); task++) {
            Locality.Choice choice = locality.of(stages.range(stage, task));
            stageTasks.pend(task, choice != null && exclusions.excludes(choice.worker()) ? null : choice);
        }
        if (stageTasks.pending().hasWaiters()) {
            placement.watch(stageTasks.pending(), reaction.nowMillis);
        }
    }

    private Locality locality(int stage) {
        StageSpec first = graph.stage(stages.fused(stage).get(0));
        List<ExchangeKind> kinds = new ArrayList<>();
        List<OutputTracker> inputs = new ArrayList<>();
        for (int input : stages.reads(stage)) {
            boolean divided = first.inputs().contains(input);
            kinds.add(divided ? graph.stage(input).output() : new ExchangeKind.Single());
            inputs.add(outputs(input));
        }
        return new Locality(
                kinds, inputs, first.tasks().dividesInputs(), tasks(stage).taskCount());
    }

    void onFinished(AttemptId attempt, LiveWorker worker, OutputSizesLite sizes, Reaction reaction) {
        int stage = attempt.stage();
        if (!isRunning(attempt, worker)) {
            if (!isCurrent(stage, attempt.task(), attempt.attempt())) {
                reaction.add(new Effect.WithdrawAttempt(worker.id, attempt));
            }
            return;
        }
        int expectedSizes = graph.stage(stage).output().sizeCount();
        if (sizes.partitionBytes().length != expectedSizes) {
            String message = "Attempt " + attempt + " reports sizes of " + sizes.partitionBytes().length
                    + " partitions, its stage has " + expectedSizes;
            reaction.add(new Effect.WithdrawAttempt(worker.id, attempt));
            onFailed(attempt, worker, new Failure(FailureKind.INTERNAL, message, null), reaction);
            return;
        }
        AttemptId sibling = tasks(stage).end(attempt, AttemptState.SUCCEEDED, reaction.nowMillis);
        if (sibling != null) {
            abandon(sibling, reaction);
        }
        boolean same = outputs(stage).commit(attempt, worker, sizes);
        if (!same) {
            rerunDescendants(stage, reaction);
            if (stage == graph.resultStage()) {
                readers.forEach((reader, kept) -> reader.rerunDescendants(kept, reaction));
            }
        }
        if (outputs(stage).isComplete()) {
            complete(stage, reaction);
        }
    }

    void onFailed(AttemptId attempt, LiveWorker worker, Failure failure, Reaction reaction) {
        if (!isRunning(attempt, worker)) {
            return;
        }
        AttemptId sibling = tasks(attempt.stage()).end(attempt, AttemptState.FAILED, reaction.nowMillis);
        LostOutput fetch = failure.fetch();
        JobTracker holder = fetch == null ? null : holder(attempt.stage(), fetch);
        if (fetch != null && holder != null) {
            retryAfterLoss(attempt, failure.message(), sibling);
            if (holder.isCurrent(fetch.stage(), fetch.task(), fetch.attempt())) {
                holder.giveUpUnreadable(fetch.stage(), fetch.task(), reaction);
            }
            return;
        }
        switch (failure.kind()) {
            case USER_CODE, BAD_DATA, INVALID_PLAN -> fail(failure, attempt);
            case RESOURCES, CORRUPTION, CONNECTION, INTERNAL -> retry(attempt, worker, failure, sibling, reaction);
            case WORKER_LOST, CANCELLED -> retryAfterLoss(attempt, failure.message(), sibling);
        }
    }

    /**
     * Counts a failure of an attempt that has ended, and has its task run again if no other attempt of it runs; while one does,
     * the job does not fail for it.
     */
    private void retry(
            AttemptId attempt, LiveWorker worker, Failure failure, @Nullable AttemptId sibling, Reaction reaction) {
        boolean tooOften = tasks(attempt.stage()).countFailure(attempt.task());
        exclusions.onFailure(worker, attempt.stage(), attempt.task(), reaction);
        if (sibling != null) {
            return;
        }
        if (tooOften) {
            fail(
                    failure.withMessage(describe(attempt) + " failed " + options.maxAttemptsPerTask()
                            + " times, the last time with: " + failure.message()),
                    attempt);
        }
        pend(attempt.stage(), attempt.task());
    }

    void onWorkerLost(LiveWorker worker, Reaction reaction) {
        exclusions.forget(worker);
        if (!participants.remove(worker)) {
            return;
        }
        List<AttemptId> attemptsLost = new ArrayList<>();
        for (AttemptId attempt : worker.slotHoldersOf(job)) {
            if (isRunning(attempt, worker)) {
                attemptsLost.add(attempt);
            }
        }
        List<AttemptId> outputsLost = new ArrayList<>();
        for (int stage = 0; stage < tasks.length; stage++) {
            if (isOwn(stage)) {
                tasks(stage).forget(worker);
                for (int task : outputs(stage).takeTasksOf(worker)) {
                    outputsLost.add(
                            new AttemptId(job, stage, task, outputs(stage).currentAttempt(task)));
                }
            }
        }
        if (!attemptsLost.isEmpty() || !outputsLost.isEmpty()) {
            reaction.add(new Effect.Lost(job, worker.id, List.copyOf(outputsLost), List.copyOf(attemptsLost)));
        }
        for (AttemptId attempt : attemptsLost) {
            AttemptId sibling = tasks(attempt.stage()).end(attempt, AttemptState.ABANDONED, reaction.nowMillis);
            retryAfterLoss(attempt, "its worker " + worker.id + " was lost", sibling);
        }
        for (AttemptId output : outputsLost) {
            outputs(output.stage()).lose(output.task());
            recompute(output, reaction);
        }
    }

    /** A worker that came back does not run what it was to run: it was never told, or its report was lost. */
    void onAttemptMissing(AttemptId attempt, LiveWorker worker, Reaction reaction) {
        if (isRunning(attempt, worker)) {
            reaction.add(new Effect.Lost(job, worker.id, List.of(), List.of(attempt)));
            AttemptId sibling = tasks(attempt.stage()).end(attempt, AttemptState.ABANDONED, reaction.nowMillis);
            retryAfterLoss(attempt, "its worker " + worker.id + " came back without it", sibling);
        }
    }

    /** Of the outputs that a worker which came back should have, those that it has not are lost. */
    void onOutputsMissing(LiveWorker worker, Set<AttemptId> has, Reaction reaction) {
        List<AttemptId> missing = new ArrayList<>();
        for (int stage = 0; stage < tasks.length; stage++) {
            for (int task : isOwn(stage) ? outputs(stage).tasksOf(worker) : new int[0]) {
                AttemptId output =
                        new AttemptId(job, stage, task, outputs(stage).currentAttempt(task));
                if (!has.contains(output)) {
                    missing.add(output);
                }
            }
        }
        if (!missing.isEmpty()) {
            reaction.add(new Effect.Lost(job, worker.id, List.copyOf(missing), List.of()));
        }
        for (AttemptId output : missing) {
            outputs(output.stage()).lose(output.task());
            recompute(output, reaction);
        }
    }

    /** Whether the output that the worker has is the one that is read. */
    boolean isCurrentOn(AttemptId output, LiveWorker worker) {
        return isCurrent(output.stage(), output.task(), output.attempt())
                && isOwn(output.stage())
                && outputs(output.stage()).isHeldBy(output.task(), worker);
    }

    void onRefused(Failure failure) {
        fail(failure, null);
    }

    void onResultLost(int stage, int task, int attempt, Reaction reaction) {
        if (stage == graph.resultStage() && isCurrent(stage, task, attempt)) {
            giveUpUnreadable(stage, task, reaction);
        }
    }

    /** Stops all that runs, and tells each worker that ran any of the job that it is over. */
    void end(List<Effect> announcements, boolean successfully, Reaction reaction) {
        for (int stage = 0; stage < tasks.length; stage++) {
            if (isOwn(stage)) {
                cancelAll(stage, reaction);
            }
            JobTracker source = sources[stage];
            if (source != null) {
                source.readers.remove(this);
            }
        }
        exclusions.clear();
        readers.forEach((reader, stage) -> reader.onSourceEnded(stage));
        announcements.forEach(reaction::add);
        for (LiveWorker worker : participants) {
            worker.forget(job);
            reaction.add(new Effect.EndJob(worker.id, job, successfully));
        }
        participants.clear();
    }

    private void open(int stage, Reaction reaction) {
        List<InputRange> ranges = planRanges(stage);
        StageSpec join = graph.broadcastBy(stage);
        if (join != null && otherwise(stage, join, ranges.size(), reaction)) {
            return;
        }
        stages.waitForReadsOnly(stage);
        stages.open(stage, ranges);
        tasks[stage] = new TaskTracker(
                job, stage, ranges.size(), options, running, new PendingTasks(job, new Changes(this, stage)));
        pendAll(stage, reaction);
        boolean isRead = stage != graph.resultStage() || graph.keepsResult();
        outputs[stage] = new OutputTracker(
                ranges.size(), isRead ? graph.stage(stage).output().sizeCount() : 0, graph.mayBeShared(stage));
        for (int input : stages.inputs(stage)) {
            if (!stages.isKept(input) && stages.consumersAreDecided(input)) {
                outputs(input).dropMeasurements();
            }
        }
        started(stage, reaction);
        noteShares(stage, ranges, reaction);
        refresh(stage);
    }

    /** Whether a stage that is ready is left out, or reads a filter first. */
    private boolean otherwise(int stage, StageSpec join, int taskCount, Reaction reaction) {
        Integer filter = Objects.requireNonNull(join.broadcast()).filterStage();
        long attemptBytes = registry.leastAttemptBytes();
        if (filter != null && !stages.isOptional(filter)) {
            return false;
        } else if (broadcasts.isWorth(stage, join, taskCount, attemptBytes)) {
            bypass(stage, join.id(), reaction);
            return true;
        } else if (filter != null && filters.isWorth(stage, join, taskCount, attemptBytes)) {
            stages.ask(filter, stage);
            reaction.add(new Effect.Filtered(job, filter, stage));
            open(filter, reaction);
            return true;
        }
        return false;
    }

    private void bypass(int stage, int join, Reaction reaction) {
        stages.bypass(stage, join);
        reaction.add(new Effect.Bypassed(job, stage, join));
        if (stages.isReady(join)) {
            open(join, reaction);
        }
    }

    private void noteShares(int stage, List<InputRange> ranges, Reaction reaction) {
        Map<Integer, Integer> tasksByPartition = new TreeMap<>();
        Map<Integer, Integer> stripesByPartition = new TreeMap<>();
        for (InputRange range : ranges) {
            if (range instanceof InputRange.Share share) {
                tasksByPartition.merge(share.partition(), 1, Integer::sum);
                stripesByPartition.merge(share.partition(), share.stripe().takesAll() ? 0 : 1, Integer::sum);
            }
        }
        tasksByPartition.forEach((partition, count) -> {
            int stripes = stripesByPartition.getOrDefault(partition, 0);
            String how = stripes == 0 ? "" : "; " + stripes + " of them take part of the records of an output each";
            String decision =
                    count + " tasks share partition " + partition + ", which is much larger than others" + how;
            reaction.add(new Effect.Decided(job, stage, decision));
        });
    }

    private List<InputRange> planRanges(int stage) {
        StageSpec first = graph.stage(stages.fused(stage).get(0));
        MeasuredInputs inputs = new MeasuredInputs();
        if (first.tasks().dividesInputs()) {
            first.inputs().stream()
                    .distinct()
                    .forEach(input -> inputs.add(graph.stage(input).output(), outputs(input)));
            first.sides()
                    .forEach(side ->
                            inputs.addSide(side.stream().map(this::outputs).toList()));
        }
        return planner.plan(first.tasks(), inputs, registry.slotCount());
    }

    private void complete(int stage, Reaction reaction) {
        List<Integer> released = stages.complete(stage);
        outputs(stage).advanceVersion();
        reaction.add(new Effect.StageFinished(job, stage, tasks(stage).taskCount()));
        for (int unneeded : released) {
            cancelAll(unneeded, reaction);
            withdrawAll(unneeded, reaction);
            refresh(unneeded);
        }
        if (stage == graph.resultStage()) {
            succeeded = true;
            reaction.add(new Effect.ResultsReady(job, outputs(stage).locations()));
            readers.forEach((reader, kept) -> reader.onKeptComplete(kept, reaction));
        }
        refreshConsumers(stage, reaction);
    }

    private void refreshConsumers(int stage, Reaction reaction) {
        for (int consumer : stages.consumers(stage)) {
            if (!stages.isDecided(consumer) && stages.isReady(consumer)) {
                open(consumer, reaction);
            }
            refresh(consumer);
        }
    }

    /** An output that is there by our books and yet could not be read: its holder drops it, and its task runs again. */
    private void giveUpUnreadable(int stage, int task, Reaction reaction) {
        AttemptId output = new AttemptId(job, stage, task, outputs(stage).currentAttempt(task));
        LiveWorker holder = outputs(stage).lose(task);
        if (holder.absent) {
            reaction.unreachable.add(holder);
        }
        reaction.add(new Effect.Lost(job, holder.id, List.of(output), List.of()));
        reaction.add(new Effect.WithdrawAttempt(holder.id, output));
        recompute(output, reaction);
    }

    /** Makes the task of a lost output wait again, and the released stages it would read. */
    private void recompute(AttemptId output, Reaction reaction) {
        countLoss(output, "its output was lost");
        tasks(output.stage()).pend(output.task(), null);
        reopen(output.stage(), reaction);
    }

    private void reopen(int stage, Reaction reaction) {
        boolean wasComplete = stages.state(stage) == StageState.COMPLETE;
        List<Integer> reopened = stages.reopen(stage);
        for (int needed : reopened) {
            pendAll(needed, reaction);
            started(needed, reaction);
            refresh(needed);
        }
        if (wasComplete) {
            started(stage, reaction);
            for (int consumer : stages.consumers(stage)) {
                refresh(consumer);
            }
            if (stage == graph.resultStage()) {
                readers.forEach((reader, kept) -> reader.onKeptLost(kept));
            }
        }
        refresh(stage);
        failIfAnInputIsGone();
    }

    /** What was read of another job, which has been given up since, is needed once more. */
    private void failIfAnInputIsGone() {
        for (int stage = 0; stage < tasks.length; stage++) {
            if (graph.stage(stage).tasks() instanceof TaskCount.Kept kept
                    && stages.isDecided(stage)
                    && sources[stage] == null
                    && stages.isAwaited(stage)) {
                failForWantOf(kept.job(), "was given up before what was made of it was lost");
            }
        }
    }

    /**
     * A recomputed output has other records than the one it replaces. All that was made from the former is made anew,
     * or some records would be missing from the result and others be in it twice.
     */
    private void rerunDescendants(int stage, Reaction reaction) {
        for (int descendant : stages.descendants(stage)) {
            if (!stages.isDecided(descendant)) {
                continue;
            }
            outputs(descendant).forgetHashes();
            if (descendant == graph.resultStage()) {
                readers.forEach((reader, kept) -> reader.rerunDescendants(kept, reaction));
            }
            boolean hasRead =
                    tasks(descendant).runningCount() > 0 || outputs(descendant).availableCount() > 0;
            if (hasRead) {
                cancelAll(descendant, reaction);
                withdrawAll(descendant, reaction);
                pendAll(descendant, reaction);
                reopen(descendant, reaction);
            }
        }
    }

    private void cancelAll(int stage, Reaction reaction) {
        tasks(stage).abandonAll(reaction.nowMillis).forEach((attempt, worker) -> stop(attempt, worker, reaction));
    }

    /** Nobody needs what a running attempt does. */
    private void abandon(AttemptId attempt, Reaction reaction) {
        LiveWorker worker = tasks(attempt.stage()).workerOf(attempt);
        tasks(attempt.stage()).end(attempt, AttemptState.ABANDONED, reaction.nowMillis);
        stop(attempt, worker, reaction);
    }

    private void stop(AttemptId attempt, LiveWorker worker, Reaction reaction) {
        registry.stop(worker, attempt, reaction.nowMillis);
        reaction.add(new Effect.Cancel(worker.id, attempt));
    }

    private void withdrawAll(int stage, Reaction reaction) {
        for (LiveWorker holder : outputs(stage).withdrawAll()) {
            reaction.add(new Effect.WithdrawStage(holder.id, job, stage));
        }
    }

    private void retryAfterLoss(AttemptId attempt, String reason, @Nullable AttemptId sibling) {
        countLoss(attempt, reason);
        if (sibling == null) {
            pend(attempt.stage(), attempt.task());
        }
    }

    private void countLoss(AttemptId attempt, String reason) {
        if (tasks(attempt.stage()).countLoss(attempt.task())) {
            String message = describe(attempt) + " lost its worker, its output or its input "
                    + options.maxLossesPerTask() + " times, the last time because: " + reason
                    + "; check the workers' logs and the network between them";
            fail(new Failure(FailureKind.WORKER_LOST, message, null), attempt);
        }
    }

    /** Makes a task wait once more; where it should run is not looked at again, as its inputs may be on their way. */
    private void pend(int stage, int task) {
        tasks(stage).pend(task, null);
        refresh(stage);
    }

    private void fail(Failure failure, @Nullable AttemptId where) {
        if (verdict == null) {
            verdict = new Verdict(failure, where);
        }
    }

    /** There is no worker at all: fails the job if that has been so for the grace period. */
    void failIfStarved(long nowMillis) {
        long sinceMillis = Math.max(submittedAtMillis, registry.emptySinceMillis());
        if (nowMillis - sinceMillis >= options.noWorkerGraceMillis()) {
            String message = "Job " + job + " has tasks to run but there was no worker for "
                    + options.noWorkerGraceMillis()
                    + " ms; start workers, or check why they do not reach the coordinator";
            fail(new Failure(FailureKind.RESOURCES, message, null), null);
        }
    }

    private void refresh(int stage) {
        boolean canLaunch = stages.state(stage) == StageState.OPEN
                && stages.isReady(stage)
                && tasks(stage).pending().canLaunch();
        launchable.set(stage, canLaunch);
    }

    private void started(int stage, Reaction reaction) {
        reaction.add(new Effect.StageStarted(job, stage, tasks(stage).taskCount()));
    }

    private boolean isRunning(AttemptId attempt, LiveWorker worker) {
        TaskTracker stageTasks = attempt.stage() < tasks.length ? tasks[attempt.stage()] : null;
        return stageTasks != null && stageTasks.isRunning(attempt, worker);
    }

    private boolean isCurrent(int stage, int task, int attempt) {
        OutputTracker stageOutputs = stage >= 0 && stage < outputs.length ? outputs[stage] : null;
        return stageOutputs != null && stageOutputs.isCurrent(task, attempt);
    }

    /** The job that has the output which a stage could not read; null if the stage does not read it. */
    private @Nullable JobTracker holder(int stage, LostOutput lost) {
        for (int input : stages.reads(stage)) {
            Effect.Owner owner = owner(input);
            if (owner.job().equals(lost.job()) && owner.stage() == lost.stage()) {
                JobTracker source = sources[input];
                return source == null ? this : source;
            }
        }
        return null;
    }

    /** Whether the worker has outputs of the job that somebody may read. */
    boolean needsOutputsOf(LiveWorker worker) {
        for (int stage = 0; stage < tasks.length; stage++) {
            if (isOwn(stage) && outputs(stage).holds(worker)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the attempt runs there, so that its output would count. */
    boolean awaits(AttemptId attempt, LiveWorker worker) {
        return isRunning(attempt, worker);
    }

    int runningCount() {
        return running.attempts;
    }

    JobPolicy policy() {
        return policy;
    }

    /** Whether the stage has tasks, of this job. */
    private boolean isOwn(int stage) {
        return tasks[stage] != null;
    }

    private String describe(AttemptId attempt) {
        return "Task " + attempt.task() + " of stage " + attempt.stage() + " ("
                + graph.stage(attempt.stage()).name() + ")";
    }

    private TaskTracker tasks(int stage) {
        return Objects.requireNonNull(tasks[stage]);
    }

    private OutputTracker outputs(int stage) {
        return Objects.requireNonNull(outputs[stage]);
    }

    String job() {
        return job;
    }

    /** Why the job has failed, or null if it has not. */
    @Nullable
    Verdict verdict() {
        return verdict;
    }

    /** Whether the results were complete once; some may have been lost since. */
    boolean hasSucceeded() {
        return succeeded;
    }

    /** Where the results are, if they are complete now. */
    Optional<List<Location>> results() {
        int stage = graph.resultStage();
        return stages.state(stage) == StageState.COMPLETE
                ? Optional.of(outputs(stage).locations())
                : Optional.empty();
    }

    JobProgress progress() {
        List<JobProgress.StageProgress> progress = new ArrayList<>();
        for (StageSpec stage : graph.stages()) {
            TaskTracker stageTasks = tasks[stage.id()];
            OutputTracker stageOutputs = outputs[stage.id()];
            if (stageTasks == null || stageOutputs == null) {
                progress.add(new JobProgress.StageProgress(stage.id(), stage.name(), false, 0, 0, 0, 0, 0, 0));
                continue;
            }
            boolean released = stages.state(stage.id()) == StageState.RELEASED;
            progress.add(new JobProgress.StageProgress(
                    stage.id(),
                    stage.name(),
                    true,
                    stageTasks.taskCount(),
                    stageTasks.runningCount(),
                    released ? stageTasks.taskCount() : stageOutputs.availableCount(),
                    stageTasks.attemptCount(),
                    stageTasks.failureCount(),
                    stageOutputs.divergedCount()));
        }
        return new JobProgress(job, progress);
    }
}
