package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.OperatorSpec;
import org.jspecify.annotations.Nullable;

/** One record for each. */
final class MapOperator implements Operator {
    private final OperatorSpec.Map spec;
    private Emitter<Object> output = Unopened.output();

    MapOperator(OperatorSpec.Map spec) {
        this.spec = spec;
    }

    @Override
    public void open(Emitter<Object> next) {
        output = next;
    }

    @Override
    public void emit(Object record) throws Exception {
        @Nullable Object result;
        try {
            result = spec.function().apply(record);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.name(), thrown);
        }
        output.emit(UserCode.nonNull(spec.name(), result));
    }
}
