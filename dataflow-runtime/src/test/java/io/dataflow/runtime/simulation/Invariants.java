package io.dataflow.runtime.simulation;

import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.BroadcastOption;
import io.dataflow.runtime.scheduler.Effect;
import io.dataflow.runtime.scheduler.Holdings;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.JobPolicy;
import io.dataflow.runtime.scheduler.JobProgress;
import io.dataflow.runtime.scheduler.JobScheduler;
import io.dataflow.runtime.scheduler.Location;
import io.dataflow.runtime.scheduler.LostOutput;
import io.dataflow.runtime.scheduler.SchedulerOptions;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.scheduler.TaskCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What must hold whatever happens. Keeps a plain model of its own of jobs, workers and outputs, fed by the events and
 * the effects, and compares: after each event it throws an {@link AssertionError} if an effect was not allowed, an
 * expected one is missing, or a free slot faces a task that could run.
 */
final class Invariants {
    private record Output(int attempt, String worker) {}

    private static final class ModelWorker {
        final String incarnation;
        final String address;
        final int slots;
        boolean absent;
        long leaseDeadlineMillis;
        /** Attempts on a slot, with the time at which a cancelled one gives it up at the latest. */
        final Map<AttemptId, Long> slotHolders = new LinkedHashMap<>();

        final Map<String, List<Location>> toldByStage = new LinkedHashMap<>();
        boolean draining;
        /** Until when it gets no attempts of any job. */
        long excludedUntilMillis;

        ModelWorker(String incarnation, String address, int slots) {
            this.incarnation = incarnation;
            this.address = address;
            this.slots = slots;
        }

        boolean isAccepting() {
            return !absent && !draining && excludedUntilMillis == 0;
        }

        boolean hasFreeSlot() {
            return isAccepting() && slotHolders.size() < slots;
        }
    }

    private static final class ModelJob {
        final JobGraph graph;
        final JobPolicy policy;
        final long submittedMillis;
        final Map<AttemptId, String> running = new LinkedHashMap<>();
        final Map<AttemptId, Long> startMillis = new LinkedHashMap<>();
        /** Workers that it does not use, until when. */
        final Map<String, Long> excluded = new LinkedHashMap<>();
        /** Where tasks failed that have not run since. */
        final Map<String, String> failedOn = new LinkedHashMap<>();

        /** By stage, since when a task could run; negative while none can. */
        final long[] runnableSinceMillis;

        boolean admitted;
        boolean succeeded;
        final List<TreeMap<Integer, Output>> current = new ArrayList<>();
        final int[] taskCounts;
        final boolean[] started;
        final Map<String, Integer> attemptCounts = new LinkedHashMap<>();
        final Map<String, InputRange> ranges = new LinkedHashMap<>();
        final Set<String> participants = new TreeSet<>();
        final Set<String> toldEnd = new TreeSet<>();
        /** By stage; null where the stage is of this job, or the other job was over already. */
        final @Nullable ModelJob[] sources;

        /** By stage, what its tasks read, and the stages whose work they do. */
        final List<List<Integer>> reads = new ArrayList<>();

        final List<List<Integer>> fused = new ArrayList<>();
        boolean ended;

        ModelJob(JobGraph graph, JobPolicy policy, long submittedMillis, Map<String, ModelJob> jobs) {
            this.graph = graph;
            this.policy = policy;
            this.submittedMillis = submittedMillis;
            runnableSinceMillis = new long[graph.stages().size()];
            Arrays.fill(runnableSinceMillis, -1);
            sources = new @Nullable ModelJob[graph.stages().size()];
            for (StageSpec stage : graph.stages()) {
                if (stage.tasks() instanceof TaskCount.Kept kept) {
                    sources[stage.id()] = jobs.get(kept.job());
                }
            }
            taskCounts = new int[graph.stages().size()];
            started = new boolean[graph.stages().size()];
            graph.stages().forEach(stage -> {
                current.add(new TreeMap<>());
                reads.add(stage.inputs());
                fused.add(List.of(stage.id()));
            });
        }

        /** Whether not all waiting tasks of a stage have failed on the only worker that is free. */
        boolean waitsForMoreThan(List<String> free, int stage, long runningTasks) {
            long failed = free.size() > 1
                    ? 0
                    : failedOn.entrySet().stream()
                            .filter(entry -> entry.getKey().startsWith(stage + "/") && free.contains(entry.getValue()))
                            .count();
            return runningTasks + current.get(stage).size() + failed < taskCounts[stage];
        }

        /** Whether a stage has what it needs to be decided, or once it is to run. */
        boolean isReady(int stage) {
            return reads.get(stage).stream().allMatch(this::isComplete)
                    && (taskCounts[stage] > 0 || awaited(stage).stream().allMatch(this::isComplete));
        }

        /** What must be measured before it is known whether the stage runs at all. */
        private List<Integer> awaited(int stage) {
            for (StageSpec other : graph.stages()) {
                BroadcastOption option = other.broadcast();
                if (option != null && option.probeStage() == stage) {
                    return option.buildStages();
                }
            }
            return List.of();
        }

        boolean isKept(int stage) {
            return graph.stage(stage).tasks() instanceof TaskCount.Kept;
        }

        boolean isComplete(int stage) {
            if (isKept(stage)) {
                ModelJob source = sources[stage];
                return source != null && !source.ended && source.isComplete(source.graph.resultStage());
            }
            return taskCounts[stage] > 0 && current.get(stage).size() == taskCounts[stage];
        }

        /** Which stages' outputs somebody will read: the result's, and those read by a needed stage that lacks some. */
        boolean[] needed() {
            boolean[] needed = new boolean[taskCounts.length];
            needed[graph.resultStage()] = true;
            for (int stage = graph.resultStage(); stage >= 0; stage--) {
                if (needed[stage] && !isComplete(stage)) {
                    reads.get(stage).forEach(input -> needed[input] = true);
                }
            }
            return needed;
        }
    }

    private JobScheduler scheduler;
    private final SchedulerOptions options;
    private final Map<String, ModelWorker> workers = new LinkedHashMap<>();
    private final Map<String, ModelJob> jobs = new LinkedHashMap<>();

    /** Outputs and attempts that the event has cost, until an effect reports them. */
    private final Set<AttemptId> unreportedLosses = new LinkedHashSet<>();

    /** Effects that the event must have. */
    private final List<Effect> expected = new ArrayList<>();

    /** Of attempts that do not run any more, as far as the scheduler knows. */
    private final Set<Effect> repeatedCancels = new LinkedHashSet<>();

    /** Ends that a worker which has come back may not have heard of, and is to be told. */
    private final Set<String> endsToTell = new TreeSet<>();

    Invariants(JobScheduler scheduler, SchedulerOptions options) {
        this.scheduler = scheduler;
        this.options = options;
    }

    /** From here on another scheduler, which should be like the one before, is looked at. */
    void watch(JobScheduler another) {
        scheduler = another;
    }

    void check(Event event, List<Effect> effects, long nowMillis) {
        unreportedLosses.clear();
        expected.clear();
        endsToTell.clear();
        repeatedCancels.clear();
        applyEvent(event, nowMillis);
        for (Effect effect : effects) {
            applyEffect(effect, nowMillis);
        }
        require(effects.containsAll(expected), "expected " + expected + " among the effects");
        require(endsToTell.isEmpty(), "was not told the end of " + endsToTell);
        unreportedLosses.removeIf(lost -> !jobs.containsKey(lost.job()) || job(lost.job()).ended);
        require(unreportedLosses.isEmpty(), "lost without report: " + unreportedLosses);
        if (event instanceof Event.Released e && jobs.containsKey(e.job())) {
            job(e.job()).ended = true;
        }
        admit();
        for (String job : List.copyOf(jobs.keySet())) {
            checkJob(job, event instanceof Event.Tick, nowMillis);
        }
        require(List.copyOf(jobs.keySet()).equals(scheduler.jobs()), "live jobs are " + scheduler.jobs());
    }

    private void applyEvent(Event event, long nowMillis) {
        if (event instanceof Event.Registered e) {
            applyRegistered(e, nowMillis);
        } else if (event instanceof Event.Disconnected e) {
            ModelWorker worker = workers.get(e.worker());
            if (worker != null) {
                worker.absent = true;
                worker.leaseDeadlineMillis = nowMillis + e.graceMillis();
            }
        } else if (event instanceof Event.Heartbeat e) {
            ModelWorker worker = workers.get(e.worker());
            if (worker == null) {
                expected.add(new Effect.Rejoin(e.worker()));
            } else if (!worker.absent) {
                worker.leaseDeadlineMillis = nowMillis + options.leaseMillis();
            }
        } else if (event instanceof Event.Left e) {
            lose(e.worker());
        } else if (event instanceof Event.Draining e) {
            ModelWorker worker = workers.get(e.worker());
            if (worker == null) {
                expected.add(new Effect.Rejoin(e.worker()));
            } else if (!worker.draining) {
                worker.draining = true;
                endExclusions(nowMillis);
            }
        } else if (event instanceof Event.Tick) {
            for (ModelWorker worker : workers.values()) {
                worker.slotHolders.values().removeIf(deadline -> deadline <= nowMillis);
            }
            for (String id : List.copyOf(workers.keySet())) {
                if (worker(id).leaseDeadlineMillis <= nowMillis) {
                    lose(id);
                }
            }
            endExclusions(nowMillis);
            jobs.values().forEach(job -> job.excluded.values().removeIf(until -> until <= nowMillis));
        } else if (event instanceof Event.Submitted e) {
            jobs.put(e.job(), new ModelJob(e.graph(), e.policy(), nowMillis, jobs));
        } else if (event instanceof Event.Finished e) {
            applyFinished(e);
        } else if (event instanceof Event.Together e) {
            e.reports().forEach(this::applyFinished);
        } else if (event instanceof Event.Failed e) {
            boolean wanted = ended(e.attempt(), e.worker());
            if (wanted) {
                job(e.attempt().job())
                        .failedOn
                        .put(e.attempt().stage() + "/" + e.attempt().task(), e.worker());
            }
            if (wanted && e.failure().fetch() != null) {
                LostOutput lost = e.failure().fetch();
                loseUnreadable(lost.job(), lost.stage(), lost.task(), lost.attempt());
            }
        } else if (event instanceof Event.ResultLost e) {
            loseUnreadable(e.job(), e.stage(), e.task(), e.attempt());
        }
    }

    private void applyRegistered(Event.Registered event, long nowMillis) {
        ModelWorker known = workers.get(event.worker());
        if (known != null && known.incarnation.equals(event.incarnation())) {
            known.absent = false;
            known.leaseDeadlineMillis = nowMillis + options.leaseMillis();
            known.toldByStage.clear();
            compare(event.worker(), known, event.has());
            return;
        }
        lose(event.worker());
        if (!event.has().isEmpty()) {
            expected.add(new Effect.Rejoin(event.worker()));
            return;
        }
        ModelWorker worker = new ModelWorker(event.incarnation(), event.address(), event.slots());
        worker.leaseDeadlineMillis = nowMillis + options.leaseMillis();
        workers.put(event.worker(), worker);
    }

    private void expectRepeated(Effect.Cancel cancel) {
        expected.add(cancel);
        repeatedCancels.add(cancel);
    }

    private void compare(String id, ModelWorker worker, Holdings has) {
        for (AttemptId attempt : List.copyOf(worker.slotHolders.keySet())) {
            boolean runs = has.running().contains(attempt);
            boolean wanted = worker.slotHolders.get(attempt) == Long.MAX_VALUE;
            if (runs && !wanted) {
                expectRepeated(new Effect.Cancel(id, attempt));
            } else if (!runs && !has.reported().contains(attempt)) {
                worker.slotHolders.remove(attempt);
                ModelJob job = jobs.get(attempt.job());
                if (job != null && job.running.remove(attempt, id)) {
                    unreportedLosses.add(attempt);
                }
            }
        }
        for (AttemptId attempt : has.running()) {
            if (!worker.slotHolders.containsKey(attempt)) {
                expectRepeated(new Effect.Cancel(id, attempt));
            }
        }
        Set<AttemptId> outputs = new LinkedHashSet<>(has.outputs());
        jobs.forEach((name, job) -> loseOutputs(name, job, id, outputs));
        for (AttemptId output : outputs) {
            ModelJob job = jobs.get(output.job());
            Output current =
                    job == null ? null : job.current.get(output.stage()).get(output.task());
            boolean isCurrent = new Output(output.attempt(), id).equals(current);
            if (job != null && !isCurrent && !worker.slotHolders.containsKey(output)) {
                expected.add(new Effect.WithdrawAttempt(id, output));
            }
        }
        has.jobs().stream().filter(job -> !jobs.containsKey(job)).forEach(endsToTell::add);
    }

    /** Those of a worker that it does not have any more. */
    private void loseOutputs(String name, ModelJob job, String workerId, Set<AttemptId> has) {
        for (int stage = 0; stage < job.current.size(); stage++) {
            for (Map.Entry<Integer, Output> entry :
                    Map.copyOf(job.current.get(stage)).entrySet()) {
                AttemptId output = new AttemptId(name, stage, entry.getKey(), entry.getValue().attempt);
                if (entry.getValue().worker.equals(workerId) && !has.contains(output)) {
                    loseOutput(name, stage, entry.getKey(), entry.getValue().attempt);
                }
            }
        }
    }

    /** The output, and all else of its holder if that is absent. */
    private void loseUnreadable(String jobName, int stage, int task, int attempt) {
        ModelJob job = jobs.get(jobName);
        Output output = job == null ? null : job.current.get(stage).get(task);
        loseOutput(jobName, stage, task, attempt);
        if (output != null && output.attempt == attempt && worker(output.worker).absent) {
            lose(output.worker);
        }
    }

    /** Those that are over, and all of them if no worker would take an attempt. */
    private void endExclusions(long nowMillis) {
        boolean all = workers.values().stream().noneMatch(ModelWorker::isAccepting);
        for (ModelWorker worker : workers.values()) {
            if (all || worker.excludedUntilMillis <= nowMillis) {
                worker.excludedUntilMillis = 0;
            }
        }
    }

    /** Jobs begin in the order of their submission, as soon as not too many others run. */
    private void admit() {
        long busy = jobs.values().stream()
                .filter(job -> job.admitted && !job.ended && !job.succeeded)
                .count();
        for (ModelJob job : jobs.values()) {
            if (!job.admitted && !job.ended && busy < options.maxRunningJobs()) {
                job.admitted = true;
                busy++;
            }
        }
    }

    private void applyFinished(Event.Finished event) {
        AttemptId attempt = event.attempt();
        ModelJob job = jobs.get(attempt.job());
        if (ended(attempt, event.worker()) && job != null) {
            Output output = new Output(attempt.attempt(), event.worker());
            Output other = job.current.get(attempt.stage()).put(attempt.task(), output);
            require(other == null, "two current outputs of one task: " + attempt + " and " + other);
            job.running.forEach((sibling, worker) -> {
                if (sibling.stage() == attempt.stage() && sibling.task() == attempt.task()) {
                    expected.add(new Effect.Cancel(worker, sibling));
                }
            });
            return;
        }
        Output output = job == null ? null : job.current.get(attempt.stage()).get(attempt.task());
        if (output == null || output.attempt != attempt.attempt()) {
            expected.add(new Effect.WithdrawAttempt(event.worker(), attempt));
        }
    }

    /** Frees the slot of an attempt; true if it was still wanted. */
    private boolean ended(AttemptId attempt, String workerId) {
        ModelWorker worker = workers.get(workerId);
        if (worker != null) {
            worker.slotHolders.remove(attempt);
        }
        ModelJob job = jobs.get(attempt.job());
        return worker != null && job != null && job.running.remove(attempt, workerId);
    }

    private void lose(String workerId) {
        if (workers.remove(workerId) == null) {
            return;
        }
        jobs.forEach((name, job) -> {
            job.participants.remove(workerId);
            job.excluded.remove(workerId);
            job.failedOn.values().removeIf(workerId::equals);
            for (AttemptId attempt : List.copyOf(job.running.keySet())) {
                if (job.running.remove(attempt, workerId)) {
                    unreportedLosses.add(attempt);
                }
            }
            for (int stage = 0; stage < job.current.size(); stage++) {
                for (Map.Entry<Integer, Output> entry :
                        Map.copyOf(job.current.get(stage)).entrySet()) {
                    if (entry.getValue().worker.equals(workerId)) {
                        loseOutput(name, stage, entry.getKey(), entry.getValue().attempt);
                    }
                }
            }
        });
    }

    private void loseOutput(String jobName, int stage, int task, int attempt) {
        ModelJob job = jobs.get(jobName);
        Output output = job == null ? null : job.current.get(stage).get(task);
        if (job != null && output != null && output.attempt == attempt) {
            job.current.get(stage).remove(task);
            unreportedLosses.add(new AttemptId(jobName, stage, task, attempt));
        }
    }

    private void applyEffect(Effect effect, long nowMillis) {
        if (effect instanceof Effect.Launch e) {
            applyLaunch(e, nowMillis);
        } else if (effect instanceof Effect.Excluded e) {
            applyExcluded(e, nowMillis);
        } else if (effect instanceof Effect.Drained e) {
            require(worker(e.worker()).draining, "lets go who did not ask: " + e);
        } else if (effect instanceof Effect.PublishLocations e) {
            ModelWorker worker = worker(e.worker());
            require(job(e.job()).isComplete(e.stage()), "locations of an incomplete stage: " + e);
            List<Location> before = worker.toldByStage.put(e.job() + "/" + e.stage(), e.locations());
            require(!e.locations().equals(before), "told again what it knew: " + e);
        } else if (effect instanceof Effect.Cancel e) {
            if (repeatedCancels.contains(e)) {
                return;
            }
            ModelJob late = job(e.attempt().job());
            long startMillis = late.startMillis.getOrDefault(e.attempt(), nowMillis);
            if (nowMillis - startMillis >= late.policy.attemptDeadlineMillis()) {
                late.failedOn.put(e.attempt().stage() + "/" + e.attempt().task(), e.worker());
            }
            require(late.running.remove(e.attempt(), e.worker()), "cancels what does not run: " + e);
            worker(e.worker()).slotHolders.put(e.attempt(), nowMillis + options.cancelGraceMillis());
        } else if (effect instanceof Effect.WithdrawStage e) {
            job(e.job()).current.get(e.stage()).values().removeIf(output -> output.worker.equals(e.worker()));
        } else if (effect instanceof Effect.WithdrawAttempt e) {
            ModelJob job = jobs.get(e.attempt().job());
            Output output = job == null
                    ? null
                    : job.current.get(e.attempt().stage()).get(e.attempt().task());
            require(output == null || output.attempt != e.attempt().attempt(), "withdraws a current output: " + e);
        } else if (effect instanceof Effect.EndJob e && endsToTell.remove(e.job())) {
            require(!jobs.containsKey(e.job()), "is not over: " + e);
        } else if (effect instanceof Effect.EndJob e) {
            job(e.job()).ended = true;
            require(job(e.job()).toldEnd.add(e.worker()), "told the end twice: " + e);
        } else if (effect instanceof Effect.ResultsReady e) {
            ModelJob job = job(e.job());
            job.succeeded = true;
            checkLocations(job, job.graph.resultStage(), e.locations());
        } else if (effect instanceof Effect.JobFailed e) {
            job(e.job()).ended = true;
        } else if (effect instanceof Effect.JobCancelled e) {
            job(e.job()).ended = true;
        } else if (effect instanceof Effect.StageStarted e) {
            applyStarted(e);
        } else if (effect instanceof Effect.StageFinished e) {
            ModelJob job = job(e.job());
            require(job.started[e.stage()], "finished without start: " + e);
            require(job.isComplete(e.stage()), "finished with outputs missing: " + e);
            job.started[e.stage()] = false;
        } else if (effect instanceof Effect.Bypassed e) {
            applyBypassed(e);
        } else if (effect instanceof Effect.Filtered e) {
            applyFiltered(e);
        } else if (effect instanceof Effect.Lost e) {
            require(unreportedLosses.containsAll(e.outputsLost()), "not lost, or twice: " + e);
            require(unreportedLosses.containsAll(e.attemptsLost()), "not lost, or twice: " + e);
            unreportedLosses.removeAll(e.outputsLost());
            unreportedLosses.removeAll(e.attemptsLost());
        } else if (effect instanceof Effect.Rejoin e) {
            require(!workers.containsKey(e.worker()), "sends a known worker away: " + e);
        }
    }

    private void applyStarted(Effect.StageStarted effect) {
        ModelJob job = job(effect.job());
        int stage = effect.stage();
        int known = job.taskCounts[stage];
        require(known == 0 || known == effect.taskCount(), "has another number of tasks than before: " + effect);
        job.taskCounts[stage] = effect.taskCount();
        job.started[stage] = true;
    }

    private void applyBypassed(Effect.Bypassed effect) {
        ModelJob job = job(effect.job());
        int stage = effect.stage();
        int consumer = effect.consumer();
        BroadcastOption option = present(job.graph.stage(consumer).broadcast(), effect);
        require(option.probeStage() == stage, "may not be left out: " + effect);
        require(job.isReady(stage), "left out before all is measured: " + effect);
        require(job.taskCounts[stage] == 0 && job.taskCounts[consumer] == 0, "left out too late: " + effect);
        Set<Integer> reads = new LinkedHashSet<>(job.reads.get(stage));
        reads.addAll(job.reads.get(consumer));
        reads.remove(stage);
        job.reads.set(consumer, List.copyOf(reads));
        List<Integer> fused = new ArrayList<>(job.fused.get(stage));
        fused.add(consumer);
        job.fused.set(consumer, fused);
        job.reads.set(stage, List.of());
    }

    private void applyExcluded(Effect.Excluded effect, long nowMillis) {
        ModelWorker worker = worker(effect.worker());
        job(effect.job()).excluded.put(effect.worker(), nowMillis + effect.millis());
        if (effect.everyJob()) {
            worker.excludedUntilMillis = nowMillis + effect.millis();
        }
        boolean others = workers.entrySet().stream()
                .anyMatch(other -> other.getValue().isAccepting()
                        && other.getValue() != worker
                        && !job(effect.job()).excluded.containsKey(other.getKey()));
        require(others, "excludes the last one: " + effect);
    }

    private void applyFiltered(Effect.Filtered effect) {
        ModelJob job = job(effect.job());
        int reader = effect.reader();
        BroadcastOption option = job.graph.stages().stream()
                .map(StageSpec::broadcast)
                .filter(each -> each != null && each.probeStage() == reader)
                .findFirst()
                .orElseThrow();
        require(Objects.equals(option.filterStage(), effect.stage()), "is no filter of it: " + effect);
        require(job.isReady(reader), "decided before all is measured: " + effect);
        require(job.taskCounts[reader] == 0, "decided too late: " + effect);
        List<Integer> reads = new ArrayList<>(job.reads.get(reader));
        require(!reads.contains(effect.stage()), "decided twice: " + effect);
        reads.add(effect.stage());
        job.reads.set(reader, reads);
    }

    private void applyLaunch(Effect.Launch launch, long nowMillis) {
        AttemptId attempt = launch.attempt();
        ModelJob job = job(attempt.job());
        ModelWorker worker = worker(launch.worker());
        String task = attempt.stage() + "/" + attempt.task();
        require(!worker.absent, "launched where nobody hears it: " + launch);
        require(!job.ended, "launched after the end of its job: " + launch);
        require(attempt.task() < job.taskCounts[attempt.stage()], "launched before its stage: " + launch);
        int number = job.attemptCounts.merge(task, 1, Integer::sum) - 1;
        require(attempt.attempt() == number, "is not attempt " + number + ": " + launch);
        require(!job.current.get(attempt.stage()).containsKey(attempt.task()), "has an output already: " + launch);
        int others = 0;
        for (AttemptId other : job.running.keySet()) {
            if (other.stage() == attempt.stage() && other.task() == attempt.task()) {
                others++;
                boolean mayRunTwice =
                        job.policy.speculates() && !job.policy.soleStages().contains(attempt.stage());
                require(mayRunTwice, "runs already: " + launch + " and " + other);
                require(!launch.worker().equals(job.running.get(other)), "runs twice on one worker: " + launch);
            }
        }
        require(others <= 1, "runs a third time: " + launch);
        require(worker.isAccepting(), "goes to a worker that takes nothing: " + launch);
        if (job.excluded.containsKey(launch.worker())) {
            boolean hasOther = workers.entrySet().stream()
                    .anyMatch(other -> other.getValue().isAccepting() && !job.excluded.containsKey(other.getKey()));
            require(!hasOther, "goes to an excluded worker: " + launch);
            job.excluded.clear();
        }
        require(launch.fused().equals(job.fused.get(attempt.stage())), "does the work of other stages: " + launch);
        for (int input : job.reads.get(attempt.stage())) {
            List<Location> told = worker.toldByStage.get(attempt.job() + "/" + input);
            require(told != null, "was not told where stage " + input + " is: " + launch);
            checkLocations(job, input, present(told, launch));
        }
        InputRange before = job.ranges.putIfAbsent(task, launch.input());
        require(before == null || before.equals(launch.input()), "reads another range than " + before + ": " + launch);
        job.failedOn.remove(task);
        job.running.put(attempt, launch.worker());
        job.startMillis.put(attempt, nowMillis);
        job.participants.add(launch.worker());
        worker.slotHolders.put(attempt, Long.MAX_VALUE);
        boolean mayWait = job.policy.speculates()
                && !job.policy.soleStages().contains(attempt.stage())
                && job.policy.attemptDeadlineMillis() == JobPolicy.NO_DEADLINE;
        int most = worker.slots + (mayWait ? worker.slots * options.aheadTasks() : 0);
        require(worker.slotHolders.size() <= most, "takes a slot that is not free: " + launch);
    }

    private void checkLocations(ModelJob job, int stage, List<Location> locations) {
        if (job.isKept(stage)) {
            ModelJob source = present(job.sources[stage], "the job that keeps stage " + stage);
            require(!source.ended, "reads what was given up");
            checkLocations(source, source.graph.resultStage(), locations);
            return;
        }
        require(job.isComplete(stage), "stage " + stage + " is not complete");
        require(locations.size() == job.taskCounts[stage], "stage " + stage + " has other tasks than " + locations);
        for (int task = 0; task < locations.size(); task++) {
            Location location = locations.get(task);
            Output output = present(job.current.get(stage).get(task), location);
            boolean right = location.task() == task
                    && location.attempt() == output.attempt
                    && location.address().equals(worker(output.worker).address);
            require(right, "stage " + stage + " has " + output + " and not " + location);
        }
    }

    private void checkJob(String name, boolean ticked, long nowMillis) {
        ModelJob job = job(name);
        if (job.ended) {
            require(job.running.isEmpty(), "still run after the end: " + job.running);
            require(job.toldEnd.equals(job.participants), "told the end: " + job.toldEnd + " of " + job.participants);
            jobs.remove(name);
            return;
        }
        boolean[] needed = job.needed();
        List<String> taking = workers.entrySet().stream()
                .filter(worker -> worker.getValue().isAccepting() && !job.excluded.containsKey(worker.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        List<String> free =
                taking.stream().filter(worker -> worker(worker).hasFreeSlot()).toList();
        if (ticked) {
            checkDeadlines(name, job, nowMillis);
        }
        job.startMillis.keySet().retainAll(job.running.keySet());
        JobProgress progress = scheduler.progress(name).orElseThrow(() -> new AssertionError(name + " is unknown"));
        for (int stage = 0; stage < needed.length; stage++) {
            int id = stage;
            if (job.isKept(stage)) {
                continue;
            }
            long running = job.running.keySet().stream()
                    .filter(attempt -> attempt.stage() == id)
                    .count();
            int done = job.current.get(stage).size();
            require(progress.stages().get(stage).running() == running, "stage " + stage + " runs " + running);
            if (needed[stage]) {
                require(progress.stages().get(stage).done() == done, "stage " + stage + " has " + done);
            } else {
                require(running == 0 && done == 0, "stage " + stage + " is not needed but runs or holds outputs");
            }
            boolean inputsAreThere = job.isReady(stage);
            long runningTasks = job.running.keySet().stream()
                    .filter(attempt -> attempt.stage() == id)
                    .mapToInt(AttemptId::task)
                    .distinct()
                    .count();
            for (AttemptId attempt : job.running.keySet()) {
                boolean isDone = attempt.stage() == id && job.current.get(stage).containsKey(attempt.task());
                require(!isDone, "runs though its task is done: " + attempt);
            }
            boolean couldRun = needed[stage] && inputsAreThere && runningTasks + done < job.taskCounts[stage];
            if (!couldRun) {
                job.runnableSinceMillis[stage] = -1;
            } else if (job.runnableSinceMillis[stage] < 0) {
                job.runnableSinceMillis[stage] = nowMillis;
            }
            boolean hasWaited = couldRun && nowMillis - job.runnableSinceMillis[stage] > options.localityDelayMillis();
            boolean someFit =
                    !free.isEmpty() && (taking.size() == 1 || job.waitsForMoreThan(free, stage, runningTasks));
            require(!(hasWaited && someFit), "stage " + stage + " of " + name + " waits beside a free slot");
            require(job.admitted || job.taskCounts[stage] == 0, "stage " + stage + " of " + name + " began too early");
            require(
                    !(job.admitted && needed[stage] && inputsAreThere && job.taskCounts[stage] == 0),
                    "stage " + stage + " is undecided");
        }
    }

    private static void checkDeadlines(String name, ModelJob job, long nowMillis) {
        long jobMillis = job.policy.deadlineMillis();
        require(job.succeeded || nowMillis - job.submittedMillis < jobMillis, name + " goes on after its deadline");
        job.running.keySet().forEach(attempt -> {
            long ranMillis = nowMillis - present(job.startMillis.get(attempt), attempt);
            require(ranMillis < job.policy.attemptDeadlineMillis(), attempt + " runs on after its deadline");
        });
    }

    private ModelJob job(String job) {
        return present(jobs.get(job), job);
    }

    private ModelWorker worker(String worker) {
        return present(workers.get(worker), worker);
    }

    static <T> T present(@Nullable T value, Object what) {
        if (value == null) {
            throw new AssertionError(what + " is not there");
        }
        return value;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }
}
