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
 * pass.write(purchases, TextFiles.into(Path.of("all")));
 * pass.write(purchases.filter(p -> p.price() > 100), TextFiles.into(Path.of("large")));
 * OnePass.Result<Double> average = pass.aggregate(purchases, average(Purchase::price));
 * pass.run();
 * System.out.println(average.get());
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

    /**
     * What a job that has run came to.
     *
     * <pre>{@code
     * OnePass pass = session.onePass();
     * OnePass.Result<Long> count = pass.count(lines);
     * pass.run();
     * System.out.println(count.get());
     * }</pre>
     */
    @FunctionalInterface
    public interface Result<R> {
        /** Fails with {@link IllegalStateException} before the pass has run. */
        R get();
    }

    /**
     * All records of a dataset, in order if they are sorted. They must fit this process.
     *
     * <pre>{@code
     * OnePass pass = session.onePass();
     * OnePass.Result<List<Purchase>> dearest = pass.collect(purchases.top(10, Purchase::price));
     * pass.run();
     * }</pre>
     *
     * @throws IllegalArgumentException if the dataset is of another session
     * @throws IllegalStateException if the pass has run
     */
    public <T> Result<List<T>> collect(Dataset<T> dataset) {
        Types.check("collect", "record", dataset.type());
        int place = add(dataset, dataset.node());
        return () -> (List<T>) (List<?>) List.copyOf(result(place));
    }

    /**
     * How many records a dataset has.
     *
     * <pre>{@code
     * OnePass pass = session.onePass();
     * OnePass.Result<Long> all = pass.count(purchases);
     * OnePass.Result<Long> dear = pass.count(purchases.filter(p -> p.price() > 100));
     * pass.run();
     * }</pre>
     */
    public Result<Long> count(Dataset<?> dataset) {
        return aggregate(dataset, Aggregators.count());
    }

    /**
     * All records of a dataset to one result. Each task sends one accumulator.
     *
     * <pre>{@code
     * OnePass pass = session.onePass();
     * OnePass.Result<Double> sum = pass.aggregate(purchases, sumDouble(Purchase::price));
     * pass.run();
     * }</pre>
     */
    public <T, R> Result<R> aggregate(Dataset<T> dataset, Aggregator<? super T, ?, R> aggregator) {
        int place = add(dataset, dataset.<R>aggregated(aggregator, true).node());
        return () -> (R) result(place).get(0);
    }

    /**
     * Writes all records of a dataset.
     *
     * <pre>{@code
     * OnePass pass = session.onePass();
     * pass.write(purchases, TextFiles.into(folder.resolve("purchases")));
     * pass.write(customers, TextFiles.into(folder.resolve("customers")));
     * pass.run();
     * }</pre>
     */
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

    /**
     * Runs all that was asked for as one job, and waits for its end. Fails as an action of a dataset does; there are no
     * results then.
     *
     * <pre>{@code
     * OnePass pass = session.onePass();
     * pass.write(purchases, TextFiles.into(folder.resolve("purchases")));
     * System.out.println(pass.run().report().elapsed());
     * }</pre>
     *
     * @throws IllegalStateException if nothing was asked for, or the pass has run
     */
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
