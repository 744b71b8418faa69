package io.dataflow.runtime.operations;

/** Where a worker stands, for people. */
public enum WorkerState {
    /** It takes attempts. */
    UP,
    /** Several heartbeats are missing; when its lease runs out it is given up, and its outputs are computed again. */
    LATE,
    /** It is to leave: it takes no more attempts, and stays for what it runs and holds. */
    DRAINING,
    /** Its connection is broken; it has a short time to come back. */
    ABSENT,
    /** It takes no attempts for a while, as tasks of several jobs failed on it. */
    EXCLUDED
}
