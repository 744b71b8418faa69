package io.dataflow.runtime.scheduler;

import java.io.Serializable;

/**
 * How fast the tasks of a stage are done, all slots together: by the time that the last few dozens took, so that a stage which
 * becomes slower is noticed after as many.
 */
final class TaskPace implements Serializable {
    private static final long serialVersionUID = 1L;

    private final SchedulerOptions options;
    private boolean begun;
    private long sinceMillis;
    private int count;
    private double millisPerTask = Double.POSITIVE_INFINITY;

    TaskPace(SchedulerOptions options) {
        this.options = options;
    }

    void onLaunched(long nowMillis) {
        if (!begun) {
            begun = true;
            sinceMillis = nowMillis;
        }
    }

    void onDone(long nowMillis) {
        count++;
        if (count >= options.paceTasks()) {
            // The clock shows milliseconds; what takes none of them is taken to take one.
            millisPerTask = (double) Math.max(1, nowMillis - sinceMillis) / count;
            sinceMillis = nowMillis;
            count = 0;
        }
    }

    /** From the end of one task to that of the next, on average; infinite while it is not known. */
    double millisPerTask() {
        return millisPerTask;
    }
}
