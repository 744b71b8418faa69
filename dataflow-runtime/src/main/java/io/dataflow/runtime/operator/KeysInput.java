package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.shuffle.ShuffleReader;

/** Each distinct record once. */
final class KeysInput implements TaskInput {
    private final StageInput.Keys spec;
    private final TaskContext context;

    KeysInput(StageInput.Keys spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        Codec<Object> codec = context.codec(spec.type());
        ByteInput read = new ByteInput();
        try (GroupState state = new KeyGroupState(context.memory().input())) {
            GroupMerge merge =
                    new GroupMerge(state, context, (key, keyOffset, keyLength, hash, bytes, offset, length) -> {
                        if (!context.stopped()) {
                            read.reset(key, keyOffset, keyLength);
                            output.emit(codec.decode(read));
                        }
                    });
            merge.run(ShuffleReader.concatenate(context.openers(spec.stages())));
        }
    }
}
