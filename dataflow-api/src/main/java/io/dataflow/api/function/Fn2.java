package io.dataflow.api.function;

import java.io.Serializable;

/** A function of two arguments. Travels to the workers, and may throw. */
@FunctionalInterface
public interface Fn2<A, B, R> extends Serializable {
    R apply(A first, B second) throws Exception;
}
