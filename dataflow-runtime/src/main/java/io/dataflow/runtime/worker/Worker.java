package io.dataflow.runtime.worker;

import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.closure.SentProgram;
import io.dataflow.runtime.closure.SentSplits;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.loop.EventLoop;
import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.loop.Timer;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.operator.SharedTables;
import io.dataflow.runtime.operator.StageClasses;
import io.dataflow.runtime.operator.TaskCounters;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.protocol.ArtifactId;
import io.dataflow.runtime.protocol.AttemptProgress;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.protocol.FinishedAttempt;
import io.dataflow.runtime.protocol.LaunchedAttempt;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.Holdings;
import io.dataflow.runtime.task.SlotGate;
import io.dataflow.runtime.task.TaskRunner;
import io.dataflow.runtime.transport.Connection;
import io.dataflow.runtime.transport.ConnectionHandler;
import io.dataflow.runtime.transport.Reconnector;
import io.dataflow.shuffle.BlockFetcher;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.ShuffleStore;
import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts in its slots and keeps their outputs. Does what the coordinator says, and reports how each attempt ended,
 * whatever happened in between; decides nothing itself.
 *
 * <p>When its connection breaks it works on, gets another, says what it has and repeats what may not have been heard. Only
 * when the coordinator has given it up by then it begins anew, with nothing.
 *
 * <p>Its state is confined to its loop; attempts run on the threads of the slots.
 */
public final class Worker implements ConnectionHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** For each slot; the coordinator never sends more than some hundreds, but for attempts that are being cancelled. */
    private static final int MAX_WAITING_ATTEMPTS = 10_000;

    /** What has ended while others wait for its slot is told no later than this. */
    private static final long TELL_MILLIS = 2;

    private static final long STOP_WAIT_MILLIS = 10_000;

    /** Until the coordinator has said how often it wants to hear of the worker. */
    private static final long FIRST_HEARTBEAT_MILLIS = 500;

    private final WorkerOptions options;
    private final JobCode code;
    private final ShuffleStore store;
    private final Clock clock;
    private final EventLoop loop;
    private final ExecutorService slots;
    private final MemoryPool pool;
    private final MemoryBudget storeMemory;
    private final TaskRunner.Resources resources;
    private final Map<String, WorkerJob> jobs = new HashMap<>();
    private final Map<String, JobCleanup> ending = new HashMap<>();
    private final Map<AttemptId, TaskRunner> running = new LinkedHashMap<>();
    private final TaskLogs logs = new TaskLogs();
    private final UnseenReports reports = new UnseenReports();
    private final FinishedAttempts untold = new FinishedAttempts();
    private @Nullable Timer tellTimer;
    private final CountDownLatch disconnected = new CountDownLatch(1);
    private volatile @Nullable Connection coordinator;
    /** A connection that ended before it was this worker's. */
    private @Nullable Connection endedEarly;

    private @Nullable Reconnector reconnector;
    private @Nullable Timer heartbeat;
    private final CountDownLatch drained = new CountDownLatch(1);
    private String address = "";
    private long incarnation;
    private long registrationCount;
    private boolean registered;
    private boolean coordinatorResumes;
    private long silenceLimitMillis = Long.MAX_VALUE;
    private long silentMillis;
    /** Given up by the coordinator, it registers again when nothing is left of what it had. */
    private boolean beginningAnew;

    private int cleaningCount;
    private boolean closing;
    /** How long it stays at most once it is to leave; null while it is not. */
    private @Nullable Duration drainTimeout;

    private boolean askedToLeave;
    private volatile boolean released;

    /** @param fetcher gets the outputs of this worker and of others */
    public Worker(
            WorkerOptions options,
            MemoryPool pool,
            ShuffleStore store,
            SpillDirectory directory,
            BlockFetcher fetcher,
            JobCode code,
            Clock clock) {
        this.options = options;
        this.pool = pool;
        this.store = store;
        this.code = code;
        this.clock = clock;
        this.loop = new EventLoop(
                "dataflow-worker-" + options.id(),
                clock,
                failure -> LOG.error("Worker {} failed", options.id(), failure));
        this.slots = new NamedThreads("dataflow-slot-" + options.id())
                .pool(options.slots(), options.slots() * MAX_WAITING_ATTEMPTS);
        this.storeMemory = pool.budget("published outputs", options.storeBytes());
        this.resources = new TaskRunner.Resources(
                pool,
                storeMemory,
                options.attemptBytes(),
                new SlotGate(options.slots()),
                directory,
                store,
                fetcher,
                new StageClasses(),
                new SharedTables(storeMemory));
    }

    /** As {@link #join(Connection, String, Reconnector)}, over a connection that lasts as long as the coordinator. */
    public void join(Connection connection, String servedAt) {
        loop.execute(() -> {
            address = servedAt;
            connected(connection);
        });
    }

    /**
     * Offers its slots over a connection whose messages come to this handler.
     *
     * @param servedAt where its outputs can be had
     * @param again makes another connection when this one breaks
     */
    public void join(Connection connection, String servedAt, Reconnector again) {
        loop.execute(() -> {
            reconnector = again;
            address = servedAt;
            connected(connection);
        });
    }

    private void connected(Connection connection) {
        if (closing) {
            connection.close();
            return;
        }
        coordinator = connection;
        if (connection == endedEarly) {
            disconnected(connection, new IOException("it ended as soon as it was there"));
            return;
        }
        if (code instanceof ShippedCode shipped) {
            shipped.askAgain();
        }
        if (!beginningAnew) {
            register();
        }
    }

    /** Says what is here, and repeats the reports that may have been lost with a connection. */
    private void register() {
        registrationCount++;
        registered = false;
        takeUntold();
        send(new Message.RegisterWorker(
                options.id(),
                address,
                options.slots(),
                options.memoryBytes(),
                options.attemptBytes(),
                incarnation,
                registrationCount,
                holdings()));
        reports.beginConnection().forEach(this::send);
        startHeartbeat(FIRST_HEARTBEAT_MILLIS);
    }

    private Holdings holdings() {
        List<AttemptId> outputs = store.ids().stream()
                .filter(id -> jobs.containsKey(id.job()))
                .map(id -> new AttemptId(id.job(), id.stage(), id.task(), id.attempt()))
                .toList();
        return new Holdings(List.copyOf(jobs.keySet()), List.copyOf(running.keySet()), reports.attempts(), outputs);
    }

    private void report(AttemptId attempt, Message report) {
        tellFinished();
        reports.add(List.of(attempt), report);
        send(report);
    }

    /** At once, unless more attempts wait for a slot than have ended since the last report: then more can be told together. */
    private void report(AttemptId attempt, TaskRunner.Outcome.Finished finished) {
        if (!untold.fits(attempt)) {
            tellFinished();
        }
        untold.add(
                attempt, new FinishedAttempt(attempt.task(), attempt.attempt(), finished.sizes(), finished.report()));
        if (untold.count() >= running.size() - options.slots()) {
            tellFinished();
        } else if (tellTimer == null) {
            tellTimer = loop.schedule(TELL_MILLIS, this::tellFinished);
        }
    }

    private void tellFinished() {
        Message report = takeUntold();
        if (report != null) {
            send(report);
        }
    }

    /** What has ended and was not told, from here on a report that is not seen; null if there is none. */
    private @Nullable Message takeUntold() {
        if (tellTimer != null) {
            tellTimer.cancel();
            tellTimer = null;
        }
        if (untold.count() == 0) {
            return null;
        }
        Message report = untold.report(options.id());
        reports.add(untold.ids(), report);
        untold.clear();
        return report;
    }

    /** Says something to the coordinator, on any thread; nothing is said while there is no connection. */
    public void tell(Message message) {
        send(message);
    }

    private void send(Message message) {
        Connection connection = coordinator;
        if (connection != null) {
            connection.send(message);
        }
    }

    @Override
    public void onMessage(Connection connection, Message message) {
        if (message instanceof Message.ArtifactChunk || message instanceof Message.ArtifactMissing) {
            if (code instanceof ShippedCode shipped && connection == coordinator) {
                shipped.onMessage(message);
            }
            return;
        }
        Runnable work = () -> {
            if (connection == coordinator) {
                handle(message);
            }
        };
        if (connection.isInProcess()) {
            loop.tryExecuteInItsPlace(work);
        } else {
            loop.tryExecute(work);
        }
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        if (!loop.tryExecute(() -> disconnected(connection, cause))) {
            disconnected.countDown();
        }
    }

    private void disconnected(Connection connection, @Nullable Throwable cause) {
        if (connection != coordinator) {
            endedEarly = connection;
            return;
        }
        coordinator = null;
        registered = false;
        leaveIfNothingIsHere();
        Reconnector again = reconnector;
        if (closing || again == null || (cause == null && !coordinatorResumes)) {
            gone();
            return;
        }
        LOG.warn(
                "Worker {} lost its connection to the coordinator, and tries to get another: {}",
                options.id(),
                cause == null ? "it was closed" : cause.toString());
        again.reconnect(
                this,
                another -> {
                    if (!loop.tryExecute(() -> connected(another))) {
                        another.close();
                    }
                },
                () -> loop.tryExecute(this::gone));
    }

    /** For good. */
    private void gone() {
        if (code instanceof ShippedCode shipped) {
            shipped.onCoordinatorGone();
        }
        disconnected.countDown();
        drained.countDown();
    }

    /** Returns when the coordinator is gone for good, has released the worker, or the worker was closed. */
    public void awaitDisconnect() throws InterruptedException {
        disconnected.await();
    }

    /** Whether the coordinator had asked the worker to leave, and nothing of it is needed any more. */
    public boolean isReleased() {
        return released;
    }

    private void handle(Message message) {
        silentMillis = 0;
        if (message instanceof Message.LaunchAttempts launch) {
            launch(launch);
        } else if (message instanceof Message.CancelAttempt cancel) {
            stop(cancel.attempt()::equals, "cancelled by the coordinator");
        } else if (message instanceof Message.OpenJob open) {
            jobs.putIfAbsent(open.job(), new WorkerJob(open.artifacts()));
        } else if (message instanceof Message.OpenStage open) {
            job(open.job()).program(open.stage(), open.program());
        } else if (message instanceof Message.StageLocations told) {
            job(told.job()).locations(told.stage(), told.outputs());
        } else if (message instanceof Message.WithdrawAttempt withdraw) {
            AttemptId id = withdraw.attempt();
            store.withdraw(new OutputId(id.job(), id.stage(), id.task(), id.attempt()));
        } else if (message instanceof Message.WithdrawStage withdraw) {
            store.withdrawStage(withdraw.job(), withdraw.stage());
        } else if (message instanceof Message.EndJob end) {
            endJob(end);
        } else if (message instanceof Message.WorkerRegistered welcome) {
            registered(welcome);
            askToLeave();
        } else if (message instanceof Message.ReportsSeen seen) {
            reports.onSeen(seen.count());
        } else if (message instanceof Message.WorkerDrained) {
            LOG.info("Nothing of worker {} is needed any more, or it has waited long enough", options.id());
            release();
        } else if (message instanceof Message.LeaveRequest leave) {
            LOG.info("Worker {} is asked to leave within {} ms", options.id(), leave.timeoutMillis());
            askedToLeave = true;
            drainWithin(Duration.ofMillis(leave.timeoutMillis()));
        } else if (message instanceof Message.RejoinRequest) {
            rejoin();
        } else {
            LOG.warn(
                    "Worker {} got an unexpected {}",
                    options.id(),
                    message.getClass().getSimpleName());
        }
    }

    private WorkerJob job(String id) {
        WorkerJob job = jobs.get(id);
        if (job == null) {
            throw new IllegalStateException("job " + id + " was not opened here");
        }
        return job;
    }

    private void launch(Message.LaunchAttempts launch) {
        if (closing) {
            return;
        }
        WorkerJob job = jobs.get(launch.job());
        List<SentProgram<StageProgram>> programs = job == null ? List.of() : job.programs(launch.fused());
        List<SentSplits> splits = launch.splits().stream().map(SentSplits::new).toList();
        for (LaunchedAttempt attempt : launch.attempts()) {
            AttemptId id = new AttemptId(launch.job(), launch.stage(), attempt.task(), attempt.attempt());
            if (job == null || programs.isEmpty()) {
                String unknown =
                        "Attempt " + id + " was launched before its job or stage was opened on worker " + options.id();
                FailureReport failure = new FailureReport(FailureKind.INTERNAL, unknown, null);
                report(id, new Message.AttemptFailed(options.id(), id, failure, null));
            } else {
                SentSplits own = attempt.splits() == LaunchedAttempt.NONE ? null : splits.get(attempt.splits());
                launch(id, attempt, own, job, programs);
            }
        }
    }

    private void launch(
            AttemptId id,
            LaunchedAttempt attempt,
            @Nullable SentSplits splits,
            WorkerJob job,
            List<SentProgram<StageProgram>> programs) {
        List<ArtifactId> artifacts = job.artifacts();
        TaskRunner runner = new TaskRunner(
                new TaskRunner.Launch(
                        id,
                        programs,
                        splits,
                        attempt.place(),
                        attempt.input(),
                        job.locations(),
                        () -> code.open(id.job(), artifacts)),
                resources,
                clock);
        running.put(id, runner);
        logs.open(id);
        slots.execute(() -> {
            if (runner.begin()) {
                TaskRunner.Outcome outcome = runner.run();
                loop.tryExecuteInItsPlace(() -> ended(id, outcome));
            }
        });
    }

    /** Those that wait for a slot end at once. */
    private void stop(Predicate<AttemptId> which, String reason) {
        Map<AttemptId, TaskRunner> stopped = new LinkedHashMap<>(running);
        stopped.keySet().removeIf(which.negate());
        stopped.forEach((id, runner) -> {
            runner.cancel(reason);
            if (runner.begin()) {
                ended(id, runner.cancelled());
            }
        });
    }

    private void ended(AttemptId id, TaskRunner.Outcome outcome) {
        running.remove(id);
        sendLogs();
        logs.close(id);
        if (outcome instanceof TaskRunner.Outcome.Finished finished && !beginningAnew) {
            report(id, finished);
        } else if (outcome instanceof TaskRunner.Outcome.Failed failed && !beginningAnew) {
            LOG.debug("{}", failed.failure().message());
            report(id, new Message.AttemptFailed(options.id(), id, failed.failure(), failed.lost()));
        }
        cleanUpIfQuiet(id.job());
        leaveIfNothingIsHere();
        registerIfEmpty();
    }

    private void registered(Message.WorkerRegistered welcome) {
        registered = true;
        coordinatorResumes = welcome.resumes();
        silenceLimitMillis = welcome.leaseMillis();
        startHeartbeat(welcome.heartbeatMillis());
    }

    private void startHeartbeat(long periodMillis) {
        if (heartbeat != null) {
            heartbeat.cancel();
        }
        heartbeat = loop.scheduleEvery(periodMillis, () -> beat(periodMillis));
    }

    /**
     * Takes a line that an attempt has logged, to be told to the coordinator with the next heartbeat, or when the attempt ends.
     * False when no such attempt runs here. Safe for use by many threads.
     */
    public boolean log(LogLine line) {
        return logs.add(line);
    }

    private void sendLogs() {
        logs.drain(options.id()).forEach(this::send);
    }

    /**
     * Silence is counted in beats, not by the clock: after a pause of this process there may be answers that were not read.
     */
    private void beat(long periodMillis) {
        Connection connection = coordinator;
        if (connection == null) {
            return;
        }
        silentMillis += periodMillis;
        if (silentMillis > silenceLimitMillis && reconnector != null) {
            silentMillis = 0;
            disconnected(connection, new IOException("nothing was heard for " + silenceLimitMillis + " ms"));
            connection.close();
            return;
        }
        if (registered) {
            tellProgress();
        }
    }

    private void tellProgress() {
        List<AttemptProgress> progress = new ArrayList<>();
        running.forEach((id, runner) -> {
            TaskCounters counters = runner.counters();
            if (counters != null) {
                progress.add(new AttemptProgress(
                        id,
                        counters.readRecords(),
                        counters.readBytes(),
                        counters.writtenRecords(),
                        counters.spilledBytes()));
            }
        });
        send(new Message.Heartbeat(options.id(), progress));
        sendLogs();
    }

    /** The coordinator gave this worker up: whatever it did is void. Each heartbeat may be answered so; once is enough. */
    private void rejoin() {
        if (!registered || closing) {
            return;
        }
        LOG.warn("Worker {} was given up by the coordinator; it begins anew", options.id());
        beginningAnew = true;
        registered = false;
        reports.clear();
        untold.clear();
        for (String job : List.copyOf(jobs.keySet())) {
            endJob(new Message.EndJob(job, true));
        }
        registerIfEmpty();
    }

    private void registerIfEmpty() {
        if (beginningAnew && running.isEmpty() && ending.isEmpty() && cleaningCount == 0) {
            beginningAnew = false;
            incarnation++;
            if (coordinator != null) {
                register();
            }
        }
    }

    private void endJob(Message.EndJob end) {
        WorkerJob job = jobs.remove(end.job());
        if (job == null) {
            return;
        }
        ending.put(end.job(), new JobCleanup(end.job(), end.succeeded(), job, store, resources.tables(), code));
        stop(id -> id.job().equals(end.job()), "the job has ended");
        cleanUpIfQuiet(end.job());
    }

    /** Once the last attempt of an ended job is gone, so is all that it left; of a closing worker, see there. */
    private void cleanUpIfQuiet(String job) {
        if (!closing
                && ending.containsKey(job)
                && running.keySet().stream().noneMatch(id -> id.job().equals(job))) {
            cleaningCount++;
            JobCleanup cleanup = ending.remove(job);
            slots.execute(() -> {
                cleanup.run();
                loop.tryExecute(this::cleaned);
            });
        }
    }

    /**
     * Takes no more attempts, finishes those that run, and keeps outputs as long as jobs need them, but stays no longer than
     * {@code timeout}. Returns when the worker can be closed at no cost, or at the least one; at once if its coordinator is gone
     * for good, or away and nothing is here. One that is away may come back within {@code timeout}.
     */
    public void drain(Duration timeout) throws InterruptedException {
        boolean accepted = loop.tryExecute(() -> drainWithin(timeout));
        if (accepted) {
            boolean free = drained.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!free && coordinator != null) {
                // Its clock decides, and may be behind.
                drained.await(STOP_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Of several times the shortest counts. */
    private void drainWithin(Duration timeout) {
        Duration before = drainTimeout;
        drainTimeout = before == null || timeout.compareTo(before) < 0 ? timeout : before;
        askToLeave();
        leaveIfNothingIsHere();
    }

    /** Again after each registration: the coordinator may have forgotten. */
    private void askToLeave() {
        Duration timeout = drainTimeout;
        if (timeout != null) {
            send(new Message.WorkerDraining(options.id(), timeout.toMillis()));
        }
    }

    /** While there is no coordinator to say it. */
    private void leaveIfNothingIsHere() {
        if (drainTimeout != null
                && coordinator == null
                && running.isEmpty()
                && store.ids().isEmpty()) {
            release();
        }
    }

    private void release() {
        drained.countDown();
        if (askedToLeave) {
            released = true;
            disconnected.countDown();
        }
    }

    private void cleaned() {
        cleaningCount--;
        leaveIfNothingIsHere();
        registerIfEmpty();
    }

    /** Bytes reserved now, for attempts and published outputs. */
    public long reservedBytes() {
        return pool.reservedBytes();
    }

    /**
     * Cancels what runs, says goodbye, and gives back everything: files, memory, threads. Fails when memory was leaked,
     * after all else was given back.
     */
    @Override
    public void close() {
        CountDownLatch said = new CountDownLatch(1);
        boolean accepted = loop.tryExecute(() -> {
            closing = true;
            if (heartbeat != null) {
                heartbeat.cancel();
            }
            stop(id -> true, "the worker is closing");
            send(new Message.WorkerLeaving(options.id()));
            said.countDown();
        });
        boolean quiet = false;
        try {
            if (accepted && !said.await(STOP_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("Worker {} did not answer while closing", options.id());
            }
            slots.shutdown();
            quiet = slots.awaitTermination(STOP_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            if (!quiet) {
                LOG.warn("Attempts of worker {} do not end: user code ignores interrupts", options.id());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        loop.tryExecute(this::cleanUpNow);
        loop.close();
        disconnected.countDown();
        drained.countDown();
        Connection connection = coordinator;
        if (connection != null) {
            connection.close();
        }
        store.close();
        resources.tables().close();
        code.close();
        storeMemory.close();
        if (quiet && pool.reservedBytes() != 0) {
            throw new IllegalStateException("Worker " + options.id() + " was closed with " + pool.reservedBytes()
                    + " bytes of memory still reserved by attempts that have ended");
        }
    }

    /** For jobs that ended while their attempts were being stopped. */
    private void cleanUpNow() {
        ending.values().forEach(JobCleanup::run);
        ending.clear();
    }
}
