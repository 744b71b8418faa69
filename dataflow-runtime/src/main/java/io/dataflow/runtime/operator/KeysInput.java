package io.dataflow.runtime.operator;

import io.dataflow.api.codec.ByteInput;
import io.dataflow.api.codec.Codec;
import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;

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
        GroupResults results = new GroupResults() {
            @Override
            public void serialized(
                    byte[] key, int keyOffset, int keyLength, byte[] state, int stateOffset, int stateLength)
                    throws Exception {
                read.reset(key, keyOffset, keyLength);
                output.emit(codec.decode(read));
            }

            @Override
            public void merged(Object key, Object accumulator) throws Exception {
                output.emit(key);
            }
        };
        new GroupMerge(this::table, new SortedGroupMerge(codec, null, context), context, results)
                .run(context.openers(spec.stages()));
    }

    private GroupState table() {
        return GroupStates.keys(spec.type(), context.memory().input(), GroupMerge.INITIAL_KEYS);
    }
}
