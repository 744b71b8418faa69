package io.dataflow.runtime.scheduler;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose turn it is, and where its task goes. Jobs take turns, one task each; a job's earliest stage goes first. */
final class Placement {
    private final WorkerRegistry registry;
    private final Queue<JobTracker> turns = new ArrayDeque<>();
    private final Set<JobTracker> queued = new LinkedHashSet<>();

    Placement(WorkerRegistry registry) {
        this.registry = registry;
    }

    /** Gives the job a place in the rotation if it has a task to launch and no place yet. */
    void offer(JobTracker job) {
        if (job.hasLaunchable() && queued.add(job)) {
            turns.add(job);
        }
    }

    /** The job whose turn it is, or null if no slot is free or no job has a task to launch. */
    @Nullable
    JobTracker nextJob() {
        while (!registry.withFreeSlots().isEmpty()) {
            JobTracker job = turns.poll();
            if (job == null) {
                return null;
            }
            queued.remove(job);
            if (job.hasLaunchable()) {
                return job;
            }
        }
        return null;
    }

    /**
     * The preferred worker if it has a free slot, else the one with the most; the avoided one only if there is no
     * other. Called while some slot is free.
     */
    LiveWorker choose(@Nullable LiveWorker preferred, @Nullable LiveWorker avoided) {
        if (preferred != null
                && preferred != avoided
                && registry.withFreeSlots().contains(preferred)) {
            return preferred;
        }
        LiveWorker first = registry.withFreeSlots().first();
        LiveWorker second = first == avoided ? registry.withFreeSlots().higher(first) : null;
        return second == null ? first : second;
    }

    void forget(JobTracker job) {
        if (queued.remove(job)) {
            turns.remove(job);
        }
    }

    boolean isEmpty() {
        return turns.isEmpty() && queued.isEmpty();
    }
}
