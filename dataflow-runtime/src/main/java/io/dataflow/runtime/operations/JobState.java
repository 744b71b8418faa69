package io.dataflow.runtime.operations;

/** Where a job stands, for people. The last three are never left. */
public enum JobState {
    /** No task has begun: no slot is free, or there is no worker. */
    WAITING,
    RUNNING,
    /** All tasks are done, and the results are there: the client reads them, or keeps them for other jobs. */
    READY,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** Whether nothing more will happen to the job. */
    public boolean ended() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }
}
