package io.dataflow.runtime.closure;

import io.dataflow.api.function.Counter;
import java.util.List;

/** A program that came as bytes, and the counters that its functions have. */
public record ReadPlan<T>(T program, List<Counter> counters) {
    public ReadPlan {
        counters = List.copyOf(counters);
    }
}
