package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.shuffle.RecordReader;
import io.dataflow.shuffle.ShuffleReader;
import java.util.ArrayList;
import java.util.List;

/** Commits what the writers of a sink staged. Emits nothing. */
final class CommittablesInput implements TaskInput {
    private final StageInput.Committables spec;
    private final TaskContext context;

    CommittablesInput(StageInput.Committables spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        Codec<byte[]> codec = context.codec(ValueType.of(byte[].class));
        ByteInput read = new ByteInput();
        List<byte[]> committables = new ArrayList<>();
        try (ReadLoop loop = new ReadLoop(
                ShuffleReader.concatenate(
                        context.openers(spec.stages()), context.memory().longRecords()),
                context,
                ReadLoop.Totals.ofInput())) {
            RecordReader reader = loop.reader();
            while (loop.next()) {
                read.reset(reader.bytes(), reader.valueOffset(), reader.valueLength());
                committables.add(codec.decode(read));
            }
        }
        context.checkCancelled();
        spec.sink().commit(context.attempt().job(), committables);
    }
}
