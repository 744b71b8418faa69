package io.dataflow.api;

import java.time.Duration;

/**
 * One run of a plan. Safe for use by many threads.
 *
 * <pre>{@code
 * Job job = purchases.submit(TextFiles.into(folder.resolve("purchases")));
 * System.out.println("running " + job.id());
 * job.await();
 * System.out.println(job.report().spilledBytes() + " bytes spilled");
 * }</pre>
 */
public interface Job {

    /** Unique among the jobs of a cluster. */
    String id();

    /** Waits for the end; throws the {@link io.dataflow.api.failure.DataflowException} with which the job failed. */
    void await();

    /**
     * Waits no longer than {@code timeout}; whether the job has ended well by then. Throws as {@link #await()} does.
     *
     * <pre>{@code
     * Job job = lines.submit(TextFiles.into(folder.resolve("lines")));
     * while (!job.await(Duration.ofSeconds(10))) {
     *     System.out.println(job.report().elapsed());
     * }
     * }</pre>
     */
    boolean await(Duration timeout);

    /**
     * Ends the job. What it staged is removed; {@link #await()} throws with kind {@code CANCELLED}.
     *
     * <pre>{@code
     * Job job = lines.submit(TextFiles.into(folder.resolve("lines")));
     * job.cancel();
     * }</pre>
     */
    void cancel();

    /** How far it is; after the end, what it did. */
    JobReport report();

    /**
     * The records of a plan that does not write. Waits until they can be read. To be asked for once.
     *
     * <pre>{@code
     * try (Records<?> records = session.run(purchases.plan()).records()) {
     *     records.forEachRemaining(System.out::println);
     * }
     * }</pre>
     */
    Records<?> records();
}
