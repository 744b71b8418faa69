package io.dataflow.api.testing;

import io.dataflow.api.Job;
import io.dataflow.api.JobListener;
import io.dataflow.api.JobOptions;
import io.dataflow.api.JobReport;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs any plan on plain collections, in the thread that asks for it: what the answer is, without what makes it hard. It
 * never spills, ships or retries, so programs are tested against it, and engines as well.
 *
 * <p>A job has ended when {@link #run} returns. Records are equal when their encodings are, and ordered as their encodings
 * are, which is what an engine promises too. Safe for use by many threads.
 *
 * <pre>{@code
 * try (Session reference = ReferenceSession.open()) {
 *     List<Long> doubled = reference.of(1L, 2L).map(n -> n * 2).collect();
 *     System.out.println(doubled.equals(List.of(2L, 4L)));
 * }
 * }</pre>
 */
public final class ReferenceSession implements Session {
    private final List<JobListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger jobs = new AtomicInteger();
    private volatile boolean closed;

    private ReferenceSession() {}

    /** The caller closes it. */
    public static ReferenceSession open() {
        return new ReferenceSession();
    }

    @Override
    public Job run(LogicalPlan plan, JobOptions options) {
        if (closed) {
            throw new DataflowException(FailureKind.CONNECTION, "The session is closed; open another");
        }
        String id = "reference-" + jobs.incrementAndGet();
        plan.writes().forEach(ReferenceSession::check);
        EndedJob job = evaluate(id, plan);
        JobReport report = job.report();
        listeners.forEach(listener -> listener.onEnd(report));
        return job;
    }

    private static void check(PlanNode.Write write) {
        try {
            write.sink().check();
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.INVALID_PLAN, write.sink().describe() + " is not possible: " + failure, failure);
        }
    }

    private static EndedJob evaluate(String id, LogicalPlan plan) {
        PlanEvaluation evaluation = new PlanEvaluation(id);
        PlanCounters counters = new PlanCounters(plan);
        @Nullable DataflowException failure = null;
        List<Object> records = List.of();
        try {
            records = evaluation.evaluate(plan);
        } catch (DataflowException refused) {
            failure = refused;
        }
        boolean collected = plan.isCollected();
        return new EndedJob(
                id,
                collected,
                records,
                failure,
                evaluation.readRecords(),
                evaluation.writtenRecords(),
                counters.added());
    }

    /** The steps of a plan, inputs before what builds on them. */
    @Override
    public String explain(LogicalPlan plan) {
        StringBuilder text = new StringBuilder();
        for (PlanNode node : plan.topologicalOrder()) {
            text.append(node.name()).append(": ").append(node.type()).append('\n');
        }
        return text.toString();
    }

    /** Nothing is kept here. */
    @Override
    public void release(PlanNode node) {}

    @Override
    public void listen(JobListener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        closed = true;
    }
}
