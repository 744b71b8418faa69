package io.dataflow.runtime.scheduler;

import java.util.List;

/** How far a job has come, for reports. */
public record JobProgress(String job, List<StageProgress> stages) {
    public JobProgress {
        stages = List.copyOf(stages);
    }

    /**
     * How far a stage has come. {@code decided} is false while its number of tasks depends on inputs that are not
     * available yet, and all figures are 0 then. {@code divergedTasks} counts recomputed outputs whose records differed
     * from the first: a function of the stage is not deterministic.
     */
    public record StageProgress(
            int stage,
            String name,
            boolean decided,
            int total,
            int running,
            int done,
            long attempts,
            long failures,
            long divergedTasks) {}
}
