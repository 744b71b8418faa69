package io.dataflow.api.failure;

/** The class of a failure's cause. It decides whether a task is tried again, and whom the message speaks to. */
public enum FailureKind {
    /** A function of the program threw. Tried again only when asked: the same record would fail again. */
    USER_CODE,
    /** The input is not what the program says it is: malformed, missing, unreadable. Not tried again. */
    BAD_DATA,
    /** Memory, disk, workers or time ran out. Tried again, on another worker if there is one. */
    RESOURCES,
    /** A worker went away. Its outputs are computed again; the tasks that it took along are not to blame. */
    WORKER_LOST,
    /** Bytes on disk or on the wire are not the bytes that were written. The output is computed again. */
    CORRUPTION,
    /** Somebody cancelled the job. */
    CANCELLED,
    /** The plan cannot be run as written: an unsupported type, a capture that cannot be serialized, a refused option. */
    INVALID_PLAN,
    /** A peer could not be reached, or refused: wrong address, wrong secret, wrong version. */
    CONNECTION,
    /** A defect of Dataflow itself. */
    INTERNAL
}
