package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import java.util.List;

/** Makes records of a key and the values of each side. */
interface GroupBodyRunner {

    void apply(Object key, List<GroupValues> sides) throws Exception;

    static GroupBodyRunner of(StageInput.SortedGroups spec, Emitter<Object> output) {
        Emitter<Object> checked = new UserEmitter(spec.name(), spec.tags(), output);
        if (spec.body() instanceof StageInput.GroupBody.Joined joined) {
            return new JoinRunner(spec.name(), joined, output);
        } else if (spec.body() instanceof StageInput.GroupBody.OfOne one) {
            return (key, sides) ->
                    Emitted.guard(spec.name(), () -> one.function().apply(key, sides.get(0), checked));
        } else if (spec.body() instanceof StageInput.GroupBody.OfTwo two) {
            return (key, sides) ->
                    Emitted.guard(spec.name(), () -> two.function().apply(key, sides.get(0), sides.get(1), checked));
        }
        throw new AssertionError(spec.body());
    }
}
