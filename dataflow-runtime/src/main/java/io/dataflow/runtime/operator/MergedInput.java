package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.ShuffleReader;

/** Sorted runs, merged in the order of their keys. */
final class MergedInput implements TaskInput {
    private final StageInput.Merged spec;
    private final TaskContext context;

    MergedInput(StageInput.Merged spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        Codec<Object> codec = context.codec(spec.type());
        ByteInput value = new ByteInput();
        RecordReader merged = ShuffleReader.merge(
                context.openers(spec.stages()),
                context.memory().input(),
                context.memory().longRecords(),
                context.directory(),
                context.spillName("merge"),
                MergeBlocks.bytes(context.memory().input()));
        try (ReadLoop loop = new ReadLoop(merged, context, ReadLoop.Totals.ofInput())) {
            while (loop.next()) {
                value.reset(merged.bytes(), merged.valueOffset(), merged.valueLength());
                Object record = codec.decode(value);
                merged.forgetValue();
                output.emit(record);
            }
        }
    }
}
