package io.dataflow.api.function;

import java.io.Serializable;

/** A function of one argument. Travels to the workers, and may throw. */
@FunctionalInterface
public interface Fn1<T, R> extends Serializable {
    R apply(T value) throws Exception;
}
