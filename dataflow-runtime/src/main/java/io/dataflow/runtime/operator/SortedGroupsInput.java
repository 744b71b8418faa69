package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;

/** What a body makes of each key, which all records of the key were brought together for by sorting. */
final class SortedGroupsInput implements TaskInput {
    private final StageInput.SortedGroups spec;
    private final TaskContext context;

    SortedGroupsInput(StageInput.SortedGroups spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        new SortMergeGroups(spec.name(), spec.keyType(), spec.types(), context)
                .run(
                        context.openers(spec.stages()),
                        ReadLoop.Totals.ofInput(),
                        GroupBodyRunner.of(spec.name(), spec.body(), spec.tags(), output));
    }
}
