package io.dataflow.runtime.scheduler;

import static io.dataflow.runtime.scheduler.Scenario.attempt;
import static io.dataflow.runtime.scheduler.Scenario.hashed;
import static io.dataflow.runtime.scheduler.Scenario.single;
import static io.dataflow.runtime.scheduler.Scenario.source;
import static io.dataflow.runtime.scheduler.Scenario.stage;
import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.failure.FailureKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stage 0 is the build side, 1 may make a filter of its keys, 2 is the probe side, 3 joins. */
class FilterRuleTest {
    private static final int PROBE_TASKS = 4;
    private static final long MEGABYTE = 1 << 20;

    /** Too much to be read whole. */
    private static final long BUILD_BYTES = 8 * MEGABYTE;

    private final Scenario scenario = new Scenario();

    private static StageSpec join(long probeBytes, @Nullable Integer filter) {
        BroadcastOption option = new BroadcastOption(2, List.of(0), probeBytes, false, filter);
        return new StageSpec(3, "join", List.of(0, 2), new TaskCount.ByInput(), single(), List.of(), option);
    }

    private void submit(long probeBytes) {
        scenario.join("a", 2);
        scenario.submit(
                source(0, 1, hashed(2)), stage(1, single(), 0), source(2, PROBE_TASKS, hashed(2)), join(probeBytes, 1));
    }

    private void build(long bytes, long records) {
        scenario.finish(
                attempt(0, 0, 0), new OutputSizesLite(1, new long[] {bytes / 2, bytes / 2}, records, List.of(), 0));
    }

    private List<Integer> launchedStages() {
        return scenario.launched().stream().map(AttemptId::stage).toList();
    }

    @Test
    void a_filter_that_is_expected_to_pay_is_made_before_the_other_side_is_read() {
        submit(100 * MEGABYTE);
        build(BUILD_BYTES, 100_000);

        assertThat(scenario.latestOf(Effect.Filtered.class)).containsExactly(new Effect.Filtered(Scenario.JOB, 1, 2));
        assertThat(launchedStages()).isNotEmpty().containsOnly(1);
        scenario.launched().forEach(each -> assertThat(each.task()).isLessThan(2));

        scenario.finish(1, 0, 0, 1_000);
        scenario.finish(1, 1, 0, 1_000);

        assertThat(launchedStages()).containsExactly(2, 2);
        assertThat(scenario.latestOf(Effect.PublishLocations.class).map(Effect.PublishLocations::stage))
                .containsExactly(1);
    }

    @Test
    void the_filter_is_withdrawn_when_all_have_read_it() {
        submit(100 * MEGABYTE);
        build(BUILD_BYTES, 100_000);
        scenario.finish(1, 0, 0, 1_000);
        scenario.finish(1, 1, 0, 1_000);
        for (int task = 0; task < PROBE_TASKS; task++) {
            scenario.finish(2, task, 0, 1_000, 1_000);
        }

        assertThat(scenario.latestOf(Effect.WithdrawStage.class).map(Effect.WithdrawStage::stage))
                .containsExactly(1);
        assertThat(launchedStages()).containsOnly(3);
    }

    @Test
    void a_lost_filter_is_made_again() {
        submit(100 * MEGABYTE);
        build(BUILD_BYTES, 100_000);
        scenario.finish(1, 0, 0, 1_000);
        scenario.finish(1, 1, 0, 1_000);

        scenario.fail(
                attempt(2, 0, 0),
                new Failure(FailureKind.WORKER_LOST, "cannot read", new LostOutput(Scenario.JOB, 1, 1, 0)));

        assertThat(scenario.launched()).containsExactly(attempt(1, 1, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "too little to be filtered,           3, 1,   100000",
        "no less than a fourth of the other, 31, 8,   100000",
        "too many keys for the memory,      999, 8,  2000000",
        "each task would read too much,      40, 8,  1100000"
    })
    void otherwise_none_is_made(String why, long probeMegabytes, long buildMegabytes, long records) {
        submit(probeMegabytes * MEGABYTE);
        build(buildMegabytes * MEGABYTE, records);

        assertThat(scenario.latestOf(Effect.Filtered.class)).as(why).isEmpty();
        assertThat(launchedStages()).as(why).containsExactly(2, 2);
    }

    @Test
    void a_side_that_is_read_whole_needs_none() {
        submit(100 * MEGABYTE);
        build(1_000, 10);

        assertThat(scenario.latestOf(Effect.Bypassed.class)).hasSize(1);
        assertThat(scenario.latestOf(Effect.Filtered.class)).isEmpty();
        assertThat(launchedStages()).containsOnly(3);
    }

    @Test
    void a_join_may_do_without_one() {
        scenario.join("a", 2);
        BroadcastOption option = new BroadcastOption(1, List.of(0), 100 * MEGABYTE, false);
        scenario.submit(
                source(0, 1, hashed(2)),
                source(1, PROBE_TASKS, hashed(2)),
                new StageSpec(2, "join", List.of(0, 1), new TaskCount.ByInput(), single(), List.of(), option));
        build(BUILD_BYTES, 100_000);

        assertThat(launchedStages()).containsExactly(1, 1);
    }
}
