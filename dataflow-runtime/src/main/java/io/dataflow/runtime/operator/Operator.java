package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;

/**
 * One step of a task. Confined to the task's thread, which may be blocked by user code; {@code emit} on the output never
 * refuses. Called in the order open, process and endInput for each input, finish, close; close always comes, the others
 * only until a failure.
 */
interface Operator extends AutoCloseable {

    /** Whatever is made of the records goes to {@code output}. */
    void open(Emitter<Object> output) throws Exception;

    /** {@code input} counts the inputs from 0. */
    void process(int input, Object record) throws Exception;

    /** No more records come from {@code input}. Others may go on. */
    default void endInput(int input) throws Exception {}

    /** No more records come at all; the last chance to emit. */
    default void finish() throws Exception {}

    @Override
    default void close() {}
}
