package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import org.jspecify.annotations.Nullable;

/** One record for each key, once all its accumulators are merged. */
final class GroupsInput implements TaskInput {
    private final StageInput.Groups spec;
    private final TaskContext context;
    private final Codec<Object> keys;
    private final Codec<Object> accumulators;

    GroupsInput(StageInput.Groups spec, TaskContext context) {
        this.spec = spec;
        this.context = context;
        this.keys = context.codec(spec.keyType());
        this.accumulators = context.codec(spec.accumulatorType());
    }

    @Override
    public void run(Emitter<Object> output) throws Exception {
        AccumulatorMerge merge = new AccumulatorMerge(spec.aggregator(), accumulators);
        new GroupMerge(this::table, new SortedGroupMerge(keys, merge, context), context, new Results(output))
                .run(context.openers(spec.stages()));
    }

    private GroupState table() {
        return GroupStates.of(
                spec.aggregator(),
                spec.keyType(),
                spec.accumulatorType(),
                context.memory().input(),
                GroupMerge.INITIAL_KEYS,
                context);
    }

    private final class Results implements GroupResults {
        private final Emitter<Object> output;
        private final ByteInput read = new ByteInput();

        Results(Emitter<Object> output) {
            this.output = output;
        }

        @Override
        public void serialized(byte[] key, int keyOffset, int keyLength, byte[] state, int stateOffset, int stateLength)
                throws Exception {
            read.reset(key, keyOffset, keyLength);
            Object decodedKey = keys.decode(read);
            read.reset(state, stateOffset, stateLength);
            merged(decodedKey, accumulators.decode(read));
        }

        @Override
        public void merged(Object key, Object accumulator) throws Exception {
            output.emit(result(key, accumulator));
        }
    }

    private Object result(Object key, Object accumulator) throws UserCodeException {
        try {
            @Nullable Object finished = spec.aggregator().finish(accumulator);
            @Nullable Object record = spec.result().apply(key, UserCode.nonNull(spec.aggregator(), finished));
            return UserCode.nonNull(spec.aggregator(), record);
        } catch (Throwable thrown) {
            throw UserCodeException.thrown(spec.aggregator().toString(), thrown);
        }
    }
}
