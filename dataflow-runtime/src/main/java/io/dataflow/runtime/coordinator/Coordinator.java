package io.dataflow.runtime.coordinator;

import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.loop.EventLoop;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.protocol.JobProgress;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.Effect;
import io.dataflow.runtime.scheduler.Failure;
import io.dataflow.runtime.scheduler.JobScheduler;
import io.dataflow.runtime.scheduler.LostOutput;
import io.dataflow.runtime.scheduler.MemoryFloor;
import io.dataflow.runtime.scheduler.OutputSizesLite;
import io.dataflow.runtime.scheduler.Sample;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.transport.Connection;
import io.dataflow.runtime.transport.ConnectionHandler;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputSizes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears workers and clients, tells the scheduler, and has its decisions carried out. All state is confined to the loop;
 * messages only queue up for it.
 */
public final class Coordinator implements ConnectionHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

    private final CoordinatorOptions options;
    private final @Nullable CodeDepot depot;
    private final Clock clock;
    private final EventLoop loop;
    private final JobScheduler scheduler;
    private final Map<String, WorkerLink> workers = new HashMap<>();
    private final Map<Connection, String> workerByConnection = new IdentityHashMap<>();
    private final Map<String, Integer> slotsByWorker = new HashMap<>();
    private final Map<String, Long> attemptBytesByWorker = new HashMap<>();
    private final Map<String, CoordinatorJob> jobs = new HashMap<>();
    private final Effects effects;

    /** @param depot keeps shipped code; null where all share one process */
    public Coordinator(CoordinatorOptions options, @Nullable CodeDepot depot, Clock clock) {
        this.options = options;
        this.depot = depot;
        this.clock = clock;
        this.loop = new EventLoop("dataflow-coordinator", clock, failure -> LOG.error("Coordinator failed", failure));
        this.scheduler = new JobScheduler(options.scheduler());
        this.effects = new Effects(workers, jobs, this::end, this::nowMillis);
        loop.scheduleEvery(options.updateMillis(), this::tick);
    }

    private long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(clock.nanos());
    }

    @Override
    public void onMessage(Connection connection, Message message) {
        if (depot != null && depot.onMessage(connection, message)) {
            return;
        }
        loop.tryExecute(() -> handle(connection, message));
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        if (depot != null) {
            depot.onClosed(connection);
        }
        loop.tryExecute(() -> closed(connection, cause));
    }

    private void handle(Connection connection, Message message) {
        if (message instanceof Message.AttemptFinished finished) {
            onFinished(finished);
        } else if (message instanceof Message.AttemptFailed failed) {
            onFailed(failed);
        } else if (message instanceof Message.Heartbeat heartbeat) {
            onHeartbeat(connection, heartbeat);
        } else if (message instanceof Message.RegisterWorker register) {
            onRegister(connection, register);
        } else if (message instanceof Message.WorkerLeaving leaving) {
            lose(leaving.worker(), "left");
        } else if (message instanceof Message.SubmitJob submit) {
            onSubmit(connection, submit);
        } else if (message instanceof Message.CancelJob cancel) {
            remember(cancel.job());
            effects.carryOut(scheduler.onJobCancelled(cancel.job(), cancel.reason(), nowMillis()));
        } else if (message instanceof Message.ReleaseJob release) {
            release(release.job());
        } else if (message instanceof Message.ResultLost lost) {
            OutputId id = lost.output();
            effects.carryOut(scheduler.onResultLost(id.job(), id.stage(), id.task(), id.attempt(), nowMillis()));
        } else if (message instanceof Message.ClusterRequest) {
            int slots =
                    slotsByWorker.values().stream().mapToInt(Integer::intValue).sum();
            connection.send(new Message.ClusterView(slotsByWorker.size(), slots));
        } else {
            LOG.warn(
                    "{} sent an unexpected {}",
                    connection.peer(),
                    message.getClass().getSimpleName());
        }
    }

    private void onRegister(Connection connection, Message.RegisterWorker register) {
        LOG.info("Worker {} joins with {} slots at {}", register.worker(), register.slots(), register.address());
        workers.put(register.worker(), new WorkerLink(register.worker(), connection));
        workerByConnection.put(connection, register.worker());
        slotsByWorker.put(register.worker(), register.slots());
        attemptBytesByWorker.put(register.worker(), register.attemptBytes());
        connection.send(new Message.WorkerRegistered(options.scheduler().leaseMillis(), options.heartbeatMillis()));
        effects.carryOut(scheduler.onWorkerJoined(
                register.worker(), register.address(), register.slots(), register.attemptBytes(), nowMillis()));
    }

    private void onHeartbeat(Connection connection, Message.Heartbeat heartbeat) {
        List<Effect> reaction = scheduler.onHeartbeat(heartbeat.worker(), nowMillis());
        if (reaction.stream().anyMatch(Effect.Rejoin.class::isInstance)) {
            connection.send(new Message.RejoinRequest());
            return;
        }
        heartbeat.running().forEach(progress -> {
            CoordinatorJob job = jobs.get(progress.attempt().job());
            if (job != null) {
                job.metrics().onProgress(progress);
            }
        });
    }

    private void onFinished(Message.AttemptFinished finished) {
        AttemptId attempt = finished.attempt();
        CoordinatorJob job = jobs.get(attempt.job());
        if (job != null) {
            job.metrics().onFinished(attempt, finished.report(), nowMillis());
            String beyond = job.counterBeyondLimit(finished.report());
            if (beyond != null) {
                Failure failure = new Failure(FailureKind.USER_CODE, beyond, null);
                effects.carryOut(scheduler.onJobFailed(attempt.job(), failure, nowMillis()));
            }
        }
        effects.carryOut(scheduler.onAttemptFinished(attempt, finished.worker(), lite(finished.sizes()), nowMillis()));
    }

    private static OutputSizesLite lite(OutputSizes sizes) {
        return new OutputSizesLite(
                sizes.regionCount(),
                sizes.partitionBytes(),
                Arrays.stream(sizes.partitionRecords()).sum(),
                sizes.samples().stream()
                        .map(sample -> new Sample(sample.key(), sample.weightBytes()))
                        .toList(),
                sizes.contentHash());
    }

    private void onFailed(Message.AttemptFailed failed) {
        AttemptId attempt = failed.attempt();
        CoordinatorJob job = jobs.get(attempt.job());
        if (job != null) {
            job.metrics().onFailed(attempt);
            job.failed(attempt, failed.failure());
            LOG.info(
                    "Attempt {} failed on {}: {}",
                    attempt,
                    failed.worker(),
                    failed.failure().message());
        }
        OutputId lost = failed.lost();
        Failure failure = new Failure(
                failed.failure().kind(),
                failed.failure().message(),
                lost == null ? null : new LostOutput(lost.job(), lost.stage(), lost.task(), lost.attempt()));
        effects.carryOut(scheduler.onAttemptFailed(attempt, failed.worker(), failure, nowMillis()));
    }

    private void onSubmit(Connection client, Message.SubmitJob submit) {
        if (jobs.containsKey(submit.job())) {
            refuse(client, submit, FailureKind.INVALID_PLAN, "There is a job " + submit.job() + " already");
            return;
        }
        String tooSmall = withoutMemory(submit);
        if (tooSmall != null) {
            refuse(client, submit, FailureKind.RESOURCES, tooSmall);
            return;
        }
        LOG.info(
                "Job {} '{}' with {} stages from {}",
                submit.job(),
                submit.name(),
                submit.graph().stages().size(),
                client.peer());
        if (depot != null) {
            depot.pin(submit.job(), submit.artifacts());
        }
        jobs.put(submit.job(), new CoordinatorJob(submit, client));
        long floorBytes = submit.floors().stream()
                .mapToLong(MemoryFloor::attemptBytes)
                .max()
                .orElse(0);
        effects.carryOut(scheduler.onJobSubmitted(submit.job(), submit.graph(), floorBytes, nowMillis()));
    }

    private static void refuse(Connection client, Message.SubmitJob submit, FailureKind kind, String why) {
        client.send(new Message.JobEnded(
                submit.job(), new FailureReport(kind, why, null), new JobProgress(List.of(), List.of(), Map.of())));
    }

    /** Why the job fits none of the workers there are, if there are any; each attempt looks again. */
    private @Nullable String withoutMemory(Message.SubmitJob submit) {
        long mostBytes = attemptBytesByWorker.values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(Long.MAX_VALUE);
        List<StageSpec> stages = submit.graph().stages();
        for (int stage = 0; stage < Math.min(stages.size(), submit.floors().size()); stage++) {
            String refusal =
                    submit.floors().get(stage).refusal(stage, stages.get(stage).name(), mostBytes);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private void release(String id) {
        CoordinatorJob job = jobs.get(id);
        if (job != null) {
            remember(id);
            effects.carryOut(scheduler.onJobReleased(id, nowMillis()));
            end(job, null);
        }
    }

    /** For the last word on a job: how far it is, since the scheduler is about to forget it. */
    private void remember(String id) {
        CoordinatorJob job = jobs.get(id);
        if (job != null) {
            effects.rememberProgress(job, scheduler.progress(id).orElse(null));
        }
    }

    /** The last word on a job. */
    private void end(CoordinatorJob job, @Nullable FailureReport failure) {
        if (jobs.remove(job.id()) == null) {
            return;
        }
        LOG.info("Job {} {}", job.id(), failure == null ? "succeeded" : "ended: " + failure.message());
        job.client().send(new Message.JobEnded(job.id(), failure, job.progress(null, nowMillis())));
        if (depot != null) {
            depot.unpin(job.id());
        }
    }

    private void closed(Connection connection, @Nullable Throwable cause) {
        String worker = workerByConnection.remove(connection);
        if (worker != null && workers.get(worker) != null && workers.get(worker).connection() == connection) {
            lose(worker, cause == null ? "closed its connection" : "lost its connection: " + cause);
        }
        for (CoordinatorJob job : List.copyOf(jobs.values())) {
            if (job.client() == connection && job.submitted().collected()) {
                effects.carryOut(scheduler.onJobCancelled(
                        job.id(), "the client that was to read the results went away", nowMillis()));
            }
        }
    }

    private void lose(String worker, String how) {
        if (workers.remove(worker) != null) {
            LOG.info("Worker {} {}", worker, how);
            slotsByWorker.remove(worker);
            attemptBytesByWorker.remove(worker);
            effects.carryOut(scheduler.onWorkerLeft(worker, nowMillis()));
        }
    }

    private void tick() {
        effects.carryOut(scheduler.onTick(nowMillis()));
        for (CoordinatorJob job : jobs.values()) {
            JobProgress progress = job.progress(scheduler.progress(job.id()).orElse(null), nowMillis());
            job.client().send(new Message.JobUpdate(job.id(), progress));
        }
    }

    /** Ends all jobs as cancelled, and the loop. Connections are closed by whoever opened the transport. */
    @Override
    public void close() {
        loop.tryExecute(() -> {
            for (String job : List.copyOf(jobs.keySet())) {
                effects.carryOut(scheduler.onJobCancelled(job, "the coordinator is closing", nowMillis()));
            }
        });
        loop.close();
        if (depot != null) {
            depot.close();
        }
    }
}
