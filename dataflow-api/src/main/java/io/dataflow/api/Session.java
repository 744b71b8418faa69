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
 */
public interface Session extends AutoCloseable {

    /** Runs jobs in this process, with half of its heap and all of its processors. */
    static Session local() {
        return local(SessionOptions.defaults());
    }

    /** Runs jobs in this process. */
    static Session local(SessionOptions options) {
        return provider().local(options);
    }

    /**
     * Runs jobs on a cluster.
     *
     * @param address of the coordinator: {@code dataflow://host:port}, and {@code ?secretFile=/path} where it asks for one
     */
    static Session connect(String address) {
        return provider().connect(address);
    }

    /**
     * The lines of text files, as strings: {@code \n} or {@code \r\n} ends a line, and a last line need not be ended. A
     * byte order mark is dropped, and bytes that are not UTF-8 become U+FFFD; {@link TextFiles} as a {@link #read source}
     * keeps all bytes as they are, and is faster.
     *
     * @param paths files, folders or globs ({@code books/*.txt}); {@code .gz} is unpacked, and other extensions with
     *     dataflow-files
     */
    default Dataset<String> readText(String... paths) {
        return read(TextFiles.of(paths).strings());
    }

    /** As {@link #readText(String...)}. */
    default Dataset<String> readText(Path path) {
        return read(TextFiles.of(path).strings());
    }

    /** The records of any source. */
    default <T> Dataset<T> read(Source<T> source) {
        Captures.check(source, "read");
        return Dataset.of(this, new PlanNode.Read(source.describe(), source, source.type()));
    }

    /** Records that this process has. They travel with the plan, so that up to 32 MiB of them are allowed. */
    default <T> Dataset<T> fromIterable(Iterable<? extends T> records) {
        return read(MemorySource.of(records, ValueType.UNKNOWN));
    }

    /** Records that this process has, of a class that need not travel with each. */
    default <T> Dataset<T> fromIterable(Iterable<? extends T> records, Class<T> type) {
        return read(MemorySource.of(records, ValueType.of(type)));
    }

    /** Records that this process has, of a class that has a codec of its own. */
    default <T> Dataset<T> fromIterable(Iterable<? extends T> records, Class<T> type, Codec<T> codec) {
        return read(MemorySource.of(records, ValueType.of(type, codec)));
    }

    /** As {@link #fromIterable(Iterable)}. */
    @SuppressWarnings("unchecked")
    default <T> Dataset<T> of(T... records) {
        return fromIterable(List.of(records));
    }

    /** The numbers from {@code from}, inclusive, to {@code to}, exclusive. */
    default Dataset<Long> range(long from, long to) {
        return read(new RangeSource(from, to));
    }

    /**
     * A value that functions can use without carrying it: it is sent to each worker once. Of a type that records may have,
     * and no larger than {@link Broadcast#MAX_BYTES} encoded.
     */
    default <T> Broadcast<T> broadcast(T value) {
        return Broadcast.of(value, ValueType.UNKNOWN);
    }

    /** Starts a plan and returns at once. Invalid plans and missing input are refused here. */
    Job run(LogicalPlan plan);

    /** Gives up what the session keeps for a {@link PlanNode.Cache}; nothing happens if that is nothing. */
    void release(PlanNode node);

    /**
     * Several results of one job: what they have in common is computed once. {@code run} of what this returns is the
     * action.
     */
    default OnePass onePass() {
        return new OnePass(this);
    }

    /** The stages in which a plan would run, as text. */
    String explain(LogicalPlan plan);

    /** From now on {@code listener} hears of every job of this session. */
    void listen(JobListener listener);

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
