package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;

/** Counts what a source reads. */
final class CountedRecords implements SourceInput.Counted {
    private final Emitter<Object> output;
    private long records;

    CountedRecords(Emitter<Object> output) {
        this.output = output;
    }

    @Override
    public void emit(Object record) throws Exception {
        records++;
        output.emit(record);
    }

    @Override
    public long records() {
        return records;
    }
}
