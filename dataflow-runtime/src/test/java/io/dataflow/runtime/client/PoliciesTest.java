package io.dataflow.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.JobOptions;
import io.dataflow.api.Session;
import io.dataflow.api.io.Sink;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.plan.LogicalPlan;
import io.dataflow.api.plan.PlanNode;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.runtime.plan.Planner;
import io.dataflow.runtime.plan.StageInput;
import io.dataflow.runtime.plan.StageOutput;
import io.dataflow.runtime.plan.StageProgram;
import io.dataflow.runtime.scheduler.JobPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    @Test
    void stages_that_write_to_a_sink_or_commit_it_never_run_twice_at_once_and_others_may() {
        List<StageProgram> programs;
        try (Session session = ReferenceSession.open()) {
            PlanNode numbers = session.range(0, 10)
                    .groupBy(number -> number % 3)
                    .count()
                    .plan()
                    .root();
            Sink<Object> sink = TextFiles.into(Path.of("never written"));
            programs = Planner.plan(new LogicalPlan(new PlanNode.Write("write", numbers, sink)))
                    .programs();
        }

        JobPolicy policy = Policies.of(JobOptions.defaults(), programs);

        assertThat(policy.soleStages()).hasSize(2);
        for (int stage = 0; stage < programs.size(); stage++) {
            boolean writes = programs.get(stage).output() instanceof StageOutput.Staged;
            boolean commits = programs.get(stage).input() instanceof StageInput.Committables;
            assertThat(policy.soleStages().contains(stage)).isEqualTo(writes || commits);
        }
    }

    @Test
    void weights_and_deadlines_are_those_of_the_options() {
        JobOptions options = JobOptions.defaults()
                .weight(7)
                .deadline(Duration.ofSeconds(2))
                .taskDeadline(Duration.ofSeconds(1))
                .withoutSecondTries();

        assertThat(Policies.of(options, List.of())).isEqualTo(new JobPolicy(7, 2_000, 1_000, false, List.of()));
        assertThat(Policies.of(JobOptions.defaults(), List.of())).isEqualTo(JobPolicy.defaults());
        assertThat(Policies.of(JobOptions.defaults().deadline(Duration.ofSeconds(Long.MAX_VALUE)), List.of()))
                .isEqualTo(JobPolicy.defaults());
    }
}
