package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.api.function.SliceSink;
import io.dataflow.api.function.Tokenizer;
import io.dataflow.api.text.Text;

/** A stock tokeniser: slices of the bytes, without a list or an iterator for each record. */
final class TokenizeOperator implements Operator, SliceSink<Exception> {
    private final Tokenizer<Object> tokenizer;
    private Emitter<Object> output = Unopened.output();

    TokenizeOperator(Tokenizer<Object> tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public void open(Emitter<Object> next) {
        output = next;
    }

    @Override
    public void emit(Object record) throws Exception {
        if (record instanceof Text text) {
            tokenizer.tokens(text.bytes(), text.offset(), text.length(), this);
        } else {
            for (Object token : tokenizer.apply(record)) {
                output.emit(token);
            }
        }
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) throws Exception {
        output.emit(Text.of(bytes, offset, length));
    }
}
