package io.dataflow.runtime;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.runtime.coordinator.CoordinatorOptions;
import io.dataflow.runtime.scheduler.FilterUse;

/** Sessions whose joins use filters as a test wants them to. */
public final class Filters {
    private Filters() {}

    /** The caller closes it. */
    public static Session open(SessionOptions options, FilterUse use) {
        return LocalSession.open(options, CoordinatorOptions.defaults().withFilters(use));
    }
}
