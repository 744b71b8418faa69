package io.dataflow.api.function;

/** Where records go next. Confined to the task's thread; never refuses a record. */
@FunctionalInterface
public interface Emitter<T> {
    void emit(T record) throws Exception;
}
