package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;

/**
 * One step of a task, and what the step in front of it emits to: it calls the next one directly, so that a chain can be compiled
 * into one loop. Confined to the task's thread, which may be blocked by user code; {@code emit} never refuses. Called in the order
 * open, emit for each record, endInput for each input, finish, close; close always comes, the others only until a failure.
 */
interface Operator extends Emitter<Object>, AutoCloseable {

    /** Whatever is made of the records goes to {@code output}. */
    void open(Emitter<Object> output) throws Exception;

    /** A record comes to it. */
    @Override
    void emit(Object record) throws Exception;

    /** No more records come from {@code input}, counted from 0. Others may go on. */
    default void endInput(int input) throws Exception {}

    /** No more records come at all; the last chance to emit. */
    default void finish() throws Exception {}

    @Override
    default void close() {}
}
