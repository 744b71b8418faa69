package io.dataflow.api.function;

import java.io.Serializable;

/**
 * Makes any number of records of a key and the values that two datasets have for it, of which one may have none. As for
 * {@link GroupFunction}, both may be iterated as often as need be.
 */
@FunctionalInterface
public interface CoGroupFunction<K, L, R, O> extends Serializable {
    void apply(K key, Iterable<L> left, Iterable<R> right, Emitter<O> output) throws Exception;
}
