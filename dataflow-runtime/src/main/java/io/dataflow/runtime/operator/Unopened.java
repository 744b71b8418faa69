package io.dataflow.runtime.operator;

import io.dataflow.api.function.Emitter;

/** Where an operator emits to before it is opened. */
final class Unopened {
    private Unopened() {}

    static Emitter<Object> output() {
        return record -> {
            throw new IllegalStateException("emitted before open");
        };
    }
}
