package io.dataflow.api;

import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.TaggedRecord;
import io.dataflow.api.function.Captures;
import io.dataflow.api.io.Sink;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Several results of one job. What they have in common is computed once:
 *
 * <pre>{@code
 * OnePass pass = session.onePass();
 * pass.write(numbers, TextFiles.into(Path.of("numbers")));
 * pass.write(numbers.tagged(rejected), TextFiles.into(Path.of("rejects")));
 * Result<Double> average = pass.aggregate(numbers, average(n -> n));
 * pass.run();
 * average.get();
 * }</pre>
 *
 * <p>Each sink commits by itself. Confined to one thread; {@link #run} is called once.
 */
@SuppressWarnings("unchecked")
public final class OnePass {
    private final Session session;
    private final List<PlanNode> roots = new ArrayList<>();
    private final List<List<Object>> results = new ArrayList<>();
    private boolean ran;

    OnePass(Session session) {
        this.session = session;
    }

    /** What a job that has run came to. */
    @FunctionalInterface
    public interface Result<R> {
        /** Fails with {@link IllegalStateException} before the pass has run. */
        R get();
    }

    /** All records of a dataset, in order if they are sorted. They must fit this process. */
    public <T> Result<List<T>> collect(Dataset<T> dataset) {
        Types.check("collect", "record", dataset.type());
        int place = add(dataset, dataset.node());
        return () -> (List<T>) (List<?>) List.copyOf(result(place));
    }

    /** How many records a dataset has. */
    public Result<Long> count(Dataset<?> dataset) {
        return aggregate(dataset, Aggregators.count());
    }

    /** All records of a dataset to one result. */
    public <T, R> Result<R> aggregate(Dataset<T> dataset, Aggregator<? super T, ?, R> aggregator) {
        int place = add(dataset, dataset.<R>aggregated(aggregator, true).node());
        return () -> (R) result(place).get(0);
    }

    /** Writes all records of a dataset. */
    public <T> void write(Dataset<T> dataset, Sink<? super T> sink) {
        Captures.check(sink, "write");
        add(dataset, new PlanNode.Write("write", dataset.node(), (Sink<Object>) sink.forType(dataset.type())));
    }

    private int add(Dataset<?> dataset, PlanNode root) {
        if (dataset.session() != session) {
            throw new IllegalArgumentException("'" + root.name() + "' belongs to another session than the pass");
        }
        if (ran) {
            throw new IllegalStateException("The pass has run already; begin another with onePass()");
        }
        roots.add(root);
        results.add(new ArrayList<>());
        return roots.size() - 1;
    }

    private List<Object> result(int place) {
        if (!ran) {
            throw new IllegalStateException("The pass has not run yet; call run() before get()");
        }
        return results.get(place);
    }

    /** Runs all that was asked for as one job, and waits for its end. */
    public Job run() {
        if (roots.isEmpty() || ran) {
            throw new IllegalStateException(ran ? "The pass has run already" : "The pass has nothing to run");
        }
        Job job = session.run(SideOutputs.withDeadLetters(new LogicalPlan(new PlanNode.Together("one pass", roots))));
        if (roots.stream().allMatch(PlanNode.Write.class::isInstance)) {
            job.await();
        } else {
            try (Records<?> records = job.records()) {
                while (records.hasNext()) {
                    TaggedRecord record = (TaggedRecord) records.next();
                    results.get(record.tag()).add(record.record());
                }
            }
        }
        ran = true;
        return job;
    }
}
