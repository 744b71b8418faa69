package io.dataflow.api;

import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.function.Broadcast;
import io.dataflow.api.function.Captures;
import io.dataflow.api.io.MemorySource;
import io.dataflow.api.io.RangeSource;
import io.dataflow.api.io.Source;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Where datasets are opened and jobs are run. The same program runs on threads of this process ({@link #local()}) and on a
 * cluster ({@link #connect}). Safe for use by many threads; closing it ends its jobs and gives back all it holds.
 *
 * <pre>{@code
 * try (Session local = Session.local()) {
 *     local.readText("books/*.txt").flatMap(Tokenizers.whitespace())
 *             .groupBy(word -> word).count()
 *             .top(20, Pair::second)
 *             .forEach(System.out::println);
 * }
 * }</pre>
 */
public interface Session extends AutoCloseable {

    /**
     * Runs jobs in this process, with half of its heap and all of its processors. Without an engine on the class path it
     * fails with kind {@code INVALID_PLAN}.
     *
     * <pre>{@code
     * try (Session local = Session.local()) {
     *     System.out.println(local.range(0, 1_000).filter(n -> n % 7 == 0).count());
     * }
     * }</pre>
     */
    static Session local() {
        return local(SessionOptions.defaults());
    }

    /**
     * Runs jobs in this process.
     *
     * <pre>{@code
     * SessionOptions little = SessionOptions.defaults().memoryBytes(16L << 20).slots(2);
     * try (Session small = Session.local(little)) {
     *     System.out.println(small.range(0, 1_000_000).map(n -> n % 1_000).distinct().count());
     * }
     * }</pre>
     */
    static Session local(SessionOptions options) {
        return provider().local(options);
    }

    /**
     * Runs jobs where the surroundings say: on the cluster that the system property {@code dataflow.cluster} names, or the
     * environment variable {@code DATAFLOW_CLUSTER}, and in this process when neither is set. A program that opens its session so
     * runs unchanged by itself and with {@code dataflow submit}. Fails as {@link #connect} and {@link #local()} do.
     *
     * <pre>{@code
     * try (Session session = Session.open()) {
     *     System.out.println(session.range(0, 1_000).count());
     * }
     * }</pre>
     */
    static Session open() {
        return ClusterAddress.here().map(Session::connect).orElseGet(Session::local);
    }

    /**
     * Runs jobs on a cluster. A coordinator that cannot be reached, or does not know the secret, is a failure of kind {@code
     * CONNECTION}.
     *
     * <pre>{@code
     * try (Session cluster = Session.connect("dataflow://coordinator:7070?secretFile=/etc/dataflow/secret")) {
     *     System.out.println(cluster.range(0, 1_000).count());
     * }
     * }</pre>
     *
     * @param address of the coordinator: {@code dataflow://host:port}, and {@code ?secretFile=/path} where it asks for one
     */
    static Session connect(String address) {
        return provider().connect(address);
    }

    /**
     * The lines of text files, as strings: {@code \n} or {@code \r\n} ends a line, and a last line need not be ended. A byte
     * order mark is dropped, and bytes that are not UTF-8 become U+FFFD; {@link TextFiles} as a {@link #read source} keeps
     * all bytes as they are, and is faster. Nothing is read until a job runs; then missing files fail it before any work.
     *
     * <pre>{@code
     * Dataset<String> words = session.readText("books/*.txt").flatMap(Tokenizers.whitespace());
     * }</pre>
     *
     * @param paths files, folders or globs ({@code books/*.txt}); {@code .gz} is unpacked, and other extensions with
     *     dataflow-files
     */
    default Dataset<String> readText(String... paths) {
        return read(TextFiles.of(paths).strings());
    }

    /**
     * As {@link #readText(String...)}.
     *
     * <pre>{@code
     * session.readText(folder.resolve("log.txt.gz")).filter(line -> line.contains("ERROR")).count();
     * }</pre>
     */
    default Dataset<String> readText(Path path) {
        return read(TextFiles.of(path).strings());
    }

    /**
     * The records of any source. Nothing is read until a job runs.
     *
     * <pre>{@code
     * Dataset<Purchase> bought = session.read(Csv.files("purchases/*.csv.gz").header(true).as(Purchase.class));
     * }</pre>
     */
    default <T> Dataset<T> read(Source<T> source) {
        Captures.check(source, "read");
        return Dataset.of(this, new PlanNode.Read(source.describe(), source, source.type()));
    }

    /**
     * Records that this process has. They travel with the plan, so that up to 32 MiB of them are allowed. They are encoded
     * here; more are refused with kind {@code INVALID_PLAN}, and a null with kind {@code BAD_DATA}.
     *
     * <pre>{@code
     * session.fromIterable(List.of(1, 2, 3)).map(n -> n * n).collect();
     * }</pre>
     */
    default <T> Dataset<T> fromIterable(Iterable<? extends T> records) {
        return read(MemorySource.of(records, ValueType.UNKNOWN));
    }

    /**
     * Records that this process has, of a class that need not travel with each.
     *
     * <pre>{@code
     * session.fromIterable(Set.of("a", "b"), String.class);
     * }</pre>
     */
    default <T> Dataset<T> fromIterable(Iterable<? extends T> records, Class<T> type) {
        return read(MemorySource.of(records, ValueType.of(type)));
    }

    /**
     * Records that this process has, of a class that has a codec of its own.
     *
     * <pre>{@code
     * session.fromIterable(List.of(new Money(100, "EUR")), Money.class, new MoneyCodec());
     * }</pre>
     */
    default <T> Dataset<T> fromIterable(Iterable<? extends T> records, Class<T> type, Codec<T> codec) {
        return read(MemorySource.of(records, ValueType.of(type, codec)));
    }

    /**
     * As {@link #fromIterable(Iterable)}.
     *
     * <pre>{@code
     * session.of("one", "two", "three").map(String::length).collect();
     * }</pre>
     */
    @SuppressWarnings("unchecked")
    default <T> Dataset<T> of(T... records) {
        return fromIterable(List.of(records));
    }

    /**
     * The numbers from {@code from}, inclusive, to {@code to}, exclusive. They are made where they are used, in up to 64
     * tasks, and nothing of them is sent.
     *
     * <pre>{@code
     * session.range(0, 1_000).map(n -> n * n).aggregate(sumLong(n -> n));
     * }</pre>
     *
     * @throws IllegalArgumentException if the range ends before it begins
     */
    default Dataset<Long> range(long from, long to) {
        return read(new RangeSource(from, to));
    }

    /**
     * A value that functions can use without carrying it: it is sent to each worker once. Of a type that records may have,
     * and no larger than {@link Broadcast#MAX_BYTES} encoded. What cannot be encoded or is larger is refused with kind
     * {@code INVALID_PLAN}.
     *
     * <pre>{@code
     * Broadcast<Map<String, String>> german = session.broadcast(Map.of("one", "eins", "two", "zwei"));
     * lines.map(word -> german.value().getOrDefault(word, word));
     * }</pre>
     */
    default <T> Broadcast<T> broadcast(T value) {
        return Broadcast.of(value, ValueType.UNKNOWN);
    }

    /**
     * Starts a plan and returns at once. Invalid plans and missing input are refused here.
     *
     * <pre>{@code
     * Job job = session.run(purchases.distinct().plan());
     * try (Records<?> records = job.records()) {
     *     records.forEachRemaining(System.out::println);
     * }
     * }</pre>
     */
    default Job run(LogicalPlan plan) {
        return run(plan, JobOptions.defaults());
    }

    /**
     * As {@link #run(LogicalPlan)}, with a weight beside other jobs, or with deadlines.
     *
     * <pre>{@code
     * Job job = session.run(purchases.distinct().plan(), JobOptions.defaults().weight(5));
     * }</pre>
     */
    Job run(LogicalPlan plan, JobOptions options);

    /**
     * A job of the cluster by its id, to wait for, to look at or to cancel, whichever session submitted it, and whether that is
     * still there or not. The records of a job can be read by the session that submitted it only. A
     * job that the cluster does not know, or no more, fails with kind {@code CONNECTION} when it is waited for; a session that
     * has no cluster fails at once with kind {@code INVALID_PLAN}, unless the job is its own.
     *
     * <pre>{@code
     * String id = lines.submit(TextFiles.into(folder.resolve("lines"))).id();
     * session.job(id).await();
     * }</pre>
     */
    default Job job(String id) {
        throw new DataflowException(
                FailureKind.INVALID_PLAN, "This session cannot find job " + id + ": it is not connected to a cluster");
    }

    /**
     * Gives up what the session keeps for a {@link PlanNode.Cache}; nothing happens if that is nothing. It is what {@link
     * Dataset#uncache} calls.
     *
     * <pre>{@code
     * Dataset<Purchase> kept = purchases.cache();
     * session.release(kept.plan().root());
     * }</pre>
     */
    void release(PlanNode node);

    /**
     * Several results of one job: what they have in common is computed once. {@code run} of what this returns is the
     * action.
     *
     * <pre>{@code
     * OnePass pass = session.onePass();
     * OnePass.Result<Long> count = pass.count(purchases);
     * OnePass.Result<Double> average = pass.aggregate(purchases, average(Purchase::price));
     * pass.run();
     * System.out.println(count.get() + " purchases of " + average.get());
     * }</pre>
     */
    default OnePass onePass() {
        return new OnePass(this);
    }

    /**
     * The stages in which a plan would run, as text. Nothing is run, but sources are asked for their splits.
     *
     * <pre>{@code
     * System.out.println(session.explain(purchases.distinct().plan()));
     * }</pre>
     */
    String explain(LogicalPlan plan);

    /**
     * From now on {@code listener} hears of every job of this session.
     *
     * <pre>{@code
     * session.listen(new JobListener() {
     *     @Override
     *     public void onProgress(JobReport report) {
     *         System.out.println(report.job() + ": " + report.elapsed());
     *     }
     *
     *     @Override
     *     public void onEnd(JobReport report) {
     *         System.out.println(report.job() + " has ended");
     *     }
     * });
     * }</pre>
     */
    void listen(JobListener listener);

    /** Ends all jobs of this session, and gives back its memory, threads and files. */
    @Override
    void close();

    private static SessionProvider provider() {
        return ServiceLoader.load(SessionProvider.class, Session.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new DataflowException(
                        FailureKind.INVALID_PLAN,
                        "No engine on the class path; add the dependency io.dataflow:dataflow-runtime"));
    }
}
