package io.dataflow.runtime.task;

import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.scheduler.AttemptId;
import org.slf4j.MDC;

/** The names of an attempt in the MDC of the thread that runs it, so that whatever logs there can show them. */
final class TaskNames implements AutoCloseable {
    private TaskNames() {}

    /** The caller closes it, on the same thread. */
    static TaskNames of(AttemptId attempt) {
        MDC.put(LogLine.MDC_JOB, attempt.job());
        MDC.put(LogLine.MDC_STAGE, Integer.toString(attempt.stage()));
        MDC.put(LogLine.MDC_TASK, Integer.toString(attempt.task()));
        MDC.put(LogLine.MDC_ATTEMPT, Integer.toString(attempt.attempt()));
        return new TaskNames();
    }

    @Override
    public void close() {
        MDC.remove(LogLine.MDC_JOB);
        MDC.remove(LogLine.MDC_STAGE);
        MDC.remove(LogLine.MDC_TASK);
        MDC.remove(LogLine.MDC_ATTEMPT);
    }
}
