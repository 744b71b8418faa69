package io.dataflow.runtime.client;

import io.dataflow.api.Job;
import io.dataflow.api.JobListener;
import io.dataflow.api.JobOptions;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.runtime.closure.HandOver;
import io.dataflow.runtime.closure.PlanSerializer;
import io.dataflow.runtime.operator.TaskMemory;
import io.dataflow.runtime.plan.Explanation;
import io.dataflow.runtime.plan.KeptInput;
import io.dataflow.runtime.plan.PartitionKey;
import io.dataflow.runtime.plan.PhysicalPlan;
import io.dataflow.runtime.plan.Planner;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.protocol.ArtifactId;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.Parcel;
import io.dataflow.runtime.protocol.StageSplits;
import io.dataflow.runtime.scheduler.MemoryFloor;
import io.dataflow.runtime.transport.Connection;
import io.dataflow.runtime.transport.ConnectionHandler;
import io.dataflow.runtime.transport.Reconnector;
import io.dataflow.shuffle.BlockFetcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans and submits jobs over one connection to a coordinator, and reads their results. The same for a coordinator in this
 * process and elsewhere. Safe for use by many threads.
 */
public final class EngineSession implements Session, ConnectionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(EngineSession.class);

    /** What cached datasets may take in all, in memory and on disk: what the disk of a small machine can spare. */
    private static final long KEPT_BYTES = 64L << 30;

    /** A connection that breaks at every upload will not do. */
    private static final int MAX_SUPPLIES = 5;

    private final Supplier<String> jobIds;
    private final CodeSupply code;
    private final HandOver handOver = new HandOver();
    private final BlockFetcher fetcher;
    private final KnownSlots slots;
    private final AutoCloseable resources;
    private final Map<String, EngineJob> jobs = new ConcurrentHashMap<>();
    private final Set<LoopingJob> looping = ConcurrentHashMap.newKeySet();
    private final KeptResults keptResults;
    private final List<JobListener> listeners = new CopyOnWriteArrayList<>();
    private final Object connecting = new Object();

    /** Written under the lock of {@code connecting}, as are the next two. */
    private volatile @Nullable Connection coordinator;
    /** A connection that ended before it was this session's. */
    private @Nullable Connection endedEarly;

    private @Nullable Reconnector reconnector;
    private volatile boolean gone;
    private volatile boolean closed;

    /** Makes the code of a plan known to the workers. */
    public interface CodeSupply {
        /** Whether all workers are in this process, and have the classes that are met here. */
        default boolean isHere() {
            return false;
        }

        /** What the workers have to fetch; sent already when this returns. */
        List<ArtifactId> supply(String job, PlanSerializer serialized, Connection coordinator) throws IOException;

        /** Takes an answer of the coordinator. */
        void onMessage(Message message);

        /** No answer will come to what was asked. */
        default void onDisconnect() {}

        /** The job is over. */
        void release(String job);
    }

    /**
     * @param jobIds yields an id that no other job of the cluster has
     * @param slots those on which its jobs run
     * @param resources closed after the session's jobs have ended
     */
    public EngineSession(
            Supplier<String> jobIds, CodeSupply code, BlockFetcher fetcher, KnownSlots slots, AutoCloseable resources) {
        this.jobIds = jobIds;
        this.code = code;
        this.fetcher = fetcher;
        this.slots = slots;
        this.resources = resources;
        this.keptResults = new KeptResults(new CachedDatasets(), KEPT_BYTES);
    }

    /** The connection whose messages come to this handler. Once, before the first job. */
    public void attach(Connection connection) {
        connected(connection);
    }

    /** As {@link #attach(Connection)}; {@code again} makes another connection when this one breaks. */
    public void attach(Connection connection, Reconnector again) {
        synchronized (connecting) {
            reconnector = again;
        }
        connected(connection);
    }

    private void connected(Connection connection) {
        synchronized (connecting) {
            coordinator = connection;
            if (connection == endedEarly) {
                disconnected(connection, "it ended as soon as it was there");
                return;
            }
            connecting.notifyAll();
        }
        slots.onConnected(connection);
        if (closed) {
            connection.close();
        }
        jobs.values().forEach(EngineJob::reconnected);
    }

    /** Waits for a connection that is being made. */
    private Connection coordinator() {
        synchronized (connecting) {
            while (!closed && !gone && coordinator == null && reconnector != null) {
                try {
                    connecting.wait();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new DataflowException(
                            FailureKind.CANCELLED, "Interrupted while waiting for the coordinator", interrupted);
                }
            }
            Connection connection = coordinator;
            if (gone && !closed) {
                throw new DataflowException(FailureKind.CONNECTION, "The coordinator is gone; open another session");
            }
            if (closed || connection == null) {
                throw new DataflowException(FailureKind.CONNECTION, "The session is closed; open another");
            }
            return connection;
        }
    }

    /** Dropped while there is no connection; jobs say again what matters when there is another. */
    private void send(Message message) {
        Connection connection = coordinator;
        if (connection != null) {
            connection.send(message);
        }
    }

    @Override
    public Job run(LogicalPlan logical, JobOptions options) {
        logical.writes().forEach(EngineSession::check);
        if (Loops.hasAny(logical)) {
            LoopingJob looping = new LoopingJob(jobIds.get(), logical, options, this);
            this.looping.add(looping);
            looping.start();
            return looping;
        }
        return run(logical, Map.of(), options);
    }

    /** @param bound nodes, by identity, whose records jobs of a loop keep */
    EngineJob run(LogicalPlan logical, Map<PlanNode, KeptInput> bound, JobOptions options) {
        coordinator();
        KeptResults.Use use = keptResults.use(logical, bound, false);
        try {
            return submit(
                    logical.root().name(),
                    jobIds.get(),
                    Planner.plan(logical, use.inputs(), slots.minTasks()),
                    options,
                    use);
        } catch (RuntimeException failure) {
            use.end();
            throw failure;
        }
    }

    /** Runs a plan whose result stays where it is until it is given up. */
    KeptJob keep(LogicalPlan logical, Map<PlanNode, KeptInput> bound, JobOptions options) {
        return keep(logical, bound, options, false, null);
    }

    /** As {@link #keep(LogicalPlan, Map, JobOptions)}, for a plan that will be run several times. */
    KeptJob keepRound(LogicalPlan logical, Map<PlanNode, KeptInput> bound, JobOptions options) {
        return keep(logical, bound, options, true, null);
    }

    /** As {@link #keep(LogicalPlan, Map, JobOptions)}, with the result partitioned by a key, and in no order. */
    KeptJob keepByKey(LogicalPlan logical, Map<PlanNode, KeptInput> bound, PartitionKey key, JobOptions options) {
        return keep(logical, bound, options, false, key);
    }

    private KeptJob keep(
            LogicalPlan logical,
            Map<PlanNode, KeptInput> bound,
            JobOptions options,
            boolean repeats,
            @Nullable PartitionKey key) {
        coordinator();
        KeptResults.Use use = keptResults.use(logical, bound, repeats);
        try {
            String id = jobIds.get();
            Planner.KeptPlan plan = key == null
                    ? Planner.planKept(logical, use.inputs(), slots.minTasks(), id)
                    : Planner.planKept(logical, use.inputs(), slots.minTasks(), id, key);
            return new KeptJob(submit(logical.root().name(), id, plan.plan(), options, use), plan.result());
        } catch (RuntimeException failure) {
            use.end();
            throw failure;
        }
    }

    /** Runs what the session's cached datasets need. */
    private final class CachedDatasets implements KeptResults.Keeper {
        @Override
        public KeptJob keep(LogicalPlan plan) {
            if (!Loops.hasAny(plan)) {
                return EngineSession.this.keep(plan, Map.of(), JobOptions.defaults());
            }
            LoopRunner loops = new LoopRunner(EngineSession.this, JobOptions.defaults(), job -> {});
            try {
                KeptJob kept = EngineSession.this.keep(plan, loops.runAll(plan, Map.of()), JobOptions.defaults());
                kept.job().awaitKept();
                return kept;
            } finally {
                loops.releaseAll();
            }
        }

        @Override
        public KeptJob keepByKey(PlanNode.Cache node, KeptInput kept, PartitionKey key) {
            Map<PlanNode, KeptInput> bound = new IdentityHashMap<>();
            bound.put(node, kept);
            return EngineSession.this.keepByKey(new LogicalPlan(node), bound, key, JobOptions.defaults());
        }
    }

    /**
     * A job that keeps its result.
     *
     * @param planned what it is to those that read it, before it was measured
     */
    record KeptJob(EngineJob job, KeptInput planned) {
        /** What it is to those that read it: as it was measured, once it is there. */
        KeptInput result() {
            OptionalLong measuredBytes = job.storedBytesOfResult();
            return measuredBytes.isPresent() ? planned.withSize(measuredBytes.getAsLong()) : planned;
        }
    }

    private EngineJob submit(String name, String id, PhysicalPlan plan, JobOptions options, KeptResults.Use use) {
        coordinator();
        PlanSerializer serializer = new PlanSerializer();
        Packing packing = new Packing(serializer, handOver, code.isHere());
        List<Parcel> programs = new ArrayList<>();
        for (StageProgram program : plan.programs()) {
            programs.add(packing.pack(program));
        }
        List<MemoryFloor> floors =
                plan.programs().stream().map(TaskMemory::floor).toList();
        List<StageSplits> splits =
                plan.splits().stream().map(packing::packSplits).toList();
        EngineJob job = new EngineJob(id, plan, this::send, fetcher, listeners, use::blame, ended -> {
            ended(ended);
            use.end();
        });
        jobs.put(id, job);
        try {
            List<ArtifactId> artifacts = supply(id, serializer);
            job.submit(new Message.SubmitJob(
                    id,
                    name,
                    plan.graph(),
                    programs,
                    splits,
                    artifacts,
                    floors,
                    plan.counterLimits(),
                    Policies.of(options, plan.programs()),
                    plan.collected()));
        } catch (IOException failure) {
            ended(job);
            throw new DataflowException(
                    FailureKind.INVALID_PLAN, "The code of the job cannot be shipped: " + failure, failure);
        } catch (RuntimeException failure) {
            ended(job);
            throw failure;
        }
        if (closed) {
            job.disconnected("the session was closed");
        }
        return job;
    }

    /** Again over another connection when one breaks. */
    private List<ArtifactId> supply(String id, PlanSerializer serializer) throws IOException {
        for (int tries = 1; ; tries++) {
            Connection connection = coordinator();
            try {
                return code.supply(id, serializer, connection);
            } catch (DataflowException failure) {
                if (connection == coordinator || tries == MAX_SUPPLIES) {
                    throw failure;
                }
            }
        }
    }

    @Override
    public Job job(String id) {
        coordinator();
        EngineJob known = jobs.get(id);
        if (known != null) {
            return known;
        }
        if (reconnector == null) {
            return Session.super.job(id);
        }
        EngineJob job = new EngineJob(id, null, this::send, fetcher, listeners, () -> null, this::ended);
        jobs.put(id, job);
        job.reconnected();
        return job;
    }

    @Override
    public void release(PlanNode node) {
        keptResults.giveUp(node);
    }

    void ended(LoopingJob job) {
        looping.remove(job);
    }

    private static void check(PlanNode.Write write) {
        try {
            write.sink().check();
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN, write.sink().describe() + " is not possible: " + failure, failure);
        }
    }

    private void ended(EngineJob job) {
        jobs.remove(job.id());
        code.release(job.id());
    }

    @Override
    public String explain(LogicalPlan plan) {
        return Loops.hasAny(plan)
                ? Loops.explain(plan)
                : Explanation.of(Planner.plan(plan, Map.of(), slots.minTasks()));
    }

    @Override
    public void listen(JobListener listener) {
        listeners.add(listener);
    }

    @Override
    public void onMessage(Connection connection, Message message) {
        if (message instanceof Message.JobUpdate update) {
            EngineJob job = jobs.get(update.job());
            if (job != null) {
                job.onProgress(update.progress());
            }
        } else if (message instanceof Message.ResultsReady ready) {
            EngineJob job = jobs.get(ready.job());
            if (job != null) {
                job.onResults(ready.outputs());
            }
        } else if (message instanceof Message.JobEnded end) {
            EngineJob job = jobs.get(end.job());
            if (job != null) {
                job.onEnd(end.failure(), end.progress());
            }
        } else if (message instanceof Message.ClusterView view) {
            slots.onView(view);
        } else {
            code.onMessage(message);
        }
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        disconnected(
                connection, cause == null ? "the coordinator closed the connection" : "the connection broke: " + cause);
    }

    private void disconnected(Connection connection, String how) {
        Reconnector again;
        synchronized (connecting) {
            if (connection != coordinator) {
                endedEarly = connection;
                return;
            }
            coordinator = null;
            again = reconnector;
        }
        slots.onDisconnected();
        code.onDisconnect();
        if (again == null || closed) {
            gone(how);
        } else {
            LOG.warn("Lost the coordinator at {}, and tries to reach it again: {}", connection.peer(), how);
            again.reconnect(
                    this, this::connected, () -> gone(how + ", and the coordinator could not be reached again"));
        }
    }

    private void gone(String how) {
        synchronized (connecting) {
            gone = true;
            connecting.notifyAll();
        }
        List.copyOf(jobs.values()).forEach(job -> job.disconnected(how));
    }

    /** Cancels the jobs that run, waits for their end, and gives back everything. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        looping.forEach(LoopingJob::cancel);
        looping.forEach(LoopingJob::awaitEndQuietly);
        closed = true;
        keptResults.close();
        List<EngineJob> running = List.copyOf(jobs.values());
        running.forEach(EngineJob::cancelIfOwn);
        running.forEach(EngineJob::awaitEndIfOwn);
        Connection connection = coordinator;
        if (connection != null) {
            connection.close();
        }
        try {
            resources.close();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new DataflowException(FailureKind.RESOURCES, "The session did not close well: " + failure, failure);
        }
    }
}
