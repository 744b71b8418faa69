package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.shuffle.ShuffleReader;

/** All records of the task, through one call of a function of the program. */
final class PartitionInput implements TaskInput {
    private final StageInput.Partition spec;
    private final TaskContext context;

    PartitionInput(StageInput.Partition spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        try (ReadLoop loop = new ReadLoop(
                ShuffleReader.concatenate(
                        context.openers(spec.stages()), context.memory().longRecords()),
                context,
                ReadLoop.Totals.ofInput())) {
            LoopRecords records = new LoopRecords(loop, context.codec(spec.type()));
            UserEmitter emitter = new UserEmitter(spec.name(), spec.tags(), output);
            Emitted.guard(spec.name(), () -> spec.function().apply(records, emitter));
        }
    }
}
