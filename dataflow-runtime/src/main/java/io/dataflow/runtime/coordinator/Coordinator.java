package io.dataflow.runtime.coordinator;

import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.loop.EventLoop;
import io.dataflow.runtime.loop.RunningClock;
import io.dataflow.runtime.protocol.FailureReport;
import io.dataflow.runtime.protocol.FinishedAttempt;
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
import io.dataflow.shuffle.KeySample;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputSizes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears workers and clients, tells the scheduler, and has its decisions carried out. All state is confined to the loop;
 * messages only queue up for it.
 */
public final class Coordinator implements ConnectionHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

    private static final long STOP_WAIT_MILLIS = 10_000;

    /** When so many are overdue, this process was stopped. */
    private static final long TICKS_OF_A_STEP = 4;

    /** What tasks log is written down as often, which costs a file of up to some megabytes for each job that says something. */
    private static final long KEEP_LOGS_MILLIS = 2_000;

    private final @Nullable CodeDepot depot;
    private final Clock clock;
    private final EventLoop loop;
    private final CoordinatorState state;
    private final JobScheduler scheduler;
    private final Map<String, WorkerLink> workers;
    private final Map<Connection, String> workerByConnection;
    private final Map<String, Integer> slotsByWorker;
    private final Map<String, Long> attemptBytesByWorker;
    private final Map<String, CoordinatorJob> jobs;
    private final Effects effects;
    private final ClusterDesk desk;
    private final @Nullable Journal journal;
    private final @Nullable Recorder recorder;
    private final @Nullable KeptLogs keptLogs;
    private long logsKeptMillis;
    private final EarlyFollowers earlyFollowers = new EarlyFollowers();
    /** In which what workers and clients owe becomes overdue: not while nobody could listen. */
    private final Clock running;

    /** Of the running clock, at the time of the journal that the next field has. */
    private final long startNanos;

    private final long startMillis;

    /** What is in the journal has been done again. */
    private boolean replayed;

    private volatile boolean stopping;

    /** @param depot keeps shipped code; null where all share one process */
    public Coordinator(CoordinatorOptions options, @Nullable CodeDepot depot, Clock clock) {
        this(options, depot, clock, null, failure -> {});
    }

    /**
     * One that goes on where the one ended that wrote the journal.
     *
     * @param depot keeps shipped code; null where all share one process
     * @param journal is closed with the coordinator; null for one whose jobs end with it
     * @param onFailure hears that the journal cannot be written; the coordinator does nothing any more then
     */
    public Coordinator(
            CoordinatorOptions options,
            @Nullable CodeDepot depot,
            Clock clock,
            @Nullable Journal journal,
            Consumer<IOException> onFailure) {
        this.depot = depot;
        this.clock = clock;
        this.running = new RunningClock(clock, TICKS_OF_A_STEP * options.updateMillis());
        this.journal = journal;
        this.loop = new EventLoop("dataflow-coordinator", clock, failure -> LOG.error("Coordinator failed", failure));
        Recovery recovery = Recovery.of(journal, options);
        this.state = recovery.state();
        this.scheduler = state.scheduler;
        this.workers = state.workers;
        this.workerByConnection = state.workerByConnection;
        this.slotsByWorker = state.slotsByWorker;
        this.attemptBytesByWorker = state.attemptBytesByWorker;
        this.jobs = state.jobs;
        this.effects = new Effects(workers, jobs, this::end, this::nowMillis, this::wakeAt);
        this.desk = new ClusterDesk(
                clock,
                jobs,
                state.history,
                this::nowMillis,
                this::progress,
                scheduler::standing,
                options.heartbeatMillis());
        this.recorder = journal == null ? null : new Recorder(journal, state, loop::tryExecute, onFailure);
        this.keptLogs = journal == null ? null : KeptLogs.in(journal.folder().resolve("logs"));
        if (depot != null) {
            jobs.values().forEach(job -> depot.pin(job.id(), job.submitted().artifacts()));
        }
        recovery.entries().forEach(this::replay);
        startNanos = running.nanos();
        startMillis = state.millis;
        state.begin(options, clock.millis());
        if (recorder != null && recovery.isOfFormerTimes()) {
            recorder.restarted(state.millis);
            restarted();
            recorder.commit();
        }
        if (recorder != null) {
            recorder.replaceByState();
        }
        if (keptLogs != null) {
            desk.restoreLogs(keptLogs);
        }
        // Nothing happens on the loop before: wishes to be woken are seen to by the first tick.
        replayed = true;
        loop.scheduleEvery(options.updateMillis(), this::ticked);
    }

    private long nowMillis() {
        return recorder == null ? TimeUnit.NANOSECONDS.toMillis(running.nanos()) : state.millis;
    }

    /** The time at which an event happens that is written down; it stands still while the event is handled. */
    private long advance() {
        state.millis = startMillis + TimeUnit.NANOSECONDS.toMillis(running.nanos() - startNanos);
        return state.millis;
    }

    /** What happened before, once more; nothing of it gets out. */
    private void replay(JournalEntry entry) {
        state.millis = entry.millis();
        RecordedConnection connection = state.connections.get(entry.connection());
        try {
            switch (entry.kind()) {
                case CONNECTED -> {
                    state.connectionCount = entry.connection();
                    String peer = String.valueOf(entry.text());
                    state.connections.put(entry.connection(), new RecordedConnection(entry.connection(), peer));
                }
                case SAID -> handle(Objects.requireNonNull(connection), Objects.requireNonNull(entry.message()));
                case CLOSED -> {
                    state.connections.remove(entry.connection());
                    closed(
                            Objects.requireNonNull(connection),
                            entry.text() == null ? null : new IOException(entry.text()));
                }
                case TICKED -> tick();
                case RESTARTED -> restarted();
            }
        } catch (RuntimeException asBefore) {
            LOG.debug("What the coordinator could not handle is in its journal", asBefore);
        }
    }

    /** All connections are gone. Workers and clients have some time to come back. */
    private void restarted() {
        LOG.info(
                "Went on with {} jobs and {} workers",
                jobs.size(),
                scheduler.workers().size());
        workers.clear();
        workerByConnection.clear();
        slotsByWorker.clear();
        attemptBytesByWorker.clear();
        state.connections.clear();
        for (String worker : scheduler.workers()) {
            effects.carryOut(scheduler.onWorkerDisconnected(worker, state.options.restartGraceMillis(), nowMillis()));
        }
        jobs.values().forEach(job -> job.clientLost(nowMillis()));
    }

    private void wakeAt(long millis) {
        if (replayed) {
            loop.schedule(Math.max(0, millis - nowMillis()), this::ticked);
        }
    }

    @Override
    public void onMessage(Connection connection, Message message) {
        if (depot != null && depot.onMessage(connection, message)) {
            return;
        }
        Runnable work = () -> {
            // What is asked and told for people changes nothing that a journal has to know.
            if (message instanceof Message.ClusterRequest) {
                tellSlots(connection);
            } else if (!desk.onMessage(connection, message)) {
                heard(connection, message);
            }
        };
        if (connection.isInProcess() && isReport(message)) {
            loop.tryExecuteInItsPlace(work);
        } else {
            loop.tryExecute(work);
        }
    }

    /** Comes from the slot that is free now, which holds no lock; a client may hold some. */
    private static boolean isReport(Message message) {
        return message instanceof Message.AttemptsFinished || message instanceof Message.AttemptFailed;
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        if (depot != null) {
            depot.onClosed(connection);
        }
        loop.tryExecute(() -> ended(connection, cause));
    }

    private void heard(Connection connection, Message message) {
        if (recorder == null) {
            handle(connection, message);
        } else if (!stopping) {
            handle(recorder.said(connection, message, advance()), message);
        }
    }

    private void ended(Connection connection, @Nullable Throwable cause) {
        if (recorder == null) {
            closed(connection, cause);
        } else if (!stopping) {
            Connection recorded = recorder.closed(connection, cause, advance());
            if (recorded != null) {
                closed(recorded, cause);
            }
        }
    }

    private void ticked() {
        if (recorder == null) {
            tick();
        } else if (!stopping) {
            recorder.ticked(advance());
            tick();
            keepLogs();
        }
    }

    private void keepLogs() {
        if (keptLogs != null && keptLogs.isIdle() && nowMillis() - logsKeptMillis >= KEEP_LOGS_MILLIS) {
            logsKeptMillis = nowMillis();
            desk.keepLogs(keptLogs);
        }
    }

    private void handle(Connection connection, Message message) {
        if (message instanceof Message.AttemptsFinished finished) {
            onReport(connection, finished.worker());
            onFinished(finished);
        } else if (message instanceof Message.AttemptFailed failed) {
            onReport(connection, failed.worker());
            onFailed(failed);
        } else if (message instanceof Message.Heartbeat heartbeat) {
            onHeartbeat(connection, heartbeat);
        } else if (message instanceof Message.RegisterWorker register) {
            onRegister(connection, register);
        } else if (message instanceof Message.WorkerDraining draining) {
            LOG.info("Worker {} takes no more attempts and is to leave", draining.worker());
            List<Effect> reaction =
                    scheduler.onWorkerDraining(draining.worker(), draining.timeoutMillis(), nowMillis());
            effects.carryOut(reaction);
        } else if (message instanceof Message.DrainWorker drain) {
            drain(drain);
        } else if (message instanceof Message.WorkerLeaving leaving) {
            lose(leaving.worker(), "left");
        } else if (message instanceof Message.SubmitJob submit) {
            onSubmit(connection, submit);
        } else if (message instanceof Message.FollowJob follow) {
            onFollow(connection, follow.job(), follow.submitter());
        } else if (message instanceof Message.CancelJob cancel) {
            remember(cancel.job());
            CoordinatorJob job = jobs.get(cancel.job());
            if (job != null) {
                job.cancel(cancel.reason());
            }
            effects.carryOut(scheduler.onJobCancelled(cancel.job(), cancel.reason(), nowMillis()));
        } else if (message instanceof Message.ReleaseJob release) {
            release(release.job());
        } else if (message instanceof Message.ResultLost lost) {
            OutputId id = lost.output();
            effects.carryOut(scheduler.onResultLost(id.job(), id.stage(), id.task(), id.attempt(), nowMillis()));
        } else {
            LOG.warn(
                    "{} sent an unexpected {}",
                    connection.peer(),
                    message.getClass().getSimpleName());
        }
    }

    private void tellSlots(Connection client) {
        int slots = slotsByWorker.values().stream().mapToInt(Integer::intValue).sum();
        client.send(new Message.ClusterView(slotsByWorker.size(), slots));
    }

    private void onRegister(Connection connection, Message.RegisterWorker register) {
        WorkerLink former = workers.get(register.worker());
        if (former != null && former.isNewerThan(register)) {
            LOG.info("Worker {} has registered over another connection since", register.worker());
            return;
        }
        LOG.info(
                "Worker {} joins with {} slots at {}, and with {} attempts and {} outputs of before",
                register.worker(),
                register.slots(),
                register.address(),
                register.has().running().size(),
                register.has().outputs().size());
        workers.put(register.worker(), new WorkerLink(register, connection));
        workerByConnection.put(connection, register.worker());
        slotsByWorker.put(register.worker(), register.slots());
        attemptBytesByWorker.put(register.worker(), register.attemptBytes());
        desk.workers().onJoined(register);
        connection.send(new Message.WorkerRegistered(
                state.options.scheduler().leaseMillis(), state.options.heartbeatMillis(), resumes()));
        scheduler
                .drainMillisLeft(register.worker(), nowMillis())
                .ifPresent(left -> connection.send(new Message.LeaveRequest(left)));
        effects.carryOut(scheduler.onWorkerRegistered(
                register.worker(),
                Long.toString(register.incarnation()),
                register.address(),
                register.slots(),
                register.attemptBytes(),
                register.has(),
                nowMillis()));
    }

    /** The worker is told as well, so that it asks by itself should it be given up meanwhile. */
    private void drain(Message.DrainWorker drain) {
        if (scheduler.standing(drain.worker()).isEmpty()) {
            LOG.info("Worker {}, which was to leave, is gone already", drain.worker());
            return;
        }
        LOG.info("Worker {} is asked to leave within {} ms", drain.worker(), drain.timeoutMillis());
        WorkerLink link = workers.get(drain.worker());
        if (link != null) {
            link.connection().send(new Message.LeaveRequest(drain.timeoutMillis()));
        }
        effects.carryOut(scheduler.onWorkerDraining(drain.worker(), drain.timeoutMillis(), nowMillis()));
    }

    private void onReport(Connection connection, String worker) {
        WorkerLink link = workers.get(worker);
        if (link != null && link.connection() == connection) {
            link.onReport();
        }
    }

    private void onHeartbeat(Connection connection, Message.Heartbeat heartbeat) {
        List<Effect> reaction = scheduler.onHeartbeat(heartbeat.worker(), nowMillis());
        if (reaction.stream().anyMatch(Effect.Rejoin.class::isInstance)) {
            connection.send(new Message.RejoinRequest());
            return;
        }
        desk.workers().onHeartbeat(heartbeat);
        WorkerLink link = workers.get(heartbeat.worker());
        if (link != null && link.connection() == connection) {
            connection.send(new Message.ReportsSeen(link.reportCount()));
        }
        heartbeat.running().forEach(progress -> {
            CoordinatorJob job = jobs.get(progress.attempt().job());
            if (job != null) {
                job.metrics().onProgress(progress);
            }
        });
    }

    private void onFinished(Message.AttemptsFinished finished) {
        long millis = nowMillis();
        CoordinatorJob job = jobs.get(finished.job());
        List<JobScheduler.Finish> finishes = new ArrayList<>(finished.attempts().size());
        for (FinishedAttempt each : finished.attempts()) {
            AttemptId attempt = new AttemptId(finished.job(), finished.stage(), each.task(), each.attempt());
            finishes.add(new JobScheduler.Finish(attempt, lite(each.sizes())));
            if (job != null && scheduler.awaits(attempt, finished.worker())) {
                job.metrics().onFinished(attempt, each.report(), millis);
                String beyond = job.counterBeyondLimit(each.report());
                if (beyond != null) {
                    Failure failure = new Failure(FailureKind.USER_CODE, beyond, null);
                    effects.carryOut(scheduler.onJobFailed(attempt.job(), failure, millis));
                }
            }
        }
        effects.carryOut(scheduler.onAttemptsFinished(finished.worker(), finishes, millis));
    }

    private static OutputSizesLite lite(OutputSizes sizes) {
        long records = 0;
        for (long ofPartition : sizes.partitionRecords()) {
            records += ofPartition;
        }
        List<Sample> samples = new ArrayList<>(sizes.samples().size());
        for (KeySample sample : sizes.samples()) {
            samples.add(new Sample(sample.key(), sample.weightBytes()));
        }
        return new OutputSizesLite(sizes.regionCount(), sizes.partitionBytes(), records, samples, sizes.contentHash());
    }

    private void onFailed(Message.AttemptFailed failed) {
        AttemptId attempt = failed.attempt();
        CoordinatorJob job = jobs.get(attempt.job());
        if (job != null) {
            job.metrics().onFailed(attempt);
            job.failed(attempt, failed.failure());
            desk.onFailed(failed);
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
        if (jobs.containsKey(submit.job()) || state.hasEnded(submit.job())) {
            onFollow(client, submit.job(), true);
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
        long submittedMillis = recorder == null ? clock.millis() : state.originMillis + state.millis;
        jobs.put(submit.job(), new CoordinatorJob(submit, client, submittedMillis, nowMillis()));
        long floorBytes = submit.floors().stream()
                .mapToLong(MemoryFloor::attemptBytes)
                .max()
                .orElse(0);
        effects.carryOut(
                scheduler.onJobSubmitted(submit.job(), submit.graph(), submit.policy(), floorBytes, nowMillis()));
        earlyFollowers.takeAllOf(submit.job()).forEach(early -> onFollow(early.follower(), early.job(), false));
    }

    /** Whether it comes back with its jobs when it is gone. */
    private boolean resumes() {
        return journal != null;
    }

    /** The client hears what it may have missed; also of a submission that comes again, as nobody knew whether it arrived. */
    private void onFollow(Connection client, String id, boolean submitter) {
        CoordinatorJob job = jobs.get(id);
        if (job == null) {
            if (submitter || state.hasEnded(id) || !earlyFollowers.tryAdd(client, id, nowMillis())) {
                tellEnd(client, id);
            }
            return;
        }
        if (submitter) {
            job.onClientBack(client);
        } else {
            job.addFollower(client);
        }
        client.send(
                new Message.JobUpdate(id, job.progress(scheduler.progress(id).orElse(null), nowMillis())));
        scheduler.results(id).ifPresent(results -> effects.tellResults(job, results));
    }

    /** Of a job that is not there. */
    private void tellEnd(Connection client, String id) {
        String unknown = "Job " + id + " is not known here: it ended a while ago, or with a coordinator that keeps no"
                + " journal (option --journal)";
        client.send(state.endOf(
                id,
                new Message.JobEnded(
                        id,
                        new FailureReport(FailureKind.CONNECTION, unknown, null),
                        new JobProgress(List.of(), List.of(), Map.of()))));
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
        JobProgress last = job.progress(null, nowMillis());
        desk.onEnded(job, failure, last);
        Message.JobEnded end = new Message.JobEnded(job.id(), failure, last);
        state.remember(end);
        job.tell(end);
        if (depot != null) {
            depot.unpin(job.id());
        }
    }

    private void closed(Connection connection, @Nullable Throwable cause) {
        String worker = workerByConnection.remove(connection);
        if (worker != null && workers.get(worker) != null && workers.get(worker).connection() == connection) {
            if (cause == null) {
                lose(worker, "closed its connection");
            } else {
                miss(worker, cause);
            }
        }
        earlyFollowers.remove(connection);
        for (CoordinatorJob job : List.copyOf(jobs.values())) {
            job.removeFollower(connection);
            if (job.client() == connection && cause == null && job.submitted().collected()) {
                forsake(job);
            } else if (job.client() == connection) {
                job.clientLost(nowMillis());
            }
        }
    }

    private void forsake(CoordinatorJob job) {
        effects.carryOut(
                scheduler.onJobCancelled(job.id(), "the client that was to read the results went away", nowMillis()));
    }

    private void lose(String worker, String how) {
        if (workers.remove(worker) != null) {
            LOG.info("Worker {} {}", worker, how);
            slotsByWorker.remove(worker);
            attemptBytesByWorker.remove(worker);
            desk.workers().onLeft(worker);
            effects.carryOut(scheduler.onWorkerLeft(worker, nowMillis()));
        }
    }

    /** It has some time to come back. */
    private void miss(String worker, Throwable cause) {
        workers.remove(worker);
        LOG.warn("Worker {} lost its connection: {}", worker, cause.toString());
        slotsByWorker.remove(worker);
        attemptBytesByWorker.remove(worker);
        effects.carryOut(scheduler.onWorkerDisconnected(worker, state.options.absenceGraceMillis(), nowMillis()));
    }

    private void tick() {
        effects.carryOut(scheduler.onTick(nowMillis()));
        desk.workers().retain(scheduler.workers());
        earlyFollowers.takeOverdue(nowMillis()).forEach(early -> tellEnd(early.follower(), early.job()));
        for (CoordinatorJob job : List.copyOf(jobs.values())) {
            if (job.isForsaken(state.options.clientGraceMillis(), nowMillis())) {
                forsake(job);
                continue;
            }
            if (job.isLeftAlone() && scheduler.results(job.id()).isPresent()) {
                release(job.id());
                continue;
            }
            JobProgress progress = progress(job);
            job.tell(new Message.JobUpdate(job.id(), progress));
        }
    }

    private JobProgress progress(CoordinatorJob job) {
        return job.progress(scheduler.progress(job.id()).orElse(null), nowMillis());
    }

    /**
     * To be called before the transport is closed, returns when it can be. With a journal nothing is written down any more, so
     * that the end of connections is not taken for the will of those at their other ends. Without one all jobs end as
     * cancelled.
     */
    public void stop() {
        CountDownLatch stopped = new CountDownLatch(1);
        boolean accepted = loop.tryExecute(() -> {
            if (recorder == null) {
                cancelAll();
            } else if (!stopping) {
                recorder.commit();
                if (keptLogs != null) {
                    desk.keepLogs(keptLogs);
                }
            }
            stopping = true;
            stopped.countDown();
        });
        try {
            if (accepted && !stopped.await(STOP_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("The coordinator did not stop within {} ms", STOP_WAIT_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void cancelAll() {
        for (String job : List.copyOf(jobs.keySet())) {
            effects.carryOut(scheduler.onJobCancelled(job, "the coordinator is closing", nowMillis()));
        }
    }

    /** Stops as if its process had been killed: what is not safe in the journal is lost. */
    public void abandon() {
        stopping = true;
    }

    /**
     * Ends the loop; without a journal all jobs as cancelled before. Connections are closed by whoever opened the transport.
     */
    @Override
    public void close() {
        if (journal == null) {
            loop.tryExecute(this::cancelAll);
        }
        loop.close();
        if (keptLogs != null) {
            keptLogs.close();
        }
        if (depot != null) {
            depot.close();
        }
        if (journal != null) {
            journal.close();
        }
    }
}
