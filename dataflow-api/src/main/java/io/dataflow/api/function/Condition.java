package io.dataflow.api.function;

import java.io.Serializable;

/** A question with yes or no for an answer. Travels to the workers, and may throw. */
@FunctionalInterface
public interface Condition<T> extends Serializable {
    boolean test(T value) throws Exception;
}
