package io.dataflow.api.function;

import java.io.Serializable;

/**
 * Makes any number of records of a key and its values. The values may be more than fit in memory: each iteration reads
 * them anew, from memory or from disk, and they can be iterated as often as need be until the function returns.
 */
@FunctionalInterface
public interface GroupFunction<K, T, R> extends Serializable {
    void apply(K key, Iterable<T> values, Emitter<R> output) throws Exception;
}
