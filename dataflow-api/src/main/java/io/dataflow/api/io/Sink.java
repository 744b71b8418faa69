package io.dataflow.api.io;

import io.dataflow.api.codec.ValueType;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Where records go. Each attempt of a task stages what it writes under its own name; when all tasks are done, one commit
 * makes the staged work of the winning attempts visible, once.
 *
 * <pre>{@code
 * Sink<Object> sink = TextFiles.into(folder.resolve("purchases"));
 * purchases.write(sink);
 * }</pre>
 *
 * @param <T> the records
 */
public interface Sink<T> extends Serializable {

    /** For plans and messages: {@code text into counts}. */
    String describe();

    /**
     * The sink for records of this type, as far as it is known when the plan is made. A type that cannot be written is
     * refused here.
     */
    default Sink<T> forType(ValueType type) {
        return this;
    }

    /** Refuses, before any work, what is sure to fail later: a folder that is not empty, a place that cannot be written. */
    void check() throws IOException;

    /** Called in a task; the caller closes the writer. */
    SinkWriter<T> open(Staging staging) throws IOException;

    /**
     * Makes the staged work visible. May be called again for the same job, by another worker too, after a commit that
     * was interrupted or whose success was not heard of, and must then finish or do nothing.
     *
     * @param committables what the writers' {@code finish} returned, in the order of the parts; the same in every call
     */
    void commit(String job, List<byte[]> committables) throws IOException;

    /** Removes all that the job staged and did not commit. May be called more than once, and by several workers. */
    void abort(String job) throws IOException;

    /** Whose work is staged. Names made from all four never clash. */
    record Staging(String job, int stage, int task, int attempt) {}
}
