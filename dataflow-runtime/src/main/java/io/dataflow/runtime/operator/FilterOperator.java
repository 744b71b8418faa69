package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.OperatorSpec;

/** The records for which the condition holds. */
final class FilterOperator implements Operator {
    private final OperatorSpec.Filter spec;
    private Emitter<Object> output = Unopened.output();

    FilterOperator(OperatorSpec.Filter spec) {
        this.spec = spec;
    }

    @Override
    public void open(Emitter<Object> next) {
        output = next;
    }

    @Override
    public void emit(Object record) throws Exception {
        boolean passes;
        try {
            passes = spec.condition().test(record);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.name(), thrown);
        }
        if (passes) {
            output.emit(record);
        }
    }
}
