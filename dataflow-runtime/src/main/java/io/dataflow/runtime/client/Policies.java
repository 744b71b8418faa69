package io.dataflow.runtime.client;

import io.dataflow.api.JobOptions;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.scheduler.JobPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the options of a job mean to the scheduler. */
final class Policies {
    private Policies() {}

    /**
     * Tasks that stage work for a sink, or commit it, are never to run twice at once: a commit clears away what is staged and
     * must not meet a writer that goes on, and a sink need not bear two commits at once.
     */
    static JobPolicy of(JobOptions options, List<StageProgram> programs) {
        List<Integer> sole = new ArrayList<>();
        for (int stage = 0; stage < programs.size(); stage++) {
            StageProgram program = programs.get(stage);
            boolean commits = program.input() instanceof StageInput.Committables;
            if (commits || program.output() instanceof StageOutput.Staged) {
                sole.add(stage);
            }
        }
        return new JobPolicy(
                options.weight(),
                millis(options.deadline()),
                millis(options.taskDeadline()),
                options.secondTries(),
                sole);
    }

    private static long millis(Optional<Duration> limit) {
        try {
            return limit.map(Duration::toMillis).orElse(JobPolicy.NO_DEADLINE);
        } catch (ArithmeticException beyondAllTime) {
            return JobPolicy.NO_DEADLINE;
        }
    }
}
