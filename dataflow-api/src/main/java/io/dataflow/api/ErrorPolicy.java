package io.dataflow.api;

import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Captures;
import io.dataflow.api.function.Tag;
import io.dataflow.api.io.Sink;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a record whose function throws; without a policy the job fails with the first. It is about the exceptions
 * of the function alone: what a source cannot read, and what the engine itself fails with, is never skipped. Of a record that
 * is rejected nothing goes on, even if some of its results had been emitted already.
 *
 * <pre>{@code
 * lines.map(Integer::parseInt)
 *         .onError(ErrorPolicy.deadLetters(TextFiles.into(folder.resolve("bad"))).atMost(1_000))
 *         .write(TextFiles.into(folder.resolve("numbers")));
 * }</pre>
 */
public final class ErrorPolicy implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The side output that rejected records go to; the type of the record within is that of the operator's input. */
    public static final Tag<Rejected<?>> REJECTED = new Tag<>("rejected", ValueType.of(Rejected.class));

    private final long limit;
    private final boolean setsAside;
    private final @Nullable Sink<Object> sink;

    private ErrorPolicy(long limit, boolean setsAside, @Nullable Sink<Object> sink) {
        this.limit = limit;
        this.setsAside = setsAside;
        this.sink = sink;
    }

    /**
     * Leaves such records out, and counts them in the report. The job fails, naming the last one, when there are more than
     * {@code limit}.
     *
     * <pre>{@code
     * lines.map(Integer::parseInt).onError(ErrorPolicy.skip(10)).count();
     * }</pre>
     *
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public static ErrorPolicy skip(long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("a limit must not be negative, got " + limit);
        }
        return new ErrorPolicy(limit, false, null);
    }

    /**
     * Sets such records aside: {@link Dataset#rejected} is the dataset of them.
     *
     * <pre>{@code
     * Dataset<Integer> numbers = lines.map(Integer::parseInt).onError(ErrorPolicy.setAside());
     * long bad = numbers.rejected().count();
     * }</pre>
     */
    public static ErrorPolicy setAside() {
        return new ErrorPolicy(Long.MAX_VALUE, true, null);
    }

    /**
     * Writes such records to a sink, by the same job, whatever it runs for.
     *
     * <pre>{@code
     * lines.map(Integer::parseInt)
     *         .onError(ErrorPolicy.deadLetters(TextFiles.into(folder.resolve("bad"))))
     *         .write(TextFiles.into(folder.resolve("numbers")));
     * }</pre>
     */
    @SuppressWarnings("unchecked")
    public static ErrorPolicy deadLetters(Sink<? super Rejected<?>> sink) {
        Captures.check(sink, "deadLetters");
        return new ErrorPolicy(Long.MAX_VALUE, true, (Sink<Object>) (Sink<?>) sink);
    }

    /**
     * The same policy, but the job fails when there are more than {@code count} such records.
     *
     * <pre>{@code
     * lines.map(Integer::parseInt).onError(ErrorPolicy.setAside().atMost(100)).rejected().collect();
     * }</pre>
     *
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public ErrorPolicy atMost(long count) {
        return new ErrorPolicy(skip(count).limit, setsAside, sink);
    }

    /** How many records may be rejected in all. */
    public long limit() {
        return limit;
    }

    /** Whether rejected records can be had as a dataset. */
    public boolean setsAside() {
        return setsAside;
    }

    /** Where rejected records are written; null if nowhere. */
    public @Nullable Sink<Object> sink() {
        return sink;
    }

    @Override
    public String toString() {
        String what = sink != null ? "dead letters to " + sink.describe() : setsAside ? "set aside" : "skip";
        return limit == Long.MAX_VALUE ? what : what + ", at most " + limit;
    }
}
