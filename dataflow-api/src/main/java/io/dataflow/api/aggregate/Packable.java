package io.dataflow.api.aggregate;

import org.jspecify.annotations.Nullable;

/** An aggregator whose accumulators may have a packed form. */
interface Packable<T> {
    /** Null when they have none. */
    @Nullable
    PackedAccumulator<T> packed();
}
