package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.shuffle.ShuffleReader;

/** Records as they were written, each with its place among those of all tasks. */
final class IndexedInput implements TaskInput {
    private final StageInput.Indexed spec;
    private final TaskContext context;

    IndexedInput(StageInput.Indexed spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        long index = context.recordsBefore(spec.stages());
        try (ReadLoop loop = new ReadLoop(
                ShuffleReader.concatenate(
                        context.openers(spec.stages()), context.memory().longRecords()),
                context,
                ReadLoop.Totals.ofInput())) {
            LoopRecords records = new LoopRecords(loop, context.codec(spec.type()));
            while (records.hasNext()) {
                output.emit(spec.result().apply(records.next(), index));
                index++;
            }
        }
    }
}
