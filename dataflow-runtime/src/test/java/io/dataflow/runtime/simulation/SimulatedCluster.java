package io.dataflow.runtime.simulation;

import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.Effect;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.JobScheduler;
import io.dataflow.runtime.scheduler.Location;
import io.dataflow.runtime.scheduler.SchedulerOptions;
import io.dataflow.runtime.scheduler.TaskCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator, its workers and its clients on one thread in virtual time, around a real {@link JobScheduler}. All
 * that happens, faults included, follows from the random generator it is given. The {@link Invariants} are checked
 * after every event.
 */
final class SimulatedCluster {
    /** From here on nothing goes wrong any more, and a worker that stays has joined. */
    static final long CALM_MILLIS = 60_000;

    /** By now every job must have ended; some twenty times of what the longest ones take. */
    static final long LIMIT_MILLIS = 3_600_000;

    private static final long HEARTBEAT_MILLIS = 2_000;
    private static final long TICK_MILLIS = 1_000;

    private record Connection(SimulatedWorker worker, int epoch) {}

    private final Random random;
    private final FaultPlan faults;
    private final VirtualTime time = new VirtualTime();
    private final JobScheduler scheduler;
    private final SchedulerFeed feed;
    private final Invariants invariants;
    private final Map<String, Connection> connections = new LinkedHashMap<>();
    private final Map<String, SimulatedWorker> processesByAddress = new LinkedHashMap<>();
    private final Map<String, JobGraph> graphs = new LinkedHashMap<>();
    private final Map<String, SimulatedClient> clients = new LinkedHashMap<>();
    private final List<String> log = new ArrayList<>();
    private int eventCount;
    private boolean keepsResultsForOthers;

    SimulatedCluster(Random random, FaultPlan faults) {
        this(random, faults, feed -> feed);
    }

    /**
     * The events pass through {@code fault} on their way to the scheduler; the invariants see what should have come.
     */
    SimulatedCluster(Random random, FaultPlan faults, UnaryOperator<SchedulerFeed> fault) {
        this.random = random;
        this.faults = faults;
        SchedulerOptions options = SchedulerOptions.defaults();
        scheduler = new JobScheduler(options);
        feed = fault.apply(SchedulerFeed.to(scheduler));
        invariants = new Invariants(scheduler, options);
        time.at(TICK_MILLIS, this::tick);
    }

    /** Starts worker processes, of which the first never dies; at calm there is at least one more. */
    SimulatedCluster withWorkers(int count) {
        for (int i = 0; i < count; i++) {
            startWorker("worker-" + i, i > 0);
        }
        return this;
    }

    /** Starts worker processes that may all die; at calm a lasting one comes. */
    SimulatedCluster withMortalWorkers(int count) {
        for (int i = 0; i < count; i++) {
            startWorker("worker-" + i, true);
        }
        time.at(CALM_MILLIS, () -> startWorker("survivor", false));
        return this;
    }

    SimulatedCluster withJobs(int count) {
        for (int i = 0; i < count; i++) {
            String job = "job-" + i;
            JobGraph graph = RandomJobs.next(random);
            time.at(random.nextInt(40_000), () -> submit(job, graph));
        }
        return this;
    }

    /**
     * Jobs of which some read the results of others.
     *
     * @param patient whether results are kept until all that read them are over; else whoever comes too late fails
     */
    SimulatedCluster withChainedJobs(int count, boolean patient) {
        keepsResultsForOthers = patient;
        Map<String, JobGraph> keeping = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String job = "job-" + i;
            JobGraph graph = RandomJobs.next(random, keeping);
            if (graph.keepsResult()) {
                keeping.put(job, graph);
            }
            long submitMillis = !patient && random.nextInt(4) == 0 ? random.nextInt(40_000) : 200L * i;
            time.at(submitMillis, () -> submit(job, graph));
        }
        return this;
    }

    /** Runs until every job has ended and nothing of it is left, and demands that this happens. */
    SimulatedCluster run() {
        while (time.nowMillis() < CALM_MILLIS || !isQuiet()) {
            if (time.nowMillis() > LIMIT_MILLIS) {
                throw new AssertionError("not over after " + LIMIT_MILLIS + " ms: jobs " + scheduler.jobs() + " of "
                        + outcomes() + tail());
            }
            step();
        }
        return this;
    }

    private void step() {
        try {
            time.step();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(e + tail(), e);
        }
    }

    private boolean isQuiet() {
        return scheduler.isEmpty()
                && clients.values().stream().allMatch(client -> client.outcome() != SimulatedClient.Outcome.OPEN);
    }

    private void submit(String job, JobGraph graph) {
        graphs.put(job, graph);
        clients.put(job, new SimulatedClient(this, job));
        deliver(new Event.Submitted(job, graph));
        if (happens(faults.cancel())) {
            Event end = random.nextBoolean() ? new Event.Cancelled(job, "no reason") : new Event.Released(job);
            time.after(random.nextInt(5_000), () -> deliver(end));
        }
    }

    /** Hands an event to the scheduler, checks what follows from it, and carries that out. */
    void deliver(Event event) {
        eventCount++;
        List<Effect> effects = feed.deliver(event, time.nowMillis());
        if (!(event instanceof Event.Tick || event instanceof Event.Heartbeat) || !effects.isEmpty()) {
            log.add(time.nowMillis() + " " + event);
            effects.forEach(effect -> log.add("    " + effect));
        }
        invariants.check(event, effects, time.nowMillis());
        effects.forEach(this::carryOut);
        if (event instanceof Event.Released e) {
            client(e.job()).onReleased();
        }
    }

    private void carryOut(Effect effect) {
        if (effect instanceof Effect.Launch e) {
            send(e.worker(), e);
        } else if (effect instanceof Effect.PublishLocations e) {
            send(e.worker(), e);
        } else if (effect instanceof Effect.Cancel e) {
            send(e.worker(), e);
        } else if (effect instanceof Effect.WithdrawStage e) {
            send(e.worker(), e);
        } else if (effect instanceof Effect.WithdrawAttempt e) {
            send(e.worker(), e);
        } else if (effect instanceof Effect.EndJob e) {
            send(e.worker(), e);
        } else if (effect instanceof Effect.Rejoin e) {
            rejoin(e.worker());
        } else if (effect instanceof Effect.ResultsReady e) {
            client(e.job()).onResultsReady(e.locations());
        } else if (effect instanceof Effect.JobFailed e) {
            client(e.job()).onFailed();
        } else if (effect instanceof Effect.JobCancelled e) {
            client(e.job()).onCancelled();
        }
    }

    private void send(String worker, Effect effect) {
        Connection connection = connections.get(worker);
        if (connection != null && connection.epoch == connection.worker.epoch()) {
            connection.worker.send(effect);
        }
    }

    private void rejoin(String id) {
        Connection connection = connections.get(id);
        if (connection != null && connection.epoch == connection.worker.epoch()) {
            connection.worker.dropAll();
            join(connection.worker);
        }
    }

    private void startWorker(String id, boolean mortal) {
        String address = "host-" + processesByAddress.size() + ":7070";
        SimulatedWorker worker = new SimulatedWorker(this, id, address, 1 + random.nextInt(3));
        processesByAddress.put(address, worker);
        join(worker);
        beat(worker);
        time.after(1_000, () -> suffer(worker, mortal));
    }

    private void join(SimulatedWorker worker) {
        int epoch = worker.epoch();
        time.after(random.nextInt(2_000), () -> {
            if (worker.isAlive() && worker.epoch() == epoch) {
                connections.put(worker.id, new Connection(worker, epoch));
                deliver(new Event.Joined(worker.id, worker.address, worker.slots));
            }
        });
    }

    private void beat(SimulatedWorker worker) {
        if (!worker.isAlive()) {
            return;
        }
        Connection connection = connections.get(worker.id);
        if (connection != null && connection.worker == worker && connection.epoch == worker.epoch()) {
            deliver(new Event.Heartbeat(worker.id));
        }
        long pauseMillis = happens(faults.stall() * HEARTBEAT_MILLIS / 1_000) ? 8_000 + random.nextInt(10_000) : 0;
        time.after(HEARTBEAT_MILLIS + pauseMillis, () -> beat(worker));
    }

    private void suffer(SimulatedWorker worker, boolean mortal) {
        if (mortal && happens(faults.crash())) {
            int epoch = worker.epoch();
            worker.crash();
            if (random.nextBoolean()) {
                close(worker, epoch);
            }
            String nextId = random.nextBoolean() ? worker.id : "worker-" + (100 + processesByAddress.size());
            time.after(random.nextInt(20_000), () -> startWorker(nextId, true));
        } else if (time.nowMillis() < CALM_MILLIS) {
            time.after(1_000, () -> suffer(worker, mortal));
        }
    }

    /** The coordinator sees the end of a connection, unless the worker has a new one by then. */
    private void close(SimulatedWorker worker, int epoch) {
        time.after(random.nextInt(3_000), () -> {
            Connection connection = connections.get(worker.id);
            if (connection != null && connection.worker == worker && connection.epoch == epoch) {
                connections.remove(worker.id);
                deliver(new Event.Left(worker.id));
            }
        });
    }

    /** A worker's message: arrives some time later, maybe twice, or is lost and the connection with it. */
    void report(SimulatedWorker worker, Event event) {
        if (happens(faults.disconnect())) {
            int epoch = worker.epoch();
            worker.dropAll();
            close(worker, epoch);
            join(worker);
            return;
        }
        time.after(delayMillis(), () -> deliver(event));
        if (happens(faults.duplicate())) {
            time.after(delayMillis(), () -> deliver(event));
        }
    }

    private long delayMillis() {
        return random.nextInt(20) == 0 ? random.nextInt(4_000) : random.nextInt(30);
    }

    private void tick() {
        deliver(new Event.Tick());
        time.after(TICK_MILLIS, this::tick);
    }

    /** Reads an output where it is said to be; null if it cannot be read there. */
    @Nullable
    SimulatedOutput read(String address, AttemptId id) {
        SimulatedWorker process = processesByAddress.get(address);
        if (process == null || !process.isAlive() || happens(faults.badRead())) {
            return null;
        }
        return process.output(id);
    }

    @Nullable
    SimulatedOutput read(String job, int stage, Location location) {
        return read(location.address(), new AttemptId(job, stage, location.task(), location.attempt()));
    }

    boolean happens(double chance) {
        return chance > 0 && time.nowMillis() < CALM_MILLIS && random.nextDouble() < chance;
    }

    long taskMillis() {
        return random.nextInt(10) == 0 ? random.nextInt(5_000) : random.nextInt(500);
    }

    VirtualTime time() {
        return time;
    }

    Random random() {
        return random;
    }

    FaultPlan faults() {
        return faults;
    }

    /** Whether a job that is not over, or will be submitted, reads the result of this one, which is to be kept for it. */
    boolean isReadByOthers(String job) {
        return keepsResultsForOthers
                && time.nowMillis() < LIMIT_MILLIS / 2
                && clients.entrySet().stream()
                        .filter(client -> client.getValue().outcome() == SimulatedClient.Outcome.OPEN)
                        .flatMap(client -> graph(client.getKey()).stages().stream())
                        .anyMatch(stage -> stage.tasks().equals(new TaskCount.Kept(job)));
    }

    JobGraph graph(String job) {
        return Invariants.present(graphs.get(job), job);
    }

    private SimulatedClient client(String job) {
        return Invariants.present(clients.get(job), job);
    }

    /** Each job with how it ended. */
    Map<String, SimulatedClient.Outcome> outcomes() {
        Map<String, SimulatedClient.Outcome> outcomes = new TreeMap<>();
        clients.forEach((job, client) -> outcomes.put(job, client.outcome()));
        return outcomes;
    }

    /** Every event that led to something, with its effects. */
    List<String> log() {
        return log;
    }

    int eventCount() {
        return eventCount;
    }

    private String tail() {
        return "\nat " + time.nowMillis() + " ms, after\n"
                + String.join("\n", log.subList(Math.max(0, log.size() - 40), log.size()));
    }
}
