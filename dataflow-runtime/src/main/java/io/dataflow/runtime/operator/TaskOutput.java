package io.dataflow.runtime.operator;

import io.dataflow.shuffle.ShuffleOutput;
import java.io.IOException;

/** Where a task's records go. Confined to the task's thread. */
interface TaskOutput extends AutoCloseable {

    void write(Object record) throws Exception;

    /** Everything was written: makes it an output. The caller closes that. */
    ShuffleOutput finish() throws Exception;

    /** Records and bytes written so far. */
    void report(TaskCounters counters);

    /** Without a finish before it, discards what was written. */
    @Override
    void close() throws IOException;
}
