package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.scheduler.SchedulerOptions;

/**
 * How a coordinator watches and tells.
 *
 * @param heartbeatMillis how often workers are to be heard of; a small part of the lease
 * @param updateMillis how often clients are told how far their jobs are
 */
public record CoordinatorOptions(SchedulerOptions scheduler, long heartbeatMillis, long updateMillis) {
    public static CoordinatorOptions defaults() {
        return new CoordinatorOptions(SchedulerOptions.defaults(), 500, 250);
    }
}
