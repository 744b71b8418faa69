package io.dataflow.runtime.scheduler;

import io.dataflow.api.failure.FailureKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A scheduler with a job, played by hand. Remembers what was launched where, and the effects of the latest event. */
final class Scenario {
    static final String JOB = "job";
    static final InputRange ALL = new InputRange.All();
    static final long FLOOR_BYTES = 1 << 20;
    static final long ATTEMPT_BYTES = 64 << 20;

    final JobScheduler scheduler;
    private final Map<AttemptId, String> workers = new LinkedHashMap<>();
    private List<Effect> latest = List.of();
    private long nowMillis;
    private JobPolicy policy = JobPolicy.defaults();

    Scenario(SchedulerOptions options) {
        scheduler = new JobScheduler(options);
    }

    Scenario() {
        this(SchedulerOptions.defaults());
    }

    static StageSpec source(int id, int taskCount, ExchangeKind output) {
        return new StageSpec(id, "source", List.of(), new TaskCount.Fixed(taskCount), output);
    }

    static StageSpec stage(int id, ExchangeKind output, Integer... inputs) {
        return new StageSpec(id, "stage", List.of(inputs), new TaskCount.ByInput(), output);
    }

    static ExchangeKind single() {
        return new ExchangeKind.Single();
    }

    static ExchangeKind hashed(int partitionCount) {
        return new ExchangeKind.Hashed(partitionCount);
    }

    static OutputSizesLite sizes(long... partitionBytes) {
        return new OutputSizesLite(1, partitionBytes, 1, List.of(), 0);
    }

    static AttemptId attempt(int stage, int task, int attempt) {
        return new AttemptId(JOB, stage, task, attempt);
    }

    Scenario at(long millis) {
        nowMillis = millis;
        return this;
    }

    long nowMillis() {
        return nowMillis;
    }

    /** Of the jobs that are submitted from here on. */
    Scenario policy(JobPolicy of) {
        policy = of;
        return this;
    }

    List<Effect> join(String worker, int slots) {
        return note(scheduler.onWorkerJoined(worker, worker + ":7070", slots, ATTEMPT_BYTES, nowMillis));
    }

    /** A worker that has joined comes back. */
    List<Effect> comeBack(String worker, int slots, Holdings has) {
        return note(scheduler.onWorkerRegistered(worker, "", worker + ":7070", slots, ATTEMPT_BYTES, has, nowMillis));
    }

    List<Effect> disconnect(String worker, long graceMillis) {
        return note(scheduler.onWorkerDisconnected(worker, graceMillis, nowMillis));
    }

    List<Effect> resultLost(int stage, int task, int attempt) {
        return note(scheduler.onResultLost(JOB, stage, task, attempt, nowMillis));
    }

    List<Effect> leave(String worker) {
        return note(scheduler.onWorkerLeft(worker, nowMillis));
    }

    List<Effect> tick() {
        return note(scheduler.onTick(nowMillis));
    }

    List<Effect> submit(StageSpec... stages) {
        return submit(JOB, stages);
    }

    List<Effect> submit(String job, StageSpec... stages) {
        return note(scheduler.onJobSubmitted(job, new JobGraph(List.of(stages)), policy, FLOOR_BYTES, nowMillis));
    }

    List<Effect> finish(int stage, int task, int attempt, long... partitionBytes) {
        return finish(attempt(stage, task, attempt), sizes(partitionBytes));
    }

    List<Effect> finish(AttemptId attempt, long... partitionBytes) {
        return finish(attempt, sizes(partitionBytes));
    }

    List<Effect> drain(String worker, long timeoutMillis) {
        return note(scheduler.onWorkerDraining(worker, timeoutMillis, nowMillis));
    }

    List<Effect> release(String job) {
        return note(scheduler.onJobReleased(job, nowMillis));
    }

    List<Effect> finish(AttemptId attempt, OutputSizesLite sizes) {
        return note(scheduler.onAttemptFinished(attempt, workerOf(attempt), sizes, nowMillis));
    }

    List<Effect> fail(AttemptId attempt, FailureKind kind) {
        return fail(attempt, new Failure(kind, "it broke", null));
    }

    List<Effect> fail(AttemptId attempt, Failure failure) {
        return note(scheduler.onAttemptFailed(attempt, workerOf(attempt), failure, nowMillis));
    }

    String workerOf(AttemptId attempt) {
        String worker = workers.get(attempt);
        if (worker == null) {
            throw new AssertionError(attempt + " was not launched; launched were " + workers);
        }
        return worker;
    }

    /** The attempts launched by the latest event. */
    List<AttemptId> launched() {
        return latestOf(Effect.Launch.class).map(Effect.Launch::attempt).toList();
    }

    <T extends Effect> Stream<T> latestOf(Class<T> kind) {
        return latest.stream().filter(kind::isInstance).map(kind::cast);
    }

    private List<Effect> note(List<Effect> effects) {
        latest = new ArrayList<>(effects);
        latestOf(Effect.Launch.class).forEach(launch -> workers.put(launch.attempt(), launch.worker()));
        return latest;
    }
}
