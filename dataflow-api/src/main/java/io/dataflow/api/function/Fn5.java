package io.dataflow.api.function;

import java.io.Serializable;

/** A function of five arguments. Travels to the workers, and may throw. */
@FunctionalInterface
public interface Fn5<A, B, C, D, E, R> extends Serializable {
    R apply(A first, B second, C third, D fourth, E fifth) throws Exception;
}
