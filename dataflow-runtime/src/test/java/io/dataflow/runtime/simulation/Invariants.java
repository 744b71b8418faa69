package io.dataflow.runtime.simulation;

import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.BroadcastOption;
import io.dataflow.runtime.scheduler.Effect;
import io.dataflow.runtime.scheduler.InputRange;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.JobProgress;
import io.dataflow.runtime.scheduler.JobScheduler;
import io.dataflow.runtime.scheduler.Location;
import io.dataflow.runtime.scheduler.LostOutput;
import io.dataflow.runtime.scheduler.SchedulerOptions;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.scheduler.TaskCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
        final String address;
        final int slots;
        long leaseDeadlineMillis;
        /** Attempts on a slot, with the time at which a cancelled one gives it up at the latest. */
        final Map<AttemptId, Long> slotHolders = new LinkedHashMap<>();

        final Map<String, List<Location>> toldByStage = new LinkedHashMap<>();

        ModelWorker(String address, int slots) {
            this.address = address;
            this.slots = slots;
        }
    }

    private static final class ModelJob {
        final JobGraph graph;
        final Map<AttemptId, String> running = new LinkedHashMap<>();
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

        ModelJob(JobGraph graph, Map<String, ModelJob> jobs) {
            this.graph = graph;
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

    private final JobScheduler scheduler;
    private final SchedulerOptions options;
    private final Map<String, ModelWorker> workers = new LinkedHashMap<>();
    private final Map<String, ModelJob> jobs = new LinkedHashMap<>();

    /** Outputs and attempts that the event has cost, until an effect reports them. */
    private final Set<AttemptId> unreportedLosses = new LinkedHashSet<>();

    /** Effects that the event must have. */
    private final List<Effect> expected = new ArrayList<>();

    Invariants(JobScheduler scheduler, SchedulerOptions options) {
        this.scheduler = scheduler;
        this.options = options;
    }

    void check(Event event, List<Effect> effects, long nowMillis) {
        unreportedLosses.clear();
        expected.clear();
        applyEvent(event, nowMillis);
        for (Effect effect : effects) {
            applyEffect(effect, nowMillis);
        }
        require(effects.containsAll(expected), "expected " + expected + " among the effects");
        unreportedLosses.removeIf(lost -> !jobs.containsKey(lost.job()) || job(lost.job()).ended);
        require(unreportedLosses.isEmpty(), "lost without report: " + unreportedLosses);
        if (event instanceof Event.Released e && jobs.containsKey(e.job())) {
            job(e.job()).ended = true;
        }
        for (String job : List.copyOf(jobs.keySet())) {
            checkJob(job);
        }
        require(List.copyOf(jobs.keySet()).equals(scheduler.jobs()), "live jobs are " + scheduler.jobs());
    }

    private void applyEvent(Event event, long nowMillis) {
        if (event instanceof Event.Joined e) {
            lose(e.worker());
            ModelWorker worker = new ModelWorker(e.address(), e.slots());
            worker.leaseDeadlineMillis = nowMillis + options.leaseMillis();
            workers.put(e.worker(), worker);
        } else if (event instanceof Event.Heartbeat e) {
            ModelWorker worker = workers.get(e.worker());
            if (worker == null) {
                expected.add(new Effect.Rejoin(e.worker()));
            } else {
                worker.leaseDeadlineMillis = nowMillis + options.leaseMillis();
            }
        } else if (event instanceof Event.Left e) {
            lose(e.worker());
        } else if (event instanceof Event.Tick) {
            for (ModelWorker worker : workers.values()) {
                worker.slotHolders.values().removeIf(deadline -> deadline <= nowMillis);
            }
            for (String id : List.copyOf(workers.keySet())) {
                if (worker(id).leaseDeadlineMillis <= nowMillis) {
                    lose(id);
                }
            }
        } else if (event instanceof Event.Submitted e) {
            jobs.put(e.job(), new ModelJob(e.graph(), jobs));
        } else if (event instanceof Event.Finished e) {
            applyFinished(e);
        } else if (event instanceof Event.Failed e) {
            if (ended(e.attempt(), e.worker()) && e.failure().fetch() != null) {
                LostOutput lost = e.failure().fetch();
                loseOutput(lost.job(), lost.stage(), lost.task(), lost.attempt());
            }
        } else if (event instanceof Event.ResultLost e) {
            loseOutput(e.job(), e.stage(), e.task(), e.attempt());
        }
    }

    private void applyFinished(Event.Finished event) {
        AttemptId attempt = event.attempt();
        ModelJob job = jobs.get(attempt.job());
        if (ended(attempt, event.worker()) && job != null) {
            Output output = new Output(attempt.attempt(), event.worker());
            Output other = job.current.get(attempt.stage()).put(attempt.task(), output);
            require(other == null, "two current outputs of one task: " + attempt + " and " + other);
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
            applyLaunch(e);
        } else if (effect instanceof Effect.PublishLocations e) {
            ModelWorker worker = worker(e.worker());
            require(job(e.job()).isComplete(e.stage()), "locations of an incomplete stage: " + e);
            List<Location> before = worker.toldByStage.put(e.job() + "/" + e.stage(), e.locations());
            require(!e.locations().equals(before), "told again what it knew: " + e);
        } else if (effect instanceof Effect.Cancel e) {
            require(job(e.attempt().job()).running.remove(e.attempt(), e.worker()), "cancels what does not run: " + e);
            worker(e.worker()).slotHolders.put(e.attempt(), nowMillis + options.cancelGraceMillis());
        } else if (effect instanceof Effect.WithdrawStage e) {
            job(e.job()).current.get(e.stage()).values().removeIf(output -> output.worker.equals(e.worker()));
        } else if (effect instanceof Effect.WithdrawAttempt e) {
            ModelJob job = jobs.get(e.attempt().job());
            Output output = job == null
                    ? null
                    : job.current.get(e.attempt().stage()).get(e.attempt().task());
            require(output == null || output.attempt != e.attempt().attempt(), "withdraws a current output: " + e);
        } else if (effect instanceof Effect.EndJob e) {
            job(e.job()).ended = true;
            require(job(e.job()).toldEnd.add(e.worker()), "told the end twice: " + e);
        } else if (effect instanceof Effect.ResultsReady e) {
            ModelJob job = job(e.job());
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

    private void applyLaunch(Effect.Launch launch) {
        AttemptId attempt = launch.attempt();
        ModelJob job = job(attempt.job());
        ModelWorker worker = worker(launch.worker());
        String task = attempt.stage() + "/" + attempt.task();
        require(!job.ended, "launched after the end of its job: " + launch);
        require(attempt.task() < job.taskCounts[attempt.stage()], "launched before its stage: " + launch);
        int number = job.attemptCounts.merge(task, 1, Integer::sum) - 1;
        require(attempt.attempt() == number, "is not attempt " + number + ": " + launch);
        require(!job.current.get(attempt.stage()).containsKey(attempt.task()), "has an output already: " + launch);
        for (AttemptId other : job.running.keySet()) {
            boolean sameTask = other.stage() == attempt.stage() && other.task() == attempt.task();
            require(!sameTask, "runs already: " + launch + " and " + other);
        }
        require(launch.fused().equals(job.fused.get(attempt.stage())), "does the work of other stages: " + launch);
        for (int input : job.reads.get(attempt.stage())) {
            List<Location> told = worker.toldByStage.get(attempt.job() + "/" + input);
            require(told != null, "was not told where stage " + input + " is: " + launch);
            checkLocations(job, input, present(told, launch));
        }
        InputRange before = job.ranges.putIfAbsent(task, launch.input());
        require(before == null || before.equals(launch.input()), "reads another range than " + before + ": " + launch);
        job.running.put(attempt, launch.worker());
        job.participants.add(launch.worker());
        worker.slotHolders.put(attempt, Long.MAX_VALUE);
        require(worker.slotHolders.size() <= worker.slots, "takes a slot that is not free: " + launch);
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

    private void checkJob(String name) {
        ModelJob job = job(name);
        if (job.ended) {
            require(job.running.isEmpty(), "still run after the end: " + job.running);
            require(job.toldEnd.equals(job.participants), "told the end: " + job.toldEnd + " of " + job.participants);
            jobs.remove(name);
            return;
        }
        boolean[] needed = job.needed();
        boolean slotIsFree = workers.values().stream().anyMatch(worker -> worker.slotHolders.size() < worker.slots);
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
            boolean couldRun = needed[stage] && inputsAreThere && running + done < job.taskCounts[stage];
            require(!(couldRun && slotIsFree), "stage " + stage + " of " + name + " waits beside a free slot");
            require(
                    !(needed[stage] && inputsAreThere && job.taskCounts[stage] == 0),
                    "stage " + stage + " is undecided");
        }
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
