package io.dataflow.runtime.scheduler;

import static io.dataflow.runtime.scheduler.Scenario.JOB;
import static io.dataflow.runtime.scheduler.Scenario.attempt;
import static io.dataflow.runtime.scheduler.Scenario.hashed;
import static io.dataflow.runtime.scheduler.Scenario.single;
import static io.dataflow.runtime.scheduler.Scenario.source;
import static io.dataflow.runtime.scheduler.Scenario.stage;
import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.failure.FailureKind;
import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Where tasks go, and whose: locality, shares of jobs, workers that are excluded or are to leave. */
class PlacementTest {
    private static final long MIB = 1 << 20;

    /** Tasks here take no time, and are launched when a slot is free all the same. */
    private final Scenario scenario =
            new Scenario(SchedulerOptions.builder().aheadTasks(0).build());

    // ---- locality

    /** Workers a and b of a slot each have an output of a whole exchange each; c is idle. */
    private void twoOutputsOnTwoWorkers(long bytes) {
        scenario.at(0).join("a", 1);
        scenario.join("b", 1);
        scenario.submit(source(0, 2, new ExchangeKind.Whole()), twoReaders());
        scenario.finish(0, 0, 0, bytes);
        scenario.finish(0, 1, 0, bytes);
    }

    private static StageSpec twoReaders() {
        return new StageSpec(1, "readers", List.of(0), new TaskCount.Wanted(2), single());
    }

    @Test
    void tasks_go_to_the_workers_that_hold_what_they_read() {
        twoOutputsOnTwoWorkers(100 * MIB);

        assertThat(scenario.workerOf(attempt(1, 0, 0))).isEqualTo(scenario.workerOf(attempt(0, 0, 0)));
        assertThat(scenario.workerOf(attempt(1, 1, 0))).isEqualTo(scenario.workerOf(attempt(0, 1, 0)));
    }

    @Test
    void tasks_of_partitions_go_to_the_workers_that_hold_most_of_them() {
        scenario.join("a", 1);
        scenario.join("b", 1);
        scenario.submit(
                source(0, 2, hashed(2)), new StageSpec(1, "readers", List.of(0), new TaskCount.Wanted(2), single()));
        scenario.finish(0, 0, 0, 10 * MIB, 90 * MIB);
        scenario.finish(0, 1, 0, 90 * MIB, 10 * MIB);

        assertThat(scenario.workerOf(attempt(1, 0, 0))).isEqualTo(scenario.workerOf(attempt(0, 1, 0)));
        assertThat(scenario.workerOf(attempt(1, 1, 0))).isEqualTo(scenario.workerOf(attempt(0, 0, 0)));
    }

    /** A source of one task on a, while a's only slot is then taken by another job, and b has a free one. */
    private void holderIsBusy(long bytes) {
        scenario.at(0).join("a", 1);
        scenario.submit(source(0, 1, single()), stage(1, single(), 0));
        scenario.submit("other", source(0, 1, single()));
        scenario.policy(JobPolicy.defaults().withWeight(1_000));
        scenario.finish(0, 0, 0, bytes);
    }

    @Test
    void a_task_waits_for_the_worker_that_holds_its_input_but_not_for_long() {
        holderIsBusy(100 * MIB);
        assertThat(scenario.launched()).containsExactly(new AttemptId("other", 0, 0, 0));
        assertThat(scenario.at(50).join("b", 1)).containsExactly(new Effect.WakeAt(100));

        assertThat(scenario.at(99).tick()).isEmpty();
        scenario.at(100).tick();

        assertThat(scenario.workerOf(attempt(1, 0, 0))).isEqualTo("b");
    }

    @Test
    void a_task_that_waits_takes_the_first_slot_of_its_worker() {
        holderIsBusy(100 * MIB);
        scenario.at(10).join("b", 1);

        scenario.at(20).finish(new AttemptId("other", 0, 0, 0), 1);

        assertThat(scenario.workerOf(attempt(1, 0, 0))).isEqualTo("a");
    }

    @Test
    void a_task_does_not_wait_for_a_worker_that_holds_little() {
        holderIsBusy(MIB);

        scenario.at(10).join("b", 1);

        assertThat(scenario.workerOf(attempt(1, 0, 0))).isEqualTo("b");
    }

    @Test
    void a_task_does_not_wait_for_a_worker_that_is_lost_or_leaves() {
        holderIsBusy(100 * MIB);
        scenario.at(10).join("b", 1);
        assertThat(scenario.launched()).isEmpty();

        scenario.at(20).drain("a", 1_000);

        assertThat(scenario.workerOf(attempt(1, 0, 0))).isEqualTo("b");
    }

    // ---- shares

    @Test
    void slots_are_divided_by_weight_among_jobs_that_have_tasks() {
        scenario.policy(JobPolicy.defaults().withWeight(3)).submit("heavy", source(0, 100, single()));
        scenario.policy(JobPolicy.defaults()).submit("light", source(0, 100, single()));
        scenario.submit("done soon", source(0, 2, single()));

        scenario.join("a", 42);

        assertThat(countByJob()).isEqualTo(Map.of("heavy", 30L, "light", 10L, "done soon", 2L));
    }

    @Test
    void a_single_slot_is_shared_by_turns_in_proportion_to_the_weights() {
        scenario.policy(JobPolicy.defaults().withWeight(3)).submit("heavy", source(0, 400, single()));
        scenario.policy(JobPolicy.defaults()).submit("light", source(0, 400, single()));
        scenario.join("a", 1);
        Map<String, Integer> turns = new LinkedHashMap<>();

        for (int i = 0; i < 200; i++) {
            AttemptId next = scenario.launched().get(0);
            turns.merge(next.job(), 1, Integer::sum);
            scenario.finish(next, 1);
        }

        assertThat(turns.get("heavy")).isBetween(140, 160);
    }

    @Test
    void a_job_that_comes_late_gets_its_share_and_no_more() {
        scenario.submit("old", source(0, 1_000, single()));
        scenario.join("a", 1);
        for (int i = 0; i < 100; i++) {
            scenario.finish(scenario.launched().get(0), 1);
        }
        scenario.submit("new", source(0, 1_000, single()));
        Map<String, Integer> turns = new LinkedHashMap<>();
        AttemptId running = new AttemptId("old", 0, 100, 0);

        for (int i = 0; i < 100; i++) {
            scenario.finish(running, 1);
            running = scenario.launched().get(0);
            turns.merge(running.job(), 1, Integer::sum);
        }

        assertThat(turns.get("new")).isBetween(45, 55);
    }

    @Seeds(20)
    void shares_stay_within_a_fifth_of_the_weights_whatever_tasks_take(Random random) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (int i = 0; i < 2 + random.nextInt(4); i++) {
            weights.put("job-" + i, 1 + random.nextInt(5));
        }
        int allWeights = weights.values().stream().mapToInt(Integer::intValue).sum();
        weights.forEach((job, weight) ->
                scenario.policy(JobPolicy.defaults().withWeight(weight)).submit(job, source(0, 5_000, single())));
        scenario.join("a", 10 * allWeights);
        List<AttemptId> running = new ArrayList<>(scenario.launched());
        Map<String, Long> slots = new LinkedHashMap<>();
        int events = 2_000;

        for (int i = 0; i < events; i++) {
            // Tasks of some jobs take longer: of two that could end, the one of the job with the lower number does.
            int one = random.nextInt(running.size());
            int other = random.nextInt(running.size());
            boolean first = running.get(one).job().compareTo(running.get(other).job()) < 0;
            scenario.finish(running.remove(first ? one : other), 1);
            running.addAll(scenario.launched());
            running.forEach(attempt -> slots.merge(attempt.job(), 1L, Long::sum));
        }

        weights.forEach((job, weight) -> assertThat((double) slots.get(job) / events)
                .as(job)
                .isCloseTo(10.0 * weight, Percentage.withPercentage(20)));
    }

    @Test
    void the_lightest_job_does_not_starve_beside_the_heaviest() {
        scenario.policy(JobPolicy.defaults().withWeight(JobPolicy.MAX_WEIGHT))
                .submit("heavy", source(0, 3_000, single()));
        scenario.policy(JobPolicy.defaults()).submit("light", source(0, 3, single()));
        scenario.join("a", 1);
        Map<String, Integer> turns = new LinkedHashMap<>();

        for (int i = 0; i < 2_100; i++) {
            AttemptId next = scenario.launched().get(0);
            turns.merge(next.job(), 1, Integer::sum);
            scenario.finish(next, 1);
        }

        assertThat(turns.get("light")).isBetween(2, 3);
    }

    private Map<String, Long> countByJob() {
        Map<String, Long> counts = new LinkedHashMap<>();
        scenario.launched().forEach(attempt -> counts.merge(attempt.job(), 1L, Long::sum));
        return counts;
    }

    // ---- excluded workers

    @Test
    void a_worker_on_which_several_tasks_failed_gets_no_more_of_the_job_for_a_while() {
        scenario.at(0).join("bad", 3);
        scenario.submit(source(0, 3, single()));
        scenario.join("good", 1);
        for (int task = 0; task < 3; task++) {
            scenario.fail(attempt(0, task, 0), FailureKind.RESOURCES);
        }

        assertThat(scenario.latestOf(Effect.Excluded.class))
                .containsExactly(new Effect.Excluded(JOB, "bad", 60_000, false));
        assertThat(scenario.launched()).isEmpty();
        scenario.finish(0, 0, 1, 1);
        assertThat(scenario.launched()).containsExactly(attempt(0, 1, 1));
        assertThat(scenario.workerOf(attempt(0, 1, 1))).isEqualTo("good");
    }

    @Test
    void failures_of_one_task_exclude_nobody() {
        scenario.join("a", 1);
        scenario.join("b", 1);
        scenario.submit(source(0, 1, single()));

        for (int i = 0; i < 3; i++) {
            scenario.fail(attempt(0, 0, i), FailureKind.RESOURCES);
            assertThat(scenario.latestOf(Effect.Excluded.class)).isEmpty();
        }
    }

    @Test
    void the_only_worker_is_never_excluded() {
        scenario.join("only", 4);
        scenario.submit(source(0, 4, single()));

        for (int task = 0; task < 4; task++) {
            scenario.fail(attempt(0, task, 0), FailureKind.RESOURCES);
            assertThat(scenario.latestOf(Effect.Excluded.class)).isEmpty();
            assertThat(scenario.launched()).containsExactly(attempt(0, task, 1));
        }
    }

    @Test
    void an_excluded_worker_is_used_again_when_there_is_no_other() {
        scenario.at(0).join("bad", 3);
        scenario.submit(source(0, 3, single()));
        scenario.join("good", 1);
        for (int task = 0; task < 3; task++) {
            scenario.fail(attempt(0, task, 0), FailureKind.RESOURCES);
        }

        scenario.leave("good");

        assertThat(scenario.launched()).hasSize(3).allSatisfy(attempt -> assertThat(scenario.workerOf(attempt))
                .isEqualTo("bad"));
    }

    @Test
    void a_worker_that_two_jobs_exclude_gets_no_attempts_of_any_until_the_time_is_over() {
        scenario.at(0).join("bad", 6);
        scenario.submit("first", source(0, 3, single()));
        scenario.submit("second", source(0, 3, single()));
        scenario.join("good", 6);
        for (int task = 0; task < 3; task++) {
            scenario.fail(new AttemptId("first", 0, task, 0), FailureKind.RESOURCES);
            scenario.fail(new AttemptId("second", 0, task, 0), FailureKind.CORRUPTION);
        }
        assertThat(scenario.latestOf(Effect.Excluded.class))
                .singleElement()
                .satisfies(last -> assertThat(last.everyJob()).isTrue());

        scenario.submit("third", source(0, 2, single()));
        assertThat(scenario.launched()).isEmpty();
        scenario.scheduler.onHeartbeat("bad", 59_000);
        scenario.scheduler.onHeartbeat("good", 59_000);
        scenario.at(60_000).tick();

        assertThat(scenario.launched()).hasSize(2);
        assertThat(scenario.workerOf(new AttemptId("third", 0, 0, 0))).isEqualTo("bad");
    }

    // ---- workers that are to leave

    @Test
    void a_draining_worker_gets_no_attempts_and_leaves_when_what_it_holds_is_not_needed() {
        scenario.at(0).join("old", 1);
        scenario.submit(source(0, 2, single()), stage(1, single(), 0));
        assertThat(scenario.drain("old", 60_000)).isEmpty();
        scenario.finish(0, 0, 0, 1);
        assertThat(scenario.launched()).isEmpty();
        scenario.join("new", 1);
        scenario.finish(0, 1, 0, 1);
        assertThat(scenario.at(250).tick()).isEmpty();

        scenario.finish(1, 0, 0, 1);

        assertThat(scenario.at(500).tick()).containsExactly(new Effect.Drained("old"));
        assertThat(scenario.at(750).tick()).isEmpty();
    }

    @Test
    void a_worker_that_holds_results_stays_until_they_are_read() {
        scenario.at(0).join("old", 1);
        scenario.submit(source(0, 1, single()));
        scenario.finish(0, 0, 0, 1);
        assertThat(scenario.drain("old", 60_000)).isEmpty();

        scenario.release(JOB);

        assertThat(scenario.tick()).containsExactly(new Effect.Drained("old"));
    }

    @Test
    void a_draining_worker_stays_no_longer_than_it_wants_to() {
        scenario.at(0).join("old", 1);
        scenario.submit(source(0, 1, single()));
        scenario.drain("old", 3_000);

        assertThat(scenario.at(2_999).tick()).isEmpty();
        assertThat(scenario.at(3_000).tick()).containsExactly(new Effect.Drained("old"));
    }

    @Test
    void of_several_times_to_leave_within_the_one_counts_that_is_over_first() {
        scenario.at(0).join("old", 1);
        scenario.submit(source(0, 1, single()));
        scenario.drain("old", 3_000);
        scenario.at(1_000).drain("old", 60_000);
        assertThat(scenario.at(2_999).tick()).isEmpty();

        assertThat(scenario.drain("old", 0)).containsExactly(new Effect.Drained("old"));
    }

    @Test
    void an_absent_worker_that_is_to_leave_may_when_it_is_back() {
        scenario.at(0).join("away", 1);
        scenario.disconnect("away", 3_000);
        scenario.drain("away", 1_000);
        assertThat(scenario.scheduler.standing("away")).contains(WorkerStanding.ABSENT);

        scenario.at(500).comeBack("away", 1, Holdings.NONE);

        assertThat(scenario.scheduler.standing("away")).contains(WorkerStanding.DRAINING);
        assertThat(scenario.scheduler.drainMillisLeft("away", 500)).hasValue(500);
        assertThat(scenario.tick()).containsExactly(new Effect.Drained("away"));
        assertThat(scenario.scheduler.standing("stranger")).isEmpty();
        assertThat(scenario.scheduler.drainMillisLeft("stranger", 500)).isEmpty();
    }

    @Test
    void an_idle_worker_may_leave_at_once_and_an_unknown_one_joins_first() {
        scenario.join("idle", 1);

        assertThat(scenario.drain("idle", 1_000)).containsExactly(new Effect.Drained("idle"));
        assertThat(scenario.drain("stranger", 1_000)).containsExactly(new Effect.Rejoin("stranger"));
    }

    // ---- tasks that failed

    /** Two tasks on two workers with a slot each, of which the one on a has failed while b is busy. */
    private void failsWhileTheOtherIsBusy() {
        scenario.join("a", 1);
        scenario.join("b", 1);
        scenario.submit(source(0, 2, single()));
        assertThat(scenario.workerOf(attempt(0, 0, 0))).isEqualTo("a");
        scenario.fail(attempt(0, 0, 0), FailureKind.RESOURCES);
    }

    /** Its disk is full, say: however often it is tried there, it fails before the other worker is free. */
    @Test
    void a_task_waits_for_another_worker_than_the_one_on_which_it_failed() {
        failsWhileTheOtherIsBusy();
        assertThat(scenario.launched()).isEmpty();
        assertThat(scenario.tick()).isEmpty();

        scenario.finish(0, 1, 0, 1);

        assertThat(scenario.workerOf(attempt(0, 0, 1))).isEqualTo("b");
    }

    @Test
    void other_tasks_do_not_wait_with_it() {
        failsWhileTheOtherIsBusy();

        scenario.submit("other", source(0, 1, single()));

        assertThat(scenario.workerOf(new AttemptId("other", 0, 0, 0))).isEqualTo("a");
    }

    @Test
    void a_task_runs_again_where_it_failed_if_there_is_nowhere_else() {
        failsWhileTheOtherIsBusy();

        scenario.leave("b");

        assertThat(scenario.launched()).containsExactly(attempt(0, 0, 1));
        assertThat(scenario.workerOf(attempt(0, 0, 1))).isEqualTo("a");
    }
}
