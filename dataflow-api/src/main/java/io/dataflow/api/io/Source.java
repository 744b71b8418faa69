package io.dataflow.api.io;

import io.dataflow.api.codec.ValueType;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Where records come from. The side that makes the plan asks for the splits; tasks on the workers read them, each split
 * as often as its task is tried.
 *
 * <pre>{@code
 * static final class Squares implements Source<Long> {
 *     record Part(long from, long to) implements Split {
 *         @Override
 *         public long sizeBytes() {
 *             return 8 * (to - from);
 *         }
 *     }
 *
 *     @Override
 *     public String describe() {
 *         return "squares";
 *     }
 *
 *     @Override
 *     public ValueType type() {
 *         return ValueType.of(Long.class);
 *     }
 *
 *     @Override
 *     public List<Part> splits() {
 *         return List.of(new Part(0, 500), new Part(500, 1_000));
 *     }
 *
 *     @Override
 *     public SourceReader<Long> open(Split split) {
 *         Part part = (Part) split;
 *         return new SourceReader<>() {
 *             @Override
 *             public Poll poll(Emitter<? super Long> output) throws Exception {
 *                 for (long n = part.from(); n < part.to(); n++) {
 *                     output.emit(n * n);
 *                 }
 *                 return Poll.END;
 *             }
 *
 *             @Override
 *             public long readBytes() {
 *                 return part.sizeBytes();
 *             }
 *
 *             @Override
 *             public void close() {}
 *         };
 *     }
 * }
 * }</pre>
 *
 * @param <T> the records
 */
public interface Source<T> extends Serializable {

    /** For plans and messages: {@code text books/*.txt}. */
    String describe();

    /** The type of the records; unknown is allowed, and then each carries its class along. */
    ValueType type();

    /**
     * What there is to read now, in order. Input that is missing or cannot be read is an error here, before any work.
     * Called where the plan is made.
     */
    List<? extends Split> splits() throws IOException;

    /** Opens one of {@link #splits}. Called in a task; the caller closes the reader. */
    SourceReader<T> open(Split split) throws IOException;
}
