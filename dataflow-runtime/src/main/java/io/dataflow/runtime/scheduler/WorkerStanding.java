package io.dataflow.runtime.scheduler;

/** Whether a worker is given attempts, and if not, why. */
public enum WorkerStanding {
    ACCEPTING,
    EXCLUDED,
    DRAINING,
    ABSENT
}
