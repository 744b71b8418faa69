package io.dataflow.api.function;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;

/** Where records go next. Confined to the task's thread; never refuses a record. */
@FunctionalInterface
public interface Emitter<T> {
    void emit(T record) throws Exception;

    /** Emits to a side output. What nobody reads is dropped. */
    default <S> void emit(Tag<S> tag, S record) throws Exception {
        throw new DataflowException(
                FailureKind.INVALID_PLAN,
                "There is no side output '" + tag.name() + "' here to emit " + record + " to");
    }
}
