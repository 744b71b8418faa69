package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;

/** The first records; then the task need not go on. */
final class LimitOperator implements Operator {
    private final TaskContext context;
    private Emitter<Object> output = Unopened.output();
    private long remaining;

    LimitOperator(long count, TaskContext context) {
        this.context = context;
        this.remaining = count;
    }

    @Override
    public void open(Emitter<Object> next) {
        output = next;
        if (remaining == 0) {
            context.stopReading();
        }
    }

    /** Whether all that are wanted have come. */
    boolean isFull() {
        return remaining == 0;
    }

    @Override
    public void emit(Object record) throws Exception {
        if (remaining > 0) {
            remaining--;
            output.emit(record);
            if (remaining == 0) {
                context.stopReading();
            }
        }
    }
}
