package io.dataflow.runtime.worker;

import io.dataflow.runtime.protocol.ArtifactId;
import java.util.List;

/** Where the classes of a job come from. Safe for use by many threads. */
public interface JobCode extends AutoCloseable {

    /** Waits until the code is here. The same loader for each call of one job, until it is closed. */
    ClassLoader open(String job, List<ArtifactId> artifacts) throws InterruptedException;

    /** The job is over: its loader is closed. */
    void close(String job);

    @Override
    void close();
}
