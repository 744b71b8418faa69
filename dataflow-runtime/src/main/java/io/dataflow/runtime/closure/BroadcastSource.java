package io.dataflow.runtime.closure;

import io.dataflow.api.function.Broadcast;

/** A loader of a job's classes that has the job's broadcast values as well. Safe for use by many threads. */
public interface BroadcastSource {
    /** Where the bytes of a broadcast value are among the resources of its job. */
    String FOLDER = "META-INF/dataflow/broadcast/";

    /** The value, made once for all tasks of the job. */
    Object valueOf(Broadcast<?> broadcast);
}
