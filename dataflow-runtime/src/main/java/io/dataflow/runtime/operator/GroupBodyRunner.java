package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.api.function.Tag;
import io.dataflow.runtime.plan.StageInput;
import java.util.List;

/** Makes records of a key and the values of each side. */
interface GroupBodyRunner {

    void apply(Object key, List<GroupValues> sides) throws Exception;

    static GroupBodyRunner of(String name, StageInput.GroupBody body, List<Tag<?>> tags, Emitter<Object> output) {
        Emitter<Object> checked = new UserEmitter(name, tags, output);
        if (body instanceof StageInput.GroupBody.Joined joined) {
            return new JoinRunner(new JoinResults(name, joined.kind(), joined.result(), output));
        } else if (body instanceof StageInput.GroupBody.OfOne one) {
            return (key, sides) -> Emitted.guard(name, () -> one.function().apply(key, sides.get(0), checked));
        } else if (body instanceof StageInput.GroupBody.OfTwo two) {
            return (key, sides) ->
                    Emitted.guard(name, () -> two.function().apply(key, sides.get(0), sides.get(1), checked));
        }
        throw new AssertionError(body);
    }
}
