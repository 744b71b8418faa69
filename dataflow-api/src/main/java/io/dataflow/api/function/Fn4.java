package io.dataflow.api.function;

import java.io.Serializable;

/** A function of four arguments. Travels to the workers, and may throw. */
@FunctionalInterface
public interface Fn4<A, B, C, D, R> extends Serializable {
    R apply(A first, B second, C third, D fourth) throws Exception;
}
