package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.ShuffleReader;
import java.util.List;

/** Records as they were written, one output after the other; of tagged records those with one tag, if one is asked for. */
final class RecordsInput implements TaskInput {
    private final List<Integer> stages;
    private final int tag;
    private final Codec<Object> codec;
    private final TaskContext context;

    RecordsInput(List<Integer> stages, ValueType type, int tag, TaskContext context) {
        this.stages = stages;
        this.tag = tag;
        this.codec = context.codec(
                tag == StageInput.Records.ALL ? type : type.arguments().get(tag));
        this.context = context;
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        ByteInput value = new ByteInput();
        try (ReadLoop loop = new ReadLoop(
                ShuffleReader.concatenate(
                        context.openers(stages), context.memory().longRecords()),
                context,
                ReadLoop.Totals.ofInput(),
                context.stripe())) {
            RecordReader reader = loop.reader();
            while (loop.next()) {
                value.reset(reader.bytes(), reader.valueOffset(), reader.valueLength());
                if (tag == StageInput.Records.ALL || value.readVarInt() == tag) {
                    Object record = codec.decode(value);
                    reader.forgetValue();
                    output.emit(record);
                }
            }
        }
    }
}
