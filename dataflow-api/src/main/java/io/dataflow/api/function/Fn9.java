package io.dataflow.api.function;

import java.io.Serializable;

/** A function of nine arguments. Travels to the workers, and may throw. */
@FunctionalInterface
public interface Fn9<A, B, C, D, E, F, G, H, I, R> extends Serializable {
    R apply(A first, B second, C third, D fourth, E fifth, F sixth, G seventh, H eighth, I ninth) throws Exception;
}
