package io.dataflow.api.function;

import java.io.Serializable;
import java.util.Iterator;

/**
 * Makes any number of records of all records of one task. They stream: {@code records} reads as it is asked, once. What
 * the function leaves unread is not processed.
 */
@FunctionalInterface
public interface PartitionFunction<T, R> extends Serializable {
    void apply(Iterator<T> records, Emitter<R> output) throws Exception;
}
