package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.OperatorSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One record for each, made with the help of something that the task opens when it begins. */
final class MapWithOperator implements Operator {
    private static final Logger LOG = LoggerFactory.getLogger(MapWithOperator.class);

    private final OperatorSpec.MapWith spec;
    private Emitter<Object> output = Unopened.output();
    private @Nullable Object opened;

    MapWithOperator(OperatorSpec.MapWith spec) {
        this.spec = spec;
    }

    @Override
    public void open(Emitter<Object> next) throws UserCodeException {
        output = next;
        try {
            opened = UserCode.nonNull(spec.name(), spec.open().apply());
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.name(), thrown);
        }
    }

    @Override
    public void emit(Object record) throws Exception {
        @Nullable Object result;
        try {
            result = spec.function().apply(UserCode.nonNull(spec.name(), opened), record);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.name(), thrown);
        }
        output.emit(UserCode.nonNull(spec.name(), result));
    }

    /** A task that has done its work does not fail because what it used does not close well. */
    @Override
    public void close() {
        if (opened instanceof AutoCloseable closeable) {
            opened = null;
            try {
                closeable.close();
            } catch (Exception thrown) {
                LOG.warn("'{}' did not close well: {}", spec.name(), thrown.toString());
            }
        }
    }
}
