package io.dataflow.api.function;

import java.io.Serializable;

/** Makes any number of records of one. Travels to the workers, and may throw. */
@FunctionalInterface
public interface EmitFunction<T, R> extends Serializable {
    void apply(T record, Emitter<R> output) throws Exception;
}
