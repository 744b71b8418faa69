package io.dataflow.api.io;

import java.io.Serializable;
import java.util.List;

/** The part of a source that one task reads. Immutable; travels to the worker. */
public interface Split extends Serializable {

    /** About how many bytes; 0 when unknown. Decides how splits are spread over tasks. */
    long sizeBytes();

    /** The hosts that hold it; empty when all are alike. */
    default List<String> hosts() {
        return List.of();
    }
}
