package io.dataflow.api.function;

import java.io.Serializable;

/** A function of seven arguments. Travels to the workers, and may throw. */
@FunctionalInterface
public interface Fn7<A, B, C, D, E, F, G, R> extends Serializable {
    R apply(A first, B second, C third, D fourth, E fifth, F sixth, G seventh) throws Exception;
}
