package io.dataflow.runtime.operator;

import io.dataflow.api.codec.TaggedRecord;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;

/** Several results, one after the other, each record tagged with the place of its result. */
final class TogetherInput implements TaskInput {
    private final StageInput.Together spec;
    private final TaskContext context;

    TogetherInput(StageInput.Together spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        for (int place = 0; place < spec.results().size(); place++) {
            StageInput.Result result = spec.results().get(place);
            if (result.collected()) {
                int tag = place;
                new RecordsInput(result.stages(), result.type(), StageInput.Records.ALL, context)
                        .run(record -> output.emit(new TaggedRecord(tag, record)));
            }
        }
    }
}
