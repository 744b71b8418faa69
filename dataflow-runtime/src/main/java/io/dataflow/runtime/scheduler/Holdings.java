package io.dataflow.runtime.scheduler;

import java.util.List;

/**
 * What a worker that registers still has of the time before.
 *
 * @param jobs those that it was told of, and not the end of
 * @param running attempts that run
 * @param reported attempts that have ended; their reports follow, since it is not known whether they arrived
 * @param outputs what it has published and not withdrawn
 */
public record Holdings(List<String> jobs, List<AttemptId> running, List<AttemptId> reported, List<AttemptId> outputs) {
    public static final Holdings NONE = new Holdings(List.of(), List.of(), List.of(), List.of());

    public Holdings {
        jobs = List.copyOf(jobs);
        running = List.copyOf(running);
        reported = List.copyOf(reported);
        outputs = List.copyOf(outputs);
    }

    public boolean isEmpty() {
        return jobs.isEmpty() && running.isEmpty() && reported.isEmpty() && outputs.isEmpty();
    }
}
