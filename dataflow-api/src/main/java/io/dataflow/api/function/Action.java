package io.dataflow.api.function;

/** Takes a record and returns nothing. Stays in the calling process. */
@FunctionalInterface
public interface Action<T> {
    void accept(T record) throws Exception;
}
