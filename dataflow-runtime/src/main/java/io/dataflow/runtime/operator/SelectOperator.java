package io.dataflow.runtime.operator;

import io.dataflow.api.codec.TaggedRecord;
import io.dataflow.api.function.Emitter;

/** Of tagged records those with one tag, untagged. */
final class SelectOperator implements Operator {
    private final int tag;
    private Emitter<Object> output = Unopened.output();

    SelectOperator(int tag) {
        this.tag = tag;
    }

    @Override
    public void open(Emitter<Object> next) {
        output = next;
    }

    @Override
    public void process(int input, Object record) throws Exception {
        TaggedRecord tagged = (TaggedRecord) record;
        if (tagged.tag() == tag) {
            output.emit(tagged.record());
        }
    }
}
