package io.dataflow.runtime.operator;

import io.dataflow.api.Rejected;
import io.dataflow.api.codec.TaggedRecord;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.OperatorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Another operator, whose function may reject records. What comes of a record is held back until the function has taken all of
 * it, so that nothing of a rejected record goes on.
 */
final class GuardedOperator implements Operator {
    private final OperatorSpec.Guarded spec;
    private final Operator operator;
    private final TaskContext context;
    private final int rejectedTag;
    private final boolean tagsAlready;
    private final List<Object> held = new ArrayList<>();
    private Emitter<Object> output = Unopened.output();
    private long rejectedCount;

    GuardedOperator(OperatorSpec.Guarded spec, Operator operator, TaskContext context) {
        this.spec = spec;
        this.operator = operator;
        this.context = context;
        this.rejectedTag = spec.rejected() == null ? 0 : spec.tags().indexOf(spec.rejected()) + 1;
        this.tagsAlready = spec.tags().isEmpty() || spec.operator() instanceof OperatorSpec.Emit;
    }

    @Override
    public void open(Emitter<Object> next) throws Exception {
        output = next;
        operator.open(tagsAlready ? held::add : record -> held.add(new TaggedRecord(0, record)));
    }

    @Override
    public void emit(Object record) throws Exception {
        held.clear();
        try {
            operator.emit(record);
        } catch (UserCodeException rejected) {
            reject(record, rejected);
            return;
        }
        for (Object result : held) {
            output.emit(result);
        }
    }

    private void reject(Object record, UserCodeException rejected) throws Exception {
        rejectedCount++;
        context.count(spec.counter(), 1);
        if (rejectedCount > spec.limit()) {
            throw UserCodeException.tooMany(spec.name(), spec.limit(), rejected);
        }
        if (rejectedTag > 0) {
            String error = UserCodeException.described(rejected.getCause());
            output.emit(new TaggedRecord(rejectedTag, new Rejected<>(record, spec.name(), error)));
        }
    }

    @Override
    public void endInput(int input) throws Exception {
        operator.endInput(input);
    }

    @Override
    public void finish() throws Exception {
        operator.finish();
    }

    @Override
    public void close() {
        operator.close();
    }
}
