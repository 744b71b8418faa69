package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;

/** Where a task's records come from. */
interface TaskInput {

    /** Pushes all records into {@code output}; stops early when the context says that no more are wanted. */
    void run(Emitter<Object> output) throws Exception;
}
