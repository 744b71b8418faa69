package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.OperatorSpec;

/** Any number of records for each, emitted by the function itself. */
final class EmitOperator implements Operator {
    private final OperatorSpec.Emit spec;
    private Emitter<Object> output = Unopened.output();

    EmitOperator(OperatorSpec.Emit spec) {
        this.spec = spec;
    }

    @Override
    public void open(Emitter<Object> next) {
        output = new UserEmitter(spec.name(), spec.tags(), next);
    }

    @Override
    public void emit(Object record) throws Exception {
        try {
            spec.function().apply(record, output);
        } catch (Exception thrown) {
            throw Emitted.isOurs(thrown) ? thrown : UserCodeException.thrown(spec.name(), thrown);
        } catch (StackOverflowError thrown) {
            throw UserCodeException.thrown(spec.name(), thrown);
        }
    }
}
