package io.dataflow.runtime.scheduler;

import java.util.ArrayList;
import java.util.List;

/** What one event leads to: collects the effects, and knows when the event happened. */
final class Reaction {
    final long nowMillis;

    private final List<Effect> effects = new ArrayList<>();

    Reaction(long nowMillis) {
        this.nowMillis = nowMillis;
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    List<Effect> effects() {
        return effects;
    }
}
