package io.dataflow.runtime.scheduler;

import java.io.Serializable;

/**
 * How many attempts wait on a worker for a slot of it, so that it need not ask for each. A message to a worker and back takes as
 * long as many small tasks; where tasks take longer than that, to decide late is better, and none waits.
 *
 * <p>As many wait as the slots of the worker are expected to be done with soon, at the pace of the stage, and no more than half of
 * the worker's part of the tasks that are left, so that all workers end at about the same time, as in C. D. Polychronopoulos and
 * D. J. Kuck, "Guided Self-Scheduling" (IEEE Transactions on Computers, 1987).
 */
final class AheadRule implements Serializable {
    private static final long serialVersionUID = 1L;

    private final SchedulerOptions options;
    private final WorkerRegistry registry;

    AheadRule(SchedulerOptions options, WorkerRegistry registry) {
        this.options = options;
        this.registry = registry;
    }

    /** How many more tasks of a stage to launch on the worker now: many at once, or none; none if it runs others only. */
    int room(LiveWorker worker, String job, int stage, TaskPace pace, int pendingCount) {
        if (!worker.isAccepting() || worker.freeSlots() > 0 || !worker.runs(job, stage)) {
            return 0;
        }
        double soon = options.aheadMillis() / (pace.millisPerTask() * registry.slotCount());
        long wanted = worker.slots * (long) Math.min(options.aheadTasks(), soon);
        long part = pendingCount / (2L * Math.max(1, registry.acceptingCount()));
        int goal = (int) Math.min(wanted, part);
        int waiting = worker.waitingCount();
        return waiting <= goal / 2 ? goal - waiting : 0;
    }

    /** Attempts that have waited for so long do so behind one that takes longer than others did. */
    long overdueMillis() {
        return 2 * options.aheadMillis();
    }
}
