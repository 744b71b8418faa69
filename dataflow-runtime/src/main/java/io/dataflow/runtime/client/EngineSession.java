package io.dataflow.runtime.client;

import io.dataflow.api.Job;
import io.dataflow.api.JobListener;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.Split;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.runtime.closure.PlanSerializer;
import io.dataflow.runtime.operator.TaskMemory;
import io.dataflow.runtime.plan.Explanation;
import io.dataflow.runtime.plan.KeptInput;
import io.dataflow.runtime.plan.PhysicalPlan;
import io.dataflow.runtime.plan.Planner;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.protocol.ArtifactId;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.MemoryFloor;
import io.dataflow.runtime.transport.Connection;
import io.dataflow.runtime.transport.ConnectionHandler;
import io.dataflow.shuffle.BlockFetcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Plans and submits jobs over one connection to a coordinator, and reads their results. The same for a coordinator in this
 * process and elsewhere. Safe for use by many threads.
 */
public final class EngineSession implements Session, ConnectionHandler {
    /** What cached datasets may take in all, in memory and on disk: what the disk of a small machine can spare. */
    private static final long KEPT_BYTES = 64L << 30;

    private final Supplier<String> jobIds;
    private final CodeSupply code;
    private final BlockFetcher fetcher;
    private final AutoCloseable resources;
    private final Map<String, EngineJob> jobs = new ConcurrentHashMap<>();
    private final Set<LoopingJob> looping = ConcurrentHashMap.newKeySet();
    private final KeptResults keptResults;
    private final List<JobListener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Connection coordinator;
    private volatile boolean closed;

    /** Makes the code of a plan known to the workers. */
    public interface CodeSupply {
        /** What the workers have to fetch; sent already when this returns. */
        List<ArtifactId> supply(String job, PlanSerializer serialized, Connection coordinator) throws IOException;

        /** Takes an answer of the coordinator. */
        void onMessage(Message message);

        /** The job is over. */
        void release(String job);
    }

    /**
     * @param jobIds yields an id that no other job of the cluster has
     * @param resources closed after the session's jobs have ended
     */
    public EngineSession(Supplier<String> jobIds, CodeSupply code, BlockFetcher fetcher, AutoCloseable resources) {
        this.jobIds = jobIds;
        this.code = code;
        this.fetcher = fetcher;
        this.resources = resources;
        this.keptResults = new KeptResults(this::keepCached, KEPT_BYTES);
    }

    /** The connection whose messages come to this handler. Once, before the first job. */
    public void attach(Connection connection) {
        coordinator = connection;
    }

    private Connection coordinator() {
        Connection connection = coordinator;
        if (closed || connection == null) {
            throw new DataflowException(FailureKind.CONNECTION, "The session is closed; open another");
        }
        return connection;
    }

    @Override
    public Job run(LogicalPlan logical) {
        logical.writes().forEach(EngineSession::check);
        if (Loops.hasAny(logical)) {
            LoopingJob looping = new LoopingJob(jobIds.get(), logical, this);
            this.looping.add(looping);
            looping.start();
            return looping;
        }
        return run(logical, Map.of());
    }

    /** @param bound nodes, by identity, whose records jobs of a loop keep */
    EngineJob run(LogicalPlan logical, Map<PlanNode, KeptInput> bound) {
        coordinator();
        KeptResults.Use use = keptResults.use(logical, bound);
        try {
            return submit(logical.root().name(), jobIds.get(), Planner.plan(logical, use.inputs()), use);
        } catch (RuntimeException failure) {
            use.end();
            throw failure;
        }
    }

    /** Runs a plan whose result stays where it is until it is given up. */
    KeptJob keep(LogicalPlan logical, Map<PlanNode, KeptInput> bound) {
        coordinator();
        KeptResults.Use use = keptResults.use(logical, bound);
        try {
            String id = jobIds.get();
            Planner.KeptPlan plan = Planner.planKept(logical, use.inputs(), id);
            return new KeptJob(submit(logical.root().name(), id, plan.plan(), use), plan.result());
        } catch (RuntimeException failure) {
            use.end();
            throw failure;
        }
    }

    private KeptJob keepCached(LogicalPlan logical) {
        if (!Loops.hasAny(logical)) {
            return keep(logical, Map.of());
        }
        LoopRunner loops = new LoopRunner(this, job -> {});
        try {
            KeptJob kept = keep(logical, loops.runAll(logical, Map.of()));
            kept.job().awaitKept();
            return kept;
        } finally {
            loops.releaseAll();
        }
    }

    /** A job that keeps its result, and what it is to those that read it. */
    record KeptJob(EngineJob job, KeptInput result) {}

    private EngineJob submit(String name, String id, PhysicalPlan plan, KeptResults.Use use) {
        Connection connection = coordinator();
        PlanSerializer serializer = new PlanSerializer();
        List<byte[]> programs = new ArrayList<>();
        for (StageProgram program : plan.programs()) {
            programs.add(serializer.serialize(program));
        }
        List<MemoryFloor> floors =
                plan.programs().stream().map(TaskMemory::floor).toList();
        List<List<byte[]>> splits = new ArrayList<>();
        for (List<List<Split>> tasks : plan.splits()) {
            splits.add(tasks.stream()
                    .map(task -> serializer.serialize(task.toArray(Split[]::new)))
                    .toList());
        }
        EngineJob job = new EngineJob(id, plan, connection, fetcher, listeners, use::blame, ended -> {
            ended(ended);
            use.end();
        });
        jobs.put(id, job);
        try {
            List<ArtifactId> artifacts = code.supply(id, serializer, connection);
            connection.send(new Message.SubmitJob(
                    id,
                    name,
                    plan.graph(),
                    programs,
                    splits,
                    artifacts,
                    floors,
                    plan.counterLimits(),
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
        return Loops.hasAny(plan) ? Loops.explain(plan) : Explanation.of(Planner.plan(plan));
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
        } else {
            code.onMessage(message);
        }
    }

    @Override
    public void onClosed(Connection connection, @Nullable Throwable cause) {
        String how = cause == null ? "the coordinator closed the connection" : "the connection broke: " + cause;
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
        running.forEach(EngineJob::cancel);
        running.forEach(EngineJob::awaitEndQuietly);
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
