package io.dataflow.runtime.client;

import io.dataflow.api.JobOptions;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.runtime.client.EngineSession.KeptJob;
import io.dataflow.runtime.plan.KeptInput;
import io.dataflow.runtime.plan.PartitionKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs the loops of a plan, each round a job that keeps its result for the next. What does not change is kept by jobs of its
 * own for as long as the loop runs. Confined to one thread.
 */
final class LoopRunner {
    /** A round can be lost for good with the worker that held it, as the rounds before are given up. */
    private static final int MAX_RESTARTS = 3;

    private final EngineSession session;
    private final JobOptions options;
    private final Consumer<EngineJob> started;
    private final List<EngineJob> held = new ArrayList<>();

    /**
     * @param options of each of the jobs
     * @param started hears of each job before it is waited for; may throw to end the loop
     */
    LoopRunner(EngineSession session, JobOptions options, Consumer<EngineJob> started) {
        this.session = session;
        this.options = options;
        this.started = started;
    }

    /** Runs all loops of a plan; what stands for them in it. Kept until {@link #releaseAll}. */
    Map<PlanNode, KeptInput> runAll(LogicalPlan plan, Map<PlanNode, KeptInput> bound) {
        Map<PlanNode, KeptInput> inputs = new IdentityHashMap<>(bound);
        for (PlanNode node : plan.topologicalOrder(Loops.withCaches(plan, bound.keySet()))) {
            if (node instanceof PlanNode.Iterate loop) {
                inputs.put(node, run(loop, inputs));
            }
        }
        return inputs;
    }

    private KeptInput run(PlanNode.Iterate loop, Map<PlanNode, KeptInput> bound) {
        for (int restart = 0; ; restart++) {
            int heldBefore = held.size();
            try {
                return rounds(loop, bound);
            } catch (DataflowException failure) {
                releaseDownTo(heldBefore);
                if (failure.kind() != FailureKind.WORKER_LOST || restart == MAX_RESTARTS) {
                    throw failure;
                }
            }
        }
    }

    private KeptInput rounds(PlanNode.Iterate loop, Map<PlanNode, KeptInput> bound) {
        Map<PlanNode, KeptInput> inputs = new IdentityHashMap<>(bound);
        KeptJob current = keep(loop.input(), inputs);
        int heldByLoop = held.size();
        keepInvariants(loop, inputs);
        for (int round = 0; round < loop.rounds(); round++) {
            inputs.put(loop.previous(), current.result());
            int heldByRound = held.size();
            KeptJob next = begin(session.keepRound(
                    new LogicalPlan(loop.body()), runAll(new LogicalPlan(loop.body()), inputs), options));
            boolean changed = hasChanged(loop, inputs, next);
            held.remove(next.job());
            releaseDownTo(heldByRound);
            current.job().release();
            held.set(heldByLoop - 1, next.job());
            current = next;
            if (!changed) {
                break;
            }
        }
        releaseDownTo(heldByLoop);
        return current.result();
    }

    private void keepInvariants(PlanNode.Iterate loop, Map<PlanNode, KeptInput> inputs) {
        Set<PlanNode> changing = Collections.newSetFromMap(new IdentityHashMap<>());
        changing.add(loop.previous());
        List<PlanNode> invariants = new ArrayList<>(Loops.invariants(new LogicalPlan(loop.body()), changing));
        if (loop.next() != null && loop.changes() != null) {
            changing.add(loop.next());
            invariants.addAll(Loops.invariants(new LogicalPlan(loop.changes()), changing));
        }
        for (PlanNode invariant : invariants) {
            // The session keeps its cached datasets.
            if (!(invariant instanceof PlanNode.Cache)) {
                keepInvariant(invariant, Loops.readers(loop, invariant), inputs);
            }
        }
    }

    /** By each key that the rounds read it by; as it comes only if they read it in another way too. */
    private void keepInvariant(PlanNode node, Loops.Readers readers, Map<PlanNode, KeptInput> inputs) {
        List<PartitionKey> keys = readers.keys();
        // What an outer loop reads is there already.
        if (!inputs.containsKey(node)) {
            boolean partitioned = !readers.others() && !keys.isEmpty();
            inputs.put(node, (partitioned ? keepByKey(node, inputs, keys.get(0)) : keep(node, inputs)).result());
        }
        for (PartitionKey key : keys) {
            KeptInput kept = Objects.requireNonNull(inputs.get(node));
            if (kept.by(key) == null) {
                inputs.put(node, kept.with(keepByKey(node, inputs, key).result()));
            }
        }
    }

    private boolean hasChanged(PlanNode.Iterate loop, Map<PlanNode, KeptInput> inputs, KeptJob next) {
        if (loop.changes() == null || loop.next() == null) {
            return true;
        }
        Map<PlanNode, KeptInput> both = new IdentityHashMap<>(inputs);
        both.put(loop.next(), next.result());
        LogicalPlan any = new LogicalPlan(new PlanNode.Limit("changes", loop.changes(), 1));
        EngineJob job = session.run(any, runAll(any, both), options);
        started.accept(job);
        try (var records = job.records()) {
            return records.hasNext();
        }
    }

    private KeptJob keep(PlanNode node, Map<PlanNode, KeptInput> bound) {
        return begin(session.keep(new LogicalPlan(node), bound, options));
    }

    private KeptJob keepByKey(PlanNode node, Map<PlanNode, KeptInput> bound, PartitionKey key) {
        return begin(session.keepByKey(new LogicalPlan(node), bound, key, options));
    }

    private KeptJob begin(KeptJob job) {
        held.add(job.job());
        started.accept(job.job());
        job.job().awaitKept();
        return job;
    }

    private void releaseDownTo(int count) {
        while (held.size() > count) {
            held.remove(held.size() - 1).release();
        }
    }

    /** Gives up all that the loops have left. */
    void releaseAll() {
        releaseDownTo(0);
    }
}
