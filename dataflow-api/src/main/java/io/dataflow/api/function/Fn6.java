package io.dataflow.api.function;

import java.io.Serializable;

/** A function of six arguments. Travels to the workers, and may throw. */
@FunctionalInterface
public interface Fn6<A, B, C, D, E, F, R> extends Serializable {
    R apply(A first, B second, C third, D fourth, E fifth, F sixth) throws Exception;
}
