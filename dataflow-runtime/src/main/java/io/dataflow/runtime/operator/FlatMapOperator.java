package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.OperatorSpec;
import java.util.Iterator;

/** Any number of records for each. */
final class FlatMapOperator implements Operator {
    private final OperatorSpec.FlatMap spec;
    private Emitter<Object> output = Unopened.output();

    FlatMapOperator(OperatorSpec.FlatMap spec) {
        this.spec = spec;
    }

    @Override
    public void open(Emitter<Object> next) {
        output = next;
    }

    @Override
    public void emit(Object record) throws Exception {
        Iterator<Object> results;
        try {
            results =
                    UserCode.nonNull(spec.name(), spec.function().apply(record)).iterator();
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.name(), thrown);
        }
        while (hasNext(results)) {
            output.emit(UserCode.nonNull(spec.name(), next(results)));
        }
    }

    private boolean hasNext(Iterator<Object> results) throws UserCodeException {
        try {
            return results.hasNext();
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.name(), thrown);
        }
    }

    private Object next(Iterator<Object> results) throws UserCodeException {
        try {
            return results.next();
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.name(), thrown);
        }
    }
}
