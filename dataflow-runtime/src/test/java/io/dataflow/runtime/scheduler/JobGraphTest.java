package io.dataflow.runtime.scheduler;

import static io.dataflow.runtime.scheduler.Scenario.hashed;
import static io.dataflow.runtime.scheduler.Scenario.single;
import static io.dataflow.runtime.scheduler.Scenario.source;
import static io.dataflow.runtime.scheduler.Scenario.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class JobGraphTest {
    @Test
    void the_last_stage_is_the_result() {
        var graph = new JobGraph(List.of(source(0, 1, single()), stage(1, single(), 0)));

        assertThat(graph.resultStage()).isEqualTo(1);
    }

    @Test
    void inputs_read_whole_go_with_inputs_read_by_range() {
        var graph = new JobGraph(List.of(source(0, 1, single()), source(1, 1, hashed(4)), stage(2, single(), 0, 1)));

        assertThat(graph.stages()).hasSize(3);
    }

    @Test
    void graphs_that_cannot_run_are_refused_with_the_reason() {
        refuses("at least one stage");
        refuses("position 0", source(1, 1, single()));
        refuses("reads stage 0, which is not before it", stage(0, single(), 0));
        refuses("Nobody reads stage 0", source(0, 1, single()), source(1, 1, single()));
        refuses("no input", stage(0, single()));
        refuses("cannot be ranges of both", source(0, 1, hashed(2)), source(1, 1, hashed(3)), stage(2, single(), 0, 1));
        assertThatThrownBy(() -> new TaskCount.Fixed(0)).hasMessageContaining("not 0");
        assertThatThrownBy(() -> hashed(40_000)).hasMessageContaining("not 40000");
    }

    private static StageSpec join(int id, int filter) {
        BroadcastOption option = new BroadcastOption(2, List.of(0), 0, false, filter);
        return new StageSpec(id, "join", List.of(0, 2), new TaskCount.ByInput(), single(), List.of(), option);
    }

    @Test
    void a_stage_that_makes_a_filter_needs_no_reader() {
        var graph = new JobGraph(
                List.of(source(0, 1, hashed(2)), stage(1, single(), 0), source(2, 1, hashed(2)), join(3, 1)));

        assertThat(graph.broadcastBy(2)).isEqualTo(graph.stage(3));
    }

    @Test
    void a_stage_that_cannot_make_a_filter_is_refused() {
        StageSpec build = source(0, 1, hashed(2));
        StageSpec probe = source(2, 1, hashed(2));
        refuses("it is not before it", build, stage(1, single(), 0), probe, join(3, 2));
        refuses("it reads []", build, source(1, 1, single()), probe, join(3, 1));
        refuses("its output is Hashed", build, stage(1, hashed(2), 0), probe, join(3, 1));
        refuses("its tasks are Fixed", build, fixed(1, 0), probe, join(3, 1));
        refuses("somebody else reads it", build, stage(1, single(), 0), probe, join(3, 1), stage(4, single(), 1, 3));
    }

    private static StageSpec fixed(int id, int input) {
        return new StageSpec(id, "one task", List.of(input), new TaskCount.Fixed(1), single());
    }

    private static void refuses(String reason, StageSpec... stages) {
        assertThatThrownBy(() -> new JobGraph(List.of(stages)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
