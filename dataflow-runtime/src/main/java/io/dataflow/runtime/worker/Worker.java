package io.dataflow.runtime.worker;

import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.loop.EventLoop;
import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.loop.Timer;
import io.dataflow.runtime.operator.TaskCounters;
import io.dataflow.runtime.protocol.ArtifactId;
import io.dataflow.runtime.protocol.AttemptProgress;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.task.SlotGate;
import io.dataflow.runtime.task.TaskRunner;
import io.dataflow.runtime.transport.Connection;
import io.dataflow.runtime.transport.ConnectionHandler;
import io.dataflow.shuffle.BlockFetcher;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.ShuffleStore;
import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts in its slots and keeps their outputs. Does what the coordinator says, and reports how each attempt ended,
 * whatever happened in between; decides nothing itself.
 *
 * <p>Its state is confined to its loop; attempts run on the threads of the slots.
 */
public final class Worker implements ConnectionHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** The coordinator never sends more than there are slots, but for attempts that are being cancelled. */
    private static final int MAX_WAITING_ATTEMPTS = 10_000;

    private static final long STOP_WAIT_MILLIS = 10_000;

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
    private final CountDownLatch disconnected = new CountDownLatch(1);
    private @Nullable Connection coordinator;
    private @Nullable Timer heartbeat;
    private String address = "";
    private boolean closing;

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
        this.slots = new NamedThreads("dataflow-slot-" + options.id()).pool(options.slots(), MAX_WAITING_ATTEMPTS);
        this.storeMemory = pool.budget("published outputs", options.storeBytes());
        this.resources = new TaskRunner.Resources(
                pool, storeMemory, options.attemptBytes(), new SlotGate(options.slots()), directory, store, fetcher);
    }

    /** Offers its slots over a connection whose messages come to this handler. {@code servedAt} is where its outputs can be had. */
    public void join(Connection connection, String servedAt) {
        loop.execute(() -> {
            coordinator = connection;
            address = servedAt;
            register();
        });
    }

    private void register() {
        send(new Message.RegisterWorker(
                options.id(), address, options.slots(), options.memoryBytes(), options.attemptBytes()));
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
            if (code instanceof ShippedCode shipped) {
                shipped.onMessage(message);
            }
        } else {
            loop.tryExecute(() -> handle(message));
        }
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        if (code instanceof ShippedCode shipped) {
            shipped.onDisconnect();
        }
        disconnected.countDown();
    }

    /** Returns when the coordinator is gone. */
    public void awaitDisconnect() throws InterruptedException {
        disconnected.await();
    }

    private void handle(Message message) {
        if (message instanceof Message.LaunchAttempt launch) {
            launch(launch);
        } else if (message instanceof Message.CancelAttempt cancel) {
            TaskRunner runner = running.get(cancel.attempt());
            if (runner != null) {
                runner.cancel("cancelled by the coordinator");
            }
        } else if (message instanceof Message.OpenJob open) {
            jobs.put(open.job(), new WorkerJob(open.artifacts()));
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
        } else if (message instanceof Message.WorkerRegistered registered) {
            startHeartbeat(registered.heartbeatMillis());
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

    private void launch(Message.LaunchAttempt launch) {
        if (closing) {
            return;
        }
        AttemptId id = launch.attempt();
        WorkerJob job = jobs.get(id.job());
        List<byte[]> programs = job == null ? List.of() : job.programs(launch.fused());
        if (job == null || programs.isEmpty()) {
            String unknown =
                    "Attempt " + id + " was launched before its job or stage was opened on worker " + options.id();
            send(new Message.AttemptFailed(
                    options.id(), id, new FailureReport(FailureKind.INTERNAL, unknown, null), null));
            return;
        }
        List<ArtifactId> artifacts = job.artifacts();
        TaskRunner runner = new TaskRunner(
                new TaskRunner.Launch(
                        id,
                        programs,
                        launch.splits(),
                        launch.input(),
                        job.locations(),
                        () -> code.open(id.job(), artifacts)),
                resources,
                clock);
        running.put(id, runner);
        slots.execute(() -> {
            TaskRunner.Outcome outcome = runner.run();
            loop.tryExecute(() -> ended(id, outcome));
        });
    }

    private void ended(AttemptId id, TaskRunner.Outcome outcome) {
        running.remove(id);
        if (outcome instanceof TaskRunner.Outcome.Finished finished) {
            send(new Message.AttemptFinished(options.id(), id, finished.sizes(), finished.report()));
        } else if (outcome instanceof TaskRunner.Outcome.Failed failed) {
            LOG.debug("{}", failed.failure().message());
            send(new Message.AttemptFailed(options.id(), id, failed.failure(), failed.lost()));
        }
        cleanUpIfQuiet(id.job());
    }

    private void startHeartbeat(long periodMillis) {
        if (heartbeat != null) {
            heartbeat.cancel();
        }
        heartbeat = loop.scheduleEvery(periodMillis, this::beat);
    }

    private void beat() {
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
    }

    /** The coordinator gave this worker up: whatever it did is void. */
    private void rejoin() {
        LOG.warn("Worker {} was given up by the coordinator; it begins anew", options.id());
        running.values().forEach(runner -> runner.cancel("the coordinator gave the worker up"));
        for (String job : List.copyOf(jobs.keySet())) {
            endJob(new Message.EndJob(job, true));
        }
        register();
    }

    private void endJob(Message.EndJob end) {
        WorkerJob job = jobs.remove(end.job());
        if (job == null) {
            return;
        }
        running.forEach((id, runner) -> {
            if (id.job().equals(end.job())) {
                runner.cancel("the job has ended");
            }
        });
        ending.put(end.job(), new JobCleanup(end.job(), end.succeeded(), job, store, code));
        cleanUpIfQuiet(end.job());
    }

    /** Once the last attempt of an ended job is gone, so is all that it left; of a closing worker, see there. */
    private void cleanUpIfQuiet(String job) {
        if (!closing
                && ending.containsKey(job)
                && running.keySet().stream().noneMatch(id -> id.job().equals(job))) {
            slots.execute(ending.remove(job));
        }
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
            running.values().forEach(runner -> runner.cancel("the worker is closing"));
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
        Connection connection = coordinator;
        if (connection != null) {
            connection.close();
        }
        store.close();
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
