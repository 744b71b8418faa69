package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;
import io.dataflow.runtime.plan.StageInput;
import java.util.List;

/** Makes records of a key and the values of each side. */
interface GroupBodyRunner {

    void apply(Object key, List<GroupValues> sides) throws Exception;

    static GroupBodyRunner of(String name, StageInput.GroupBody body, Emitter<Object> output) {
        Emitter<Object> checked = record -> output.emit(UserCodeException.nonNull(name, record));
        if (body instanceof StageInput.GroupBody.Joined joined) {
            return new JoinRunner(new JoinResults(name, joined.kind(), joined.result(), output));
        } else if (body instanceof StageInput.GroupBody.OfOne one) {
            return (key, sides) -> guarded(name, () -> one.function().apply(key, sides.get(0), checked));
        } else if (body instanceof StageInput.GroupBody.OfTwo two) {
            return (key, sides) -> guarded(name, () -> two.function().apply(key, sides.get(0), sides.get(1), checked));
        }
        throw new AssertionError(body);
    }

    private static void guarded(String name, Body call) throws Exception {
        try {
            call.run();
        } catch (Exception thrown) {
            throw Emitted.isOurs(thrown) ? thrown : UserCodeException.thrown(name, thrown);
        } catch (StackOverflowError thrown) {
            throw UserCodeException.thrown(name, thrown);
        }
    }

    /** A function of the program, about to be called. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }
}
