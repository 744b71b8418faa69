package io.dataflow.benchmarks;

import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.Effect;
import io.dataflow.runtime.scheduler.ExchangeKind;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.JobPolicy;
import io.dataflow.runtime.scheduler.JobScheduler;
import io.dataflow.runtime.scheduler.OutputSizesLite;
import io.dataflow.runtime.scheduler.SchedulerOptions;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.scheduler.TaskCount;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

/**
 * The scheduler alone, with virtual workers that finish each attempt in the order of its launch: how many tasks it launches
 * and commits a second, and what it keeps of each task that is done. {@code SchedulerScale [WORKERS] [TASKS] [ROUNDS]} does so
 * at a tenth of the size and at the full size in turn, so that what grows faster than the work shows. Ends with 1 if a job is
 * not done.
 */
public final class SchedulerScale {
    private static final int JOBS = 10;
    private static final int READERS = 100;
    private static final int EVENTS_A_MILLI = 100;
    private static final long TICK_MILLIS = 250;
    private static final long HEARTBEAT_MILLIS = 2_000;
    private static final long ATTEMPT_BYTES = 64 << 20;

    /** What one run did. */
    record Result(long tasks, double seconds, double processorSeconds, double bytesPerTask, boolean done) {
        double tasksPerSecond() {
            return tasks / seconds;
        }

        /** What it would be without others on the machine. */
        double tasksPerProcessorSecond() {
            return tasks / processorSeconds;
        }
    }

    private final JobScheduler scheduler = new JobScheduler(SchedulerOptions.defaults());
    private final Queue<Effect.Launch> running = new ArrayDeque<>();
    private final List<String> workers = new ArrayList<>();
    private final OutputSizesLite partitioned;
    private final OutputSizesLite single = new OutputSizesLite(1, new long[] {1_000}, 1_000, List.of(), 7);
    private long launched;
    private int finishedJobs;
    private long nowMillis;
    private long nextTickMillis;
    private long nextBeatMillis = HEARTBEAT_MILLIS;

    private SchedulerScale() {
        long[] bytes = new long[READERS];
        Arrays.fill(bytes, 1_000);
        partitioned = new OutputSizesLite(1, bytes, 1_000, List.of(), 7);
    }

    public static void main(String[] arguments) {
        int workers = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        int tasks = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        boolean done = true;
        for (int round = 0; round < rounds; round++) {
            done &= print(workers / 10, tasks / 10);
            done &= print(workers, tasks);
        }
        System.exit(done ? 0 : 1);
    }

    private static boolean print(int workers, int tasks) {
        Result result = run(workers, tasks);
        System.out.printf(
                Locale.ROOT,
                "%,d workers, %,d tasks: %,.0f tasks a second, %,.0f a processor second, %.0f bytes kept of each%n",
                workers,
                result.tasks,
                result.tasksPerSecond(),
                result.tasksPerProcessorSecond(),
                result.bytesPerTask);
        return result.done;
    }

    /** Runs ten jobs on workers of one slot each, in virtual time; returns how many attempts were launched. */
    public static long launchAll(int workers, int tasks) {
        SchedulerScale scale = of(workers);
        scale.submit(tasks / JOBS);
        scale.drive();
        return scale.launched;
    }

    private static SchedulerScale of(int workers) {
        SchedulerScale scale = new SchedulerScale();
        for (int i = 0; i < workers; i++) {
            scale.join("worker-" + i);
        }
        return scale;
    }

    /** As {@link #launchAll}, measured. */
    static Result run(int workers, int tasks) {
        SchedulerScale scale = of(workers);
        long before = usedBytes();
        long start = System.nanoTime();
        long processorStart = processorNanos();
        scale.submit(tasks / JOBS);
        scale.drive();
        double seconds = (System.nanoTime() - start) / 1e9;
        double processorSeconds = (processorNanos() - processorStart) / 1e9;
        long kept = usedBytes() - before;
        return new Result(
                scale.launched,
                seconds,
                processorSeconds,
                (double) kept / scale.launched,
                scale.isDone(tasks / JOBS * (long) JOBS));
    }

    private void join(String worker) {
        workers.add(worker);
        carryOut(scheduler.onWorkerJoined(worker, worker + ":7070", 1, ATTEMPT_BYTES, nowMillis));
    }

    private void submit(int tasksOfJob) {
        int sources = tasksOfJob - READERS;
        JobGraph graph = new JobGraph(List.of(
                new StageSpec(0, "source", List.of(), new TaskCount.Fixed(sources), new ExchangeKind.Hashed(READERS)),
                new StageSpec(1, "readers", List.of(0), new TaskCount.Wanted(READERS), new ExchangeKind.Single())));
        for (int i = 0; i < JOBS; i++) {
            JobPolicy policy = JobPolicy.defaults().withWeight(1 + i);
            carryOut(scheduler.onJobSubmitted("job-" + i, graph, policy, 0, nowMillis));
        }
    }

    private void drive() {
        long events = 0;
        for (Effect.Launch next = running.poll(); next != null; next = running.poll()) {
            AttemptId attempt = next.attempt();
            OutputSizesLite sizes = attempt.stage() == 0 ? partitioned : single;
            carryOut(scheduler.onAttemptFinished(attempt, next.worker(), sizes, nowMillis));
            events++;
            if (events % EVENTS_A_MILLI == 0) {
                nowMillis++;
                passTime();
            }
        }
    }

    private void passTime() {
        if (nowMillis >= nextBeatMillis) {
            nextBeatMillis += HEARTBEAT_MILLIS;
            workers.forEach(worker -> carryOut(scheduler.onHeartbeat(worker, nowMillis)));
        }
        if (nowMillis >= nextTickMillis) {
            nextTickMillis += TICK_MILLIS;
            carryOut(scheduler.onTick(nowMillis));
        }
    }

    private void carryOut(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Launch launch) {
                running.add(launch);
                launched++;
            } else if (effect instanceof Effect.ResultsReady) {
                finishedJobs++;
            }
        }
    }

    private boolean isDone(long tasks) {
        return finishedJobs == JOBS && launched == tasks;
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
