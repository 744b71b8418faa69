package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.OperatorSpec;
import io.dataflow.runtime.scheduler.AttemptId;
import java.util.SplittableRandom;

/** Each record with a probability. Attempts of one task draw the same numbers. */
final class SampleOperator implements Operator {
    private static final long TASK_STEP = 0x9E3779B97F4A7C15L;

    private final double fraction;
    private final SplittableRandom random;
    private Emitter<Object> output = Unopened.output();

    SampleOperator(OperatorSpec.Sample spec, AttemptId attempt) {
        this.fraction = spec.fraction();
        this.random = new SplittableRandom(spec.seed() + TASK_STEP * (attempt.task() + 1));
    }

    @Override
    public void open(Emitter<Object> next) {
        output = next;
    }

    @Override
    public void emit(Object record) throws Exception {
        if (random.nextDouble() < fraction) {
            output.emit(record);
        }
    }
}
