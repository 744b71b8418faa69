package io.dataflow.api.function;

import java.io.Serializable;

/** A function of three arguments. Travels to the workers, and may throw. */
@FunctionalInterface
public interface Fn3<A, B, C, R> extends Serializable {
    R apply(A first, B second, C third) throws Exception;
}
