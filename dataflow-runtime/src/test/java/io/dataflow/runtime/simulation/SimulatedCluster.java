package io.dataflow.runtime.simulation;

import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.loop.RunningClock;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.Effect;
import io.dataflow.runtime.scheduler.FilterUse;
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
import java.util.concurrent.TimeUnit;
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
    private static final int ABSENCE_MILLIS = 3_000;
    private static final int RESTART_GRACE_MILLIS = 10_000;

    private record Connection(SimulatedWorker worker, int epoch) {}

    private final Random random;
    private final FaultPlan faults;
    private final VirtualTime time = new VirtualTime();
    private final SchedulerOptions options;
    private final UnaryOperator<SchedulerFeed> fault;
    private final SimulatedJournal journal = new SimulatedJournal();
    private JobScheduler scheduler;
    private SchedulerFeed feed;
    private Invariants invariants;
    /** What follows from events that are not safe in the journal yet. */
    private final List<Runnable> held = new ArrayList<>();
    /** What clients say while there is no coordinator, and once more what it had forgotten. */
    private final List<Event> unheard = new ArrayList<>();

    private double restartChance;
    private double clockJumpChance;

    /** By how much the clock of the coordinator's machine is ahead of virtual time. */
    private long clockAheadMillis;

    /** The coordinator's, as it is made around that of its machine. */
    private final Clock clock = new RunningClock(new MachineClock(), 2 * TICK_MILLIS);

    private boolean down;
    private int restartCount;
    private final Map<String, Connection> connections = new LinkedHashMap<>();
    private final Map<String, SimulatedWorker> processesByAddress = new LinkedHashMap<>();
    private final Map<String, JobGraph> graphs = new LinkedHashMap<>();
    private final Map<String, SimulatedClient> clients = new LinkedHashMap<>();
    private final List<String> log = new ArrayList<>();
    private int eventCount;
    private boolean keepsResultsForOthers;
    private boolean hasDeadlines;
    private int mostSplits = 6;

    SimulatedCluster(Random random, FaultPlan faults) {
        this(random, faults, feed -> feed);
    }

    /**
     * The events pass through {@code fault} on their way to the scheduler; the invariants see what should have come.
     */
    SimulatedCluster(Random random, FaultPlan faults, UnaryOperator<SchedulerFeed> fault) {
        this(random, faults, fault, SchedulerOptions.defaults());
    }

    SimulatedCluster(Random random, FaultPlan faults, SchedulerOptions options) {
        this(random, faults, feed -> feed, options);
    }

    private SimulatedCluster(
            Random random, FaultPlan faults, UnaryOperator<SchedulerFeed> fault, SchedulerOptions options) {
        this.random = random;
        this.faults = faults;
        this.options = options;
        this.fault = fault;
        scheduler = new JobScheduler(options, FilterUse.ALWAYS);
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

    /** Some stages of the jobs that are added have as many tasks as that. */
    SimulatedCluster withManyTasks(int most) {
        mostSplits = most;
        return this;
    }

    /** Some of the jobs that are added have deadlines. */
    SimulatedCluster withDeadlines() {
        hasDeadlines = true;
        return this;
    }

    /**
     * The coordinator writes a journal, is killed with such a chance in each second before calm, and started again some time
     * later.
     */
    SimulatedCluster withRestarts(double chance) {
        restartChance = chance;
        time.after(1_000, this::sufferRestart);
        return this;
    }

    private void sufferRestart() {
        if (happens(restartChance)) {
            crashCoordinator();
            time.after(random.nextInt(8_000), this::restartCoordinator);
        } else if (time.nowMillis() < CALM_MILLIS) {
            time.after(1_000, this::sufferRestart);
        }
    }

    /**
     * The clock of the coordinator's machine jumps ahead with such a chance in each second before calm, as when its process was stopped for
     * a while: by less than a lease, or by so much that all workers seem gone. It never goes back, as {@code Clock.nanos} does not.
     */
    SimulatedCluster withClockJumps(double chance) {
        clockJumpChance = chance;
        time.after(1_000, this::sufferClockJump);
        return this;
    }

    private void sufferClockJump() {
        if (happens(clockJumpChance)) {
            clockAheadMillis += random.nextInt((random.nextBoolean() ? 1 : 6) * (int) options.leaseMillis());
            log.add(time.nowMillis() + " the coordinator's clock is " + clockAheadMillis + " ms ahead");
            // What is due by now comes first, as in a loop.
            deliver(new Event.Tick());
        }
        if (time.nowMillis() < CALM_MILLIS) {
            time.after(1_000, this::sufferClockJump);
        }
    }

    /** What the coordinator takes for the time. */
    private long clockMillis() {
        return TimeUnit.NANOSECONDS.toMillis(clock.nanos());
    }

    private final class MachineClock implements Clock {
        @Override
        public long millis() {
            return time.nowMillis() + clockAheadMillis;
        }

        @Override
        public long nanos() {
            return TimeUnit.MILLISECONDS.toNanos(millis());
        }
    }

    private void crashCoordinator() {
        log.add(time.nowMillis() + " the coordinator is killed");
        down = true;
        held.clear();
        for (SimulatedJournal.Entry lost : journal.crash()) {
            if (isOfClient(lost.event())) {
                unheard.add(lost.event());
            }
        }
        List<Connection> broken = List.copyOf(connections.values());
        connections.clear();
        for (Connection connection : broken) {
            SimulatedWorker worker = connection.worker;
            if (worker.isAlive() && connection.epoch == worker.epoch()) {
                worker.disconnect();
                join(worker, 500);
            }
        }
    }

    /** All that is safe leads to the same once more; then workers and clients come back. */
    private void restartCoordinator() {
        log.add(time.nowMillis() + " the coordinator is started again");
        restartCount++;
        down = false;
        JobScheduler before = new JobScheduler(options, FilterUse.ALWAYS);
        invariants = new Invariants(before, options);
        SchedulerFeed replay = SchedulerFeed.to(before);
        for (SimulatedJournal.Entry entry : journal.entries()) {
            invariants.check(entry.event(), replay.deliver(entry.event(), entry.millis()), entry.millis());
        }
        scheduler = journal.recover(new JobScheduler(options, FilterUse.ALWAYS));
        feed = fault.apply(SchedulerFeed.to(scheduler));
        invariants.watch(scheduler);
        scheduler.workers().forEach(worker -> deliver(new Event.Disconnected(worker, RESTART_GRACE_MILLIS)));
        List<Event> repeated = List.copyOf(unheard);
        unheard.clear();
        repeated.forEach(this::deliver);
        clients.forEach((job, client) -> {
            if (client.outcome() == SimulatedClient.Outcome.OPEN) {
                scheduler.results(job).ifPresent(client::onResultsReady);
            }
        });
        time.after(1_000, this::sufferRestart);
    }

    private static boolean isOfClient(Event event) {
        return event instanceof Event.Submitted
                || event instanceof Event.Cancelled
                || event instanceof Event.Released
                || event instanceof Event.ResultLost;
    }

    int restartCount() {
        return restartCount;
    }

    SimulatedCluster withJobs(int count) {
        for (int i = 0; i < count; i++) {
            String job = "job-" + i;
            JobGraph graph = RandomJobs.next(random, mostSplits);
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
        return !down
                && scheduler.isEmpty()
                && clients.values().stream().allMatch(client -> client.outcome() != SimulatedClient.Outcome.OPEN);
    }

    private void submit(String job, JobGraph graph) {
        graphs.put(job, graph);
        clients.put(job, new SimulatedClient(this, job));
        deliver(new Event.Submitted(job, graph, RandomJobs.policy(random, graph, hasDeadlines)));
        if (happens(faults.cancel())) {
            Event end = random.nextBoolean() ? new Event.Cancelled(job, "no reason") : new Event.Released(job);
            time.after(random.nextInt(5_000), () -> deliver(end));
        }
    }

    /** Hands an event to the scheduler, checks what follows from it, and carries that out. */
    void deliver(Event event) {
        deliver(event, () -> {});
    }

    /** @param whenSafe what is to be done as soon as the coordinator will not forget the event */
    private void deliver(Event event, Runnable whenSafe) {
        if (down) {
            if (isOfClient(event)) {
                unheard.add(event);
            }
            return;
        }
        eventCount++;
        List<Effect> effects = feed.deliver(event, clockMillis());
        if (!(event instanceof Event.Tick || event instanceof Event.Heartbeat) || !effects.isEmpty()) {
            log.add(time.nowMillis() + " " + event);
            effects.forEach(effect -> log.add("    " + effect));
        }
        invariants.check(event, effects, clockMillis());
        Map<String, Connection> connectionsThen = Map.copyOf(connections);
        held.add(() -> {
            effects.forEach(effect -> carryOut(effect, connectionsThen));
            if (event instanceof Event.Released e) {
                client(e.job()).onReleased();
            }
            whenSafe.run();
        });
        if (restartChance == 0) {
            letOut();
            return;
        }
        journal.add(event, clockMillis(), effects);
        if (random.nextInt(4) == 0) {
            time.after(random.nextInt(50), this::sync);
        } else {
            sync();
        }
    }

    private void sync() {
        if (!down) {
            journal.sync();
            letOut();
            if (random.nextInt(200) == 0) {
                journal.replaceBy(scheduler);
            }
        }
    }

    private void letOut() {
        List<Runnable> safe = List.copyOf(held);
        held.clear();
        safe.forEach(Runnable::run);
    }

    /** @param to where each worker was when the effect was decided; what is meant for it is not for its successor */
    private void carryOut(Effect effect, Map<String, Connection> to) {
        if (effect instanceof Effect.Launch e) {
            send(to.get(e.worker()), e);
        } else if (effect instanceof Effect.PublishLocations e) {
            send(to.get(e.worker()), e);
        } else if (effect instanceof Effect.Cancel e) {
            send(to.get(e.worker()), e);
        } else if (effect instanceof Effect.WithdrawStage e) {
            send(to.get(e.worker()), e);
        } else if (effect instanceof Effect.WithdrawAttempt e) {
            send(to.get(e.worker()), e);
        } else if (effect instanceof Effect.EndJob e) {
            send(to.get(e.worker()), e);
        } else if (effect instanceof Effect.WakeAt e) {
            time.after(Math.max(0, e.millis() - clockMillis()), () -> deliver(new Event.Tick()));
        } else if (effect instanceof Effect.Drained e) {
            leave(to.get(e.worker()));
        } else if (effect instanceof Effect.Rejoin e) {
            rejoin(to.get(e.worker()));
        } else if (effect instanceof Effect.ResultsReady e) {
            client(e.job()).onResultsReady(e.locations());
        } else if (effect instanceof Effect.JobFailed e) {
            client(e.job()).onFailed();
        } else if (effect instanceof Effect.JobCancelled e) {
            client(e.job()).onCancelled();
        }
    }

    private void send(@Nullable Connection connection, Effect effect) {
        if (connection != null && connection.epoch == connection.worker.epoch()) {
            connection.worker.send(effect);
        }
    }

    private void rejoin(@Nullable Connection connection) {
        if (connection != null && connection.epoch == connection.worker.epoch()) {
            connection.worker.dropAll();
            join(connection.worker, 2_000);
        }
    }

    /** A worker that may leave does so some time later, and another comes. */
    private void leave(@Nullable Connection connection) {
        if (connection != null && connection.epoch == connection.worker.epoch()) {
            close(connection.worker, connection.epoch, true);
            connection.worker.crash();
            time.after(random.nextInt(5_000), () -> startWorker("worker-" + (100 + processesByAddress.size()), true));
        }
    }

    private void startWorker(String id, boolean mortal) {
        String address = "host-" + processesByAddress.size() + ":7070";
        SimulatedWorker worker = new SimulatedWorker(
                this,
                id,
                address,
                1 + random.nextInt(3),
                happens(faults.slowness()) ? 20 : 1,
                mortal && happens(faults.sickness()));
        processesByAddress.put(address, worker);
        join(worker, 2_000);
        beat(worker);
        time.after(1_000, () -> suffer(worker, mortal));
    }

    private void join(SimulatedWorker worker, int withinMillis) {
        int epoch = worker.epoch();
        time.after(random.nextInt(withinMillis), () -> {
            if (worker.isAlive() && worker.epoch() == epoch && down) {
                join(worker, 500);
            } else if (worker.isAlive() && worker.epoch() == epoch) {
                connections.put(worker.id, new Connection(worker, epoch));
                deliver(new Event.Registered(
                        worker.id, worker.incarnation(), worker.address, worker.slots, worker.holdings()));
                worker.repeatReports();
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
        if (mortal && worker.isAlive() && happens(faults.crash())) {
            int epoch = worker.epoch();
            worker.crash();
            if (random.nextBoolean()) {
                close(worker, epoch, random.nextBoolean());
            }
            String nextId = random.nextBoolean() ? worker.id : "worker-" + (100 + processesByAddress.size());
            time.after(random.nextInt(20_000), () -> startWorker(nextId, true));
        } else if (time.nowMillis() < CALM_MILLIS && worker.isAlive()) {
            Connection connection = connections.get(worker.id);
            boolean connected = connection != null && connection.worker == worker && connection.epoch == worker.epoch();
            // The worker itself says so over its connection; whoever operates the cluster may, whatever there is of it.
            if (mortal
                    && happens(faults.drain())
                    && (connected || scheduler.standing(worker.id).isPresent())) {
                deliver(new Event.Draining(worker.id, 1 + random.nextInt(20_000)));
            }
            time.after(1_000, () -> suffer(worker, mortal));
        }
    }

    /** The coordinator sees the end of a connection, unless the worker has a new one by then. */
    private void close(SimulatedWorker worker, int epoch, boolean inOrder) {
        time.after(random.nextInt(3_000), () -> {
            Connection connection = connections.get(worker.id);
            if (connection != null && connection.worker == worker && connection.epoch == epoch) {
                connections.remove(worker.id);
                deliver(inOrder ? new Event.Left(worker.id) : new Event.Disconnected(worker.id, ABSENCE_MILLIS));
            }
        });
    }

    /** A worker's message: arrives some time later, maybe twice, or is lost and the connection with it. */
    void report(SimulatedWorker worker, Event event) {
        if (happens(faults.disconnect())) {
            disconnect(worker);
            return;
        }
        transmit(worker, event);
        if (happens(faults.duplicate())) {
            transmit(worker, event);
        }
    }

    /** The connection breaks, in the end for both sides; the worker comes back, rarely too late or with nothing. */
    private void disconnect(SimulatedWorker worker) {
        int epoch = worker.epoch();
        boolean forgetful = random.nextInt(4) == 0;
        if (forgetful) {
            worker.dropAll();
        } else {
            worker.disconnect();
        }
        close(worker, epoch, forgetful);
        join(worker, random.nextInt(4) == 0 ? 4 * ABSENCE_MILLIS : ABSENCE_MILLIS / 2);
    }

    void transmit(SimulatedWorker worker, Event event) {
        time.after(delayMillis(), () -> {
            int epoch = worker.epoch();
            deliver(event, () -> worker.onSeen(event, epoch));
        });
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
