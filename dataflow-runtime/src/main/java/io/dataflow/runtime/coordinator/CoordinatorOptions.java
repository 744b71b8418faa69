package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.scheduler.FilterUse;
import io.dataflow.runtime.scheduler.SchedulerOptions;
import java.io.Serializable;

/**
 * How a coordinator watches and tells.
 *
 * @param filters when the keys of one side of a join are made a filter for the other
 * @param heartbeatMillis how often workers are to be heard of; a small part of the lease
 * @param updateMillis how often clients are told how far their jobs are
 * @param absenceGraceMillis how long a worker whose connection broke may be away before it is lost; less than its lease
 * @param restartGraceMillis how long workers have to come back to a coordinator that was started again
 * @param clientGraceMillis how long the client of a job whose results it is to read may be away before the job is cancelled
 */
public record CoordinatorOptions(
        SchedulerOptions scheduler,
        FilterUse filters,
        long heartbeatMillis,
        long updateMillis,
        long absenceGraceMillis,
        long restartGraceMillis,
        long clientGraceMillis)
        implements Serializable {
    public static CoordinatorOptions defaults() {
        return new CoordinatorOptions(
                SchedulerOptions.defaults(), FilterUse.EXPECTED_TO_PAY, 500, 250, 3_000, 10_000, 60_000);
    }

    public CoordinatorOptions withFilters(FilterUse use) {
        return new CoordinatorOptions(
                scheduler,
                use,
                heartbeatMillis,
                updateMillis,
                absenceGraceMillis,
                restartGraceMillis,
                clientGraceMillis);
    }

    /** The same with other bounds of the scheduler, workers heard of so often, and clients told so often. */
    public CoordinatorOptions with(SchedulerOptions bounds, long heartbeat, long update) {
        return new CoordinatorOptions(
                bounds, filters, heartbeat, update, absenceGraceMillis, restartGraceMillis, clientGraceMillis);
    }
}
