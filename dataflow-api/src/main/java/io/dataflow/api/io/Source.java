package io.dataflow.api.io;

import io.dataflow.api.codec.ValueType;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Where records come from. The side that makes the plan asks for the splits; tasks on the workers read them, each split
 * as often as its task is tried.
 */
public interface Source<T> extends Serializable {

    /** For plans and messages: {@code text books/*.txt}. */
    String describe();

    ValueType type();

    /**
     * What there is to read now, in order. Input that is missing or cannot be read is an error here, before any work.
     * Called where the plan is made.
     */
    List<? extends Split> splits() throws IOException;

    /** Opens one of {@link #splits}. Called in a task; the caller closes the reader. */
    SourceReader<T> open(Split split) throws IOException;
}
