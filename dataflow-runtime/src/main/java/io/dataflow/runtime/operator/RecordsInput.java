package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Emitter;
import io.dataflow.shuffle.BlockReaderOpener;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.ShuffleReader;
import java.io.IOException;
import java.util.List;

/** Records as they were written: one output after the other, or merged in the order of their keys. */
final class RecordsInput implements TaskInput {
    private final List<Integer> stages;
    private final Codec<Object> codec;
    private final boolean merged;
    private final TaskContext context;

    RecordsInput(List<Integer> stages, ValueType type, boolean merged, TaskContext context) {
        this.stages = stages;
        this.codec = context.codec(type);
        this.merged = merged;
        this.context = context;
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        ByteInput value = new ByteInput();
        try (ReadLoop loop = new ReadLoop(open(), context, ReadLoop.Totals.ofInput())) {
            RecordReader reader = loop.reader();
            while (loop.next()) {
                value.reset(reader.bytes(), reader.valueOffset(), reader.valueLength());
                Object record = codec.decode(value);
                reader.forgetValue();
                output.emit(record);
            }
        }
    }

    private RecordReader open() throws IOException {
        List<BlockReaderOpener> openers = context.openers(stages);
        return merged
                ? ShuffleReader.merge(
                        openers,
                        context.memory().input(),
                        context.memory().longRecords(),
                        context.directory(),
                        context.spillName("merge"),
                        MergeBlocks.bytes(context.memory().input()))
                : ShuffleReader.concatenate(openers, context.memory().longRecords());
    }
}
