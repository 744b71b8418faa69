package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.shuffle.ShuffleReader;
import org.jspecify.annotations.Nullable;

/** One record for each key, once all its accumulators are merged. */
final class GroupsInput implements TaskInput {
    private final StageInput.Groups spec;
    private final TaskContext context;
    private final Codec<Object> keys;
    private final Codec<Object> accumulators;
    private final ByteInput read = new ByteInput();

    GroupsInput(StageInput.Groups spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
        this.keys = context.codec(spec.keyType());
        this.accumulators = context.codec(spec.accumulatorType());
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        try (GroupState state = GroupStates.of(
                spec.aggregator(), spec.accumulatorType(), context.memory().input(), context)) {
            GroupMerge merge =
                    new GroupMerge(state, context, (key, keyOffset, keyLength, hash, bytes, offset, length) -> {
                        if (context.stopped()) {
                            return;
                        }
                        read.reset(key, keyOffset, keyLength);
                        Object decodedKey = keys.decode(read);
                        read.reset(bytes, offset, length);
                        output.emit(result(decodedKey, accumulators.decode(read)));
                    });
            merge.run(ShuffleReader.concatenate(context.openers(spec.stages())));
        }
    }

    private Object result(Object key, Object accumulator) throws UserCodeException {
        @Nullable Object record;
        try {
            record = spec.result().apply(key, spec.aggregator().finish(accumulator));
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.aggregator().toString(), thrown);
        }
        return UserCodeException.nonNull(spec.aggregator().toString(), record);
    }
}
