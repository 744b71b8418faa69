package io.dataflow.runtime.operator;

import io.dataflow.api.codec.TaggedRecord;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.OperatorSpec;

/** Of tagged records those with one tag, untagged. */
final class SelectOperator implements Operator {
    private final OperatorSpec.Select spec;
    private Emitter<Object> output = Unopened.output();

    SelectOperator(OperatorSpec.Select spec) {
        this.spec = spec;
    }

    @Override
    public void open(Emitter<Object> next) {
        output = next;
    }

    @Override
    public void emit(Object record) throws Exception {
        TaggedRecord tagged = (TaggedRecord) record;
        if (tagged.tag() == spec.tag()) {
            output.emit(tagged.record());
        }
    }
}
