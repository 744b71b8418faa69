package io.dataflow.runtime.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.runtime.plan.KeptInput;
import io.dataflow.runtime.plan.PartitionKey;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cached datasets of a session: each is the result of a job that is not released before the dataset is given up and no
 * other job reads it. Safe for use by many threads.
 */
final class KeptResults {
    private final Keeper keeper;
    private final long limitBytes;

    @GuardedBy("this")
    private @Nullable KeptCache cache;

    @GuardedBy("this")
    private boolean closed;

    /** Runs jobs whose results stay. */
    interface Keeper {
        EngineSession.KeptJob keep(LogicalPlan plan);

        /** The records of a cached dataset, which are kept as they came, once more by a key. */
        EngineSession.KeptJob keepByKey(PlanNode.Cache node, KeptInput kept, PartitionKey key);
    }

    KeptResults(Keeper keeper, long limitBytes) {
        this.keeper = keeper;
        this.limitBytes = limitBytes;
    }

    /** What a plan reads of jobs that keep their results; they do so until this ends. */
    static final class Use {
        private final Map<PlanNode, KeptInput> inputs = new IdentityHashMap<>();
        private final List<KeptEntry> entries = new ArrayList<>();

        /** By identity. */
        Map<PlanNode, KeptInput> inputs() {
            return inputs;
        }

        /** Why a job that reads these cannot succeed: the failure of one of them. */
        @Nullable
        DataflowException blame() {
            for (KeptEntry entry : entries) {
                for (EngineJob job : entry.jobs()) {
                    DataflowException failure = job.failure();
                    if (failure != null) {
                        return new DataflowException(
                                failure.kind(),
                                "Job " + job.id() + ", whose result this one needs, failed: " + failure.getMessage(),
                                failure.getCause());
                    }
                }
            }
            return null;
        }

        void end() {
            entries.forEach(KeptEntry::leave);
            entries.clear();
        }
    }

    /**
     * Runs what the plan needs of cached datasets and is not there already.
     *
     * @param bound nodes whose records are kept by jobs of a loop
     * @param repeats whether the plan will be run several times, so that what it partitions by key is best kept so at once
     */
    Use use(LogicalPlan plan, Map<PlanNode, KeptInput> bound, boolean repeats) {
        Use use = new Use();
        use.inputs.putAll(bound);
        Set<PlanNode> changing = Loops.dependents(plan, bound.keySet());
        Set<PlanNode> leaves = Loops.withCaches(plan, bound.keySet());
        try {
            for (PlanNode node : plan.topologicalOrder(leaves)) {
                if (node instanceof PlanNode.Cache cached
                        && !use.inputs.containsKey(node)
                        && !changing.contains(node)) {
                    KeptEntry entry = enter(cached);
                    use.entries.add(entry);
                    List<PartitionKey> keys = Loops.readers(plan, leaves, node).keys();
                    use.inputs.put(node, byKeys(cached, entry, keys, repeats));
                }
            }
        } catch (RuntimeException failure) {
            use.end();
            throw failure;
        }
        return use;
    }

    /** With what is kept by key for the readers of a plan, or is worth being kept from now on. */
    private synchronized KeptInput byKeys(
            PlanNode.Cache node, KeptEntry entry, List<PartitionKey> keys, boolean repeats) {
        KeptInput main = entry.kept().result();
        KeptInput all = main;
        for (PartitionKey key : keys) {
            KeptInput partitioned = entry.byKey(key);
            if (partitioned == null && (repeats ? entry.hasRoom() : entry.isWorthKeeping(key))) {
                EngineSession.KeptJob job = keeper.keepByKey(node, main, key);
                entry.add(job);
                partitioned = job.result();
            }
            all = partitioned == null ? all : all.with(partitioned);
        }
        return all;
    }

    private synchronized KeptEntry enter(PlanNode.Cache node) {
        KeptCache known = cache;
        if (known == null) {
            known = new KeptCache(limitBytes);
            cache = known;
        }
        KeptEntry entry = known.find(node);
        if (entry != null && entry.tryEnter()) {
            return entry;
        }
        KeptEntry fresh = new KeptEntry(keeper.keep(new LogicalPlan(node.input())));
        fresh.tryEnter();
        if (closed) {
            fresh.giveUp();
        } else {
            known.add(node, fresh);
        }
        return fresh;
    }

    synchronized void giveUp(PlanNode node) {
        if (cache != null && node instanceof PlanNode.Cache cached) {
            cache.remove(cached);
        }
    }

    /** Gives up everything. */
    synchronized void close() {
        closed = true;
        if (cache != null) {
            cache.clear();
        }
    }
}
