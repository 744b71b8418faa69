package io.dataflow.runtime.scheduler;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one event leads to: collects the effects, and knows when the event happened. */
final class Reaction {
    final long nowMillis;

    /** Absent workers whose outputs somebody could not read either. */
    final Set<LiveWorker> unreachable = new LinkedHashSet<>();

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
