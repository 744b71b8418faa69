package io.dataflow.api.function;

import java.io.Serializable;

/** A function without arguments. Travels to the workers, and may throw. */
@FunctionalInterface
public interface Fn0<R> extends Serializable {
    R apply() throws Exception;
}
