package io.dataflow.api.function;

import java.io.Serializable;

/** A function of eight arguments. Travels to the workers, and may throw. */
@FunctionalInterface
public interface Fn8<A, B, C, D, E, F, G, H, R> extends Serializable {
    R apply(A first, B second, C third, D fourth, E fifth, F sixth, G seventh, H eighth) throws Exception;
}
