package io.dataflow.runtime.scheduler;

import static io.dataflow.runtime.scheduler.Scenario.ALL;
import static io.dataflow.runtime.scheduler.Scenario.JOB;
import static io.dataflow.runtime.scheduler.Scenario.attempt;
import static io.dataflow.runtime.scheduler.Scenario.hashed;
import static io.dataflow.runtime.scheduler.Scenario.single;
import static io.dataflow.runtime.scheduler.Scenario.sizes;
import static io.dataflow.runtime.scheduler.Scenario.source;
import static io.dataflow.runtime.scheduler.Scenario.stage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.FailureKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobSchedulerTest {
    private final Scenario scenario = new Scenario();

    @Test
    void a_job_of_two_stages_runs_from_submission_to_release() {
        scenario.join("w", 1);

        assertThat(scenario.submit(source(0, 1, hashed(2)), stage(1, single(), 0)))
                .containsExactly(new Effect.StageStarted(JOB, 0, 1), new Effect.Launch("w", attempt(0, 0, 0), ALL));
        assertThat(scenario.finish(0, 0, 0, 10, 20))
                .containsExactly(
                        new Effect.StageFinished(JOB, 0, 1),
                        new Effect.StageStarted(JOB, 1, 1),
                        new Effect.PublishLocations(
                                "w",
                                JOB,
                                0,
                                1,
                                new Effect.Owner(JOB, 0),
                                List.of(new Location(0, 0, "w:7070", 1, 1, 30, 0))),
                        new Effect.Launch("w", attempt(1, 0, 0), new InputRange.Partitions(0, 2)));
        assertThat(scenario.finish(1, 0, 0, 5))
                .containsExactly(
                        new Effect.StageFinished(JOB, 1, 1),
                        new Effect.WithdrawStage("w", JOB, 0),
                        new Effect.ResultsReady(JOB, List.of(new Location(0, 0, "w:7070", 1, 1, 5, 0))));
        assertThat(scenario.scheduler.onJobReleased(JOB, 0)).containsExactly(new Effect.EndJob("w", JOB, true));
        assertThat(scenario.scheduler.isEmpty()).isTrue();
    }

    @Test
    void a_worker_is_told_locations_once_per_version() {
        scenario.join("w", 1);
        scenario.submit(source(0, 1, single()), new StageSpec(1, "two", List.of(0), new TaskCount.Fixed(2), single()));

        scenario.finish(0, 0, 0, 1);
        List<Effect> second = scenario.finish(1, 0, 0, 1);

        assertThat(second).containsExactly(new Effect.Launch("w", attempt(1, 1, 0), ALL));
    }

    @Test
    void a_lost_output_is_computed_again_and_published_anew() {
        scenario.join("a", 1);
        scenario.submit(source(0, 2, single()), stage(1, single(), 0));
        scenario.finish(0, 0, 0, 1);
        scenario.join("b", 1);
        scenario.finish(0, 1, 0, 9);

        List<Effect> effects = scenario.leave("a");

        assertThat(effects)
                .containsSubsequence(
                        new Effect.Lost(
                                JOB, "a", List.of(attempt(0, 0, 0), attempt(0, 1, 0)), List.of(attempt(1, 0, 0))),
                        new Effect.StageStarted(JOB, 0, 2),
                        new Effect.Launch("b", attempt(0, 0, 1), ALL));
        scenario.finish(0, 0, 1, 1);
        assertThat(scenario.finish(0, 1, 1, 9))
                .contains(
                        new Effect.PublishLocations(
                                "b",
                                JOB,
                                0,
                                2,
                                new Effect.Owner(JOB, 0),
                                List.of(
                                        new Location(0, 1, "b:7070", 1, 1, 1, 0),
                                        new Location(1, 1, "b:7070", 1, 1, 9, 0))),
                        new Effect.Launch("b", attempt(1, 0, 1), ALL));
    }

    @Test
    void a_lost_result_brings_back_stages_that_were_withdrawn() {
        scenario.join("a", 1);
        scenario.submit(source(0, 1, single()), stage(1, single(), 0), stage(2, single(), 1));
        scenario.finish(0, 0, 0, 1);
        scenario.finish(1, 0, 0, 1);
        scenario.finish(2, 0, 0, 1);

        List<Effect> effects = scenario.scheduler.onResultLost(JOB, 2, 0, 0, 0);

        assertThat(effects)
                .contains(
                        new Effect.Lost(JOB, "a", List.of(attempt(2, 0, 0)), List.of()),
                        new Effect.WithdrawAttempt("a", attempt(2, 0, 0)),
                        new Effect.Launch("a", attempt(0, 0, 1), ALL));
        assertThat(effects).filteredOn(Effect.StageStarted.class::isInstance).hasSize(3);
    }

    @Test
    void a_failed_fetch_gives_up_the_output_only_while_it_is_the_current_one() {
        scenario.join("a", 2);
        scenario.submit(source(0, 1, single()), new StageSpec(1, "two", List.of(0), new TaskCount.Fixed(2), single()));
        scenario.finish(0, 0, 0, 1);
        Failure unreadable = new Failure(FailureKind.WORKER_LOST, "gone", new LostOutput(JOB, 0, 0, 0));

        scenario.fail(attempt(1, 0, 0), unreadable);
        assertThat(scenario.launched()).containsExactly(attempt(0, 0, 1));
        scenario.fail(attempt(1, 1, 0), unreadable);
        assertThat(scenario.launched()).isEmpty();

        scenario.finish(0, 0, 1, 1);
        assertThat(scenario.launched()).containsExactly(attempt(1, 0, 1), attempt(1, 1, 1));
    }

    @Test
    void a_retried_task_avoids_the_worker_on_which_it_failed() {
        scenario.join("a", 4);
        scenario.join("b", 1);
        scenario.submit(source(0, 1, single()));

        scenario.fail(attempt(0, 0, 0), FailureKind.RESOURCES);

        assertThat(scenario.workerOf(attempt(0, 0, 1))).isEqualTo("b");
    }

    @Test
    void the_fourth_failure_of_a_task_fails_its_job() {
        scenario.join("a", 1);
        scenario.submit(source(0, 1, single()));
        for (int i = 0; i < 3; i++) {
            scenario.fail(attempt(0, 0, i), i == 0 ? FailureKind.RESOURCES : FailureKind.INTERNAL);
            assertThat(scenario.launched()).containsExactly(attempt(0, 0, i + 1));
        }

        List<Effect> effects = scenario.fail(attempt(0, 0, 3), FailureKind.CORRUPTION);

        assertThat(effects)
                .containsExactly(
                        new Effect.JobFailed(
                                JOB,
                                new Failure(
                                        FailureKind.CORRUPTION,
                                        "Task 0 of stage 0 (source) failed 4 times, the last time with: it broke",
                                        null),
                                attempt(0, 0, 3)),
                        new Effect.EndJob("a", JOB, false));
        assertThat(scenario.scheduler.isEmpty()).isTrue();
    }

    @Test
    void a_failure_of_user_code_fails_the_job_at_once_and_cancels_the_rest() {
        scenario.join("a", 2);
        scenario.submit(source(0, 2, single()));

        List<Effect> effects = scenario.fail(attempt(0, 1, 0), FailureKind.USER_CODE);

        assertThat(effects).first().isEqualTo(new Effect.Cancel("a", attempt(0, 0, 0)));
        assertThat(scenario.latestOf(Effect.JobFailed.class)).hasSize(1);
    }

    @Test
    void losses_do_not_count_as_failures_but_are_bounded() {
        Scenario bounded =
                new Scenario(SchedulerOptions.builder().maxLossesPerTask(6).build());
        bounded.join("a", 1);
        bounded.submit(source(0, 1, single()));

        for (int i = 0; i < 5; i++) {
            bounded.fail(attempt(0, 0, i), i % 2 == 0 ? FailureKind.WORKER_LOST : FailureKind.CANCELLED);
            assertThat(bounded.launched()).containsExactly(attempt(0, 0, i + 1));
        }
        bounded.fail(attempt(0, 0, 5), FailureKind.WORKER_LOST);

        assertThat(bounded.latestOf(Effect.JobFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.failure().kind()).isEqualTo(FailureKind.WORKER_LOST));
    }

    @Test
    void a_recomputed_output_with_other_records_makes_its_consumers_run_again() {
        scenario.join("a", 1);
        scenario.join("b", 1);
        scenario.submit(source(0, 1, single()), new StageSpec(1, "two", List.of(0), new TaskCount.Fixed(2), single()));
        scenario.finish(attempt(0, 0, 0), new OutputSizesLite(1, new long[1], 1, List.of(), 111));
        scenario.finish(1, 0, 0, 1);
        scenario.fail(attempt(1, 1, 0), new Failure(FailureKind.WORKER_LOST, "gone", new LostOutput(JOB, 0, 0, 0)));

        scenario.finish(attempt(0, 0, 1), new OutputSizesLite(1, new long[1], 1, List.of(), 222));

        assertThat(scenario.latestOf(Effect.WithdrawStage.class))
                .contains(new Effect.WithdrawStage(scenario.workerOf(attempt(1, 0, 0)), JOB, 1));
        assertThat(scenario.launched()).containsExactly(attempt(1, 0, 1), attempt(1, 1, 1));
        assertThat(progress().divergedTasks()).isEqualTo(1);
    }

    @Test
    void a_recomputed_output_with_the_same_records_leaves_its_consumers_alone() {
        scenario.join("a", 1);
        scenario.submit(source(0, 1, single()), new StageSpec(1, "two", List.of(0), new TaskCount.Fixed(2), single()));
        scenario.finish(0, 0, 0, 1);
        scenario.finish(1, 0, 0, 1);
        scenario.fail(attempt(1, 1, 0), new Failure(FailureKind.WORKER_LOST, "gone", new LostOutput(JOB, 0, 0, 0)));

        scenario.finish(0, 0, 1, 1);

        assertThat(scenario.launched()).containsExactly(attempt(1, 1, 1));
        assertThat(progress().divergedTasks()).isZero();
    }

    @Test
    void a_repeated_completion_changes_nothing_and_a_late_one_is_withdrawn() {
        scenario.join("a", 1);
        scenario.join("b", 1);
        scenario.submit(source(0, 2, single()));
        scenario.finish(0, 0, 0, 1);

        assertThat(scenario.finish(0, 0, 0, 1)).isEmpty();
        scenario.leave("b");
        assertThat(scenario.finish(0, 1, 0, 1)).containsExactly(new Effect.WithdrawAttempt("b", attempt(0, 1, 0)));
    }

    @Test
    void a_completion_reported_by_another_worker_than_the_one_that_runs_it_does_not_count() {
        scenario.join("a", 1);
        scenario.join("b", 1);
        scenario.submit(source(0, 1, single()));

        List<Effect> effects = scenario.scheduler.onAttemptFinished(attempt(0, 0, 0), "b", sizes(1), 0);

        assertThat(effects).containsExactly(new Effect.WithdrawAttempt("b", attempt(0, 0, 0)));
        assertThat(progress().running()).isEqualTo(1);
    }

    @Test
    void sizes_that_do_not_fit_the_exchange_count_as_a_failure() {
        scenario.join("a", 1);
        scenario.submit(source(0, 1, single()));

        List<Effect> effects = scenario.finish(0, 0, 0, 1, 2, 3);

        assertThat(effects)
                .containsExactly(
                        new Effect.WithdrawAttempt("a", attempt(0, 0, 0)),
                        new Effect.Launch("a", attempt(0, 0, 1), ALL));
        assertThat(progress().failures()).isEqualTo(1);
    }

    @Test
    void a_cancelled_attempt_keeps_its_slot_until_it_reports() {
        scenario.join("a", 1);
        scenario.submit(source(0, 1, single()));
        scenario.scheduler.onJobCancelled(JOB, "enough", 0);
        scenario.submit("next", source(0, 1, single()));
        assertThat(scenario.launched()).isEmpty();

        scenario.fail(attempt(0, 0, 0), FailureKind.CANCELLED);

        assertThat(scenario.launched()).containsExactly(new AttemptId("next", 0, 0, 0));
    }

    @Test
    void a_cancelled_attempt_that_stays_silent_loses_its_slot_after_the_grace() {
        scenario.at(0).join("a", 1);
        scenario.submit(source(0, 1, single()));
        scenario.scheduler.onJobCancelled(JOB, "enough", 0);
        scenario.submit("next", source(0, 1, single()));
        scenario.scheduler.onHeartbeat("a", 9_000);

        assertThat(scenario.at(9_999).tick()).isEmpty();
        scenario.at(10_000).tick();

        assertThat(scenario.launched()).containsExactly(new AttemptId("next", 0, 0, 0));
    }

    @Test
    void a_worker_is_lost_when_its_lease_ends_and_told_to_join_again_when_it_shows_up() {
        scenario.at(0).join("a", 1);
        scenario.submit(source(0, 1, single()));
        scenario.scheduler.onHeartbeat("a", 5_000);

        assertThat(scenario.at(14_999).tick()).isEmpty();
        assertThat(scenario.at(15_000).tick())
                .containsExactly(new Effect.Lost(JOB, "a", List.of(), List.of(attempt(0, 0, 0))));
        assertThat(scenario.scheduler.onHeartbeat("a", 16_000)).containsExactly(new Effect.Rejoin("a"));
        scenario.join("a", 1);
        assertThat(scenario.launched()).containsExactly(attempt(0, 0, 1));
    }

    @Test
    void a_worker_that_comes_back_in_time_keeps_what_it_runs_and_has() {
        Scenario scenario = new Scenario();
        scenario.join("a", 1);
        scenario.submit(source(0, 2, single()), stage(1, single(), 0));
        scenario.finish(0, 0, 0, 10);

        scenario.disconnect("a", 1_000);
        assertThat(scenario.launched()).isEmpty();
        Holdings has =
                new Holdings(List.of(Scenario.JOB), List.of(attempt(0, 1, 0)), List.of(), List.of(attempt(0, 0, 0)));

        assertThat(scenario.at(900).comeBack("a", 1, has)).isEmpty();
        scenario.finish(0, 1, 0, 10);
        assertThat(scenario.launched()).containsExactly(attempt(1, 0, 0));
    }

    @Test
    void what_a_worker_comes_back_without_is_computed_again() {
        Scenario scenario = new Scenario();
        scenario.join("a", 1);
        scenario.submit(source(0, 2, single()), stage(1, single(), 0));
        scenario.finish(0, 0, 0, 10);

        scenario.disconnect("a", 1_000);
        scenario.comeBack("a", 1, Holdings.NONE);

        assertThat(scenario.latestOf(Effect.Lost.class)).hasSize(2);
        assertThat(scenario.launched()).hasSize(1).allMatch(launched -> launched.attempt() == 1);
    }

    @Test
    void what_a_worker_comes_back_with_and_is_not_wanted_is_cancelled_and_withdrawn() {
        Scenario scenario = new Scenario();
        scenario.join("a", 2);
        scenario.submit(source(0, 1, single()), stage(1, single(), 0));
        Holdings has = new Holdings(
                List.of(Scenario.JOB, "ended"),
                List.of(attempt(0, 0, 0), attempt(0, 0, 7)),
                List.of(),
                List.of(attempt(0, 0, 5)));

        scenario.disconnect("a", 1_000);

        assertThat(scenario.comeBack("a", 2, has))
                .containsExactlyInAnyOrder(
                        new Effect.Cancel("a", attempt(0, 0, 7)),
                        new Effect.WithdrawAttempt("a", attempt(0, 0, 5)),
                        new Effect.EndJob("a", "ended", true));
    }

    @Test
    void an_absent_worker_gets_nothing_to_do_and_is_lost_after_the_grace() {
        Scenario scenario = new Scenario();
        scenario.join("a", 1);
        scenario.join("b", 1);
        scenario.disconnect("a", 1_000);
        scenario.submit(source(0, 2, single()));
        assertThat(scenario.launched()).hasSize(1).allMatch(each -> scenario.workerOf(each)
                .equals("b"));

        scenario.at(999).tick();
        assertThat(scenario.scheduler.workers()).containsExactly("a", "b");
        scenario.at(1_000).tick();

        assertThat(scenario.scheduler.workers()).containsExactly("b");
    }

    @Test
    void an_absent_worker_that_others_cannot_reach_either_is_lost_at_once() {
        Scenario scenario = new Scenario();
        scenario.join("a", 1);
        scenario.submit(source(0, 1, single()));
        scenario.finish(0, 0, 0, 10);
        scenario.join("b", 1);
        scenario.disconnect("a", 60_000);

        scenario.resultLost(0, 0, 0);

        assertThat(scenario.scheduler.workers()).containsExactly("b");
        assertThat(scenario.launched()).containsExactly(attempt(0, 0, 1));
    }

    @Test
    void a_worker_with_something_that_nobody_knows_of_begins_anew() {
        Scenario scenario = new Scenario();
        Holdings has = new Holdings(List.of("unknown"), List.of(), List.of(), List.of());

        assertThat(scenario.comeBack("a", 1, has)).containsExactly(new Effect.Rejoin("a"));

        assertThat(scenario.scheduler.workers()).isEmpty();
    }

    @Test
    void a_job_fails_when_no_worker_appears_within_the_grace() {
        scenario.at(1_000).submit(source(0, 1, single()));

        assertThat(scenario.at(30_999).tick()).isEmpty();
        scenario.at(31_000).tick();

        assertThat(scenario.latestOf(Effect.JobFailed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.failure().kind()).isEqualTo(FailureKind.RESOURCES);
            assertThat(failed.failure().message()).contains("no worker for 30000 ms", "start workers");
            assertThat(failed.where()).isNull();
        });
        assertThat(scenario.scheduler.isEmpty()).isTrue();
    }

    @Test
    void the_grace_begins_when_the_last_worker_goes() {
        scenario.at(0).submit(source(0, 1, single()));
        scenario.at(20_000).join("a", 1);
        scenario.at(25_000).leave("a");

        assertThat(scenario.at(54_999).tick()).isEmpty();
        scenario.at(55_000).tick();

        assertThat(scenario.latestOf(Effect.JobFailed.class)).hasSize(1);
    }

    @Test
    void jobs_take_turns() {
        scenario.submit("first", source(0, 4, single()));
        scenario.submit("second", source(0, 4, single()));

        scenario.join("a", 5);

        assertThat(scenario.launched())
                .extracting(AttemptId::job)
                .containsExactly("first", "second", "first", "second", "first");
    }

    @Test
    void a_task_of_a_stage_of_its_own_goes_to_the_worker_that_holds_most_of_its_input() {
        scenario.join("a", 1);
        scenario.join("b", 1);
        scenario.join("c", 1);
        scenario.submit(source(0, 3, single()), stage(1, single(), 0));
        scenario.finish(0, 0, 0, 10);
        scenario.finish(0, 1, 0, 99);

        scenario.finish(0, 2, 0, 50);

        assertThat(scenario.workerOf(attempt(1, 0, 0))).isEqualTo(scenario.workerOf(attempt(0, 1, 0)));
    }

    @Test
    void tasks_spread_over_the_workers_with_most_free_slots() {
        scenario.join("small", 1);
        scenario.join("large", 3);

        scenario.submit(source(0, 4, single()));

        assertThat(scenario.latestOf(Effect.Launch.class).map(Effect.Launch::worker))
                .containsExactly("large", "large", "small", "large");
    }

    @Test
    void sizes_of_a_recomputed_output_do_not_change_what_was_measured() {
        scenario.join("a", 1);
        scenario.join("b", 1);
        scenario.submit(source(0, 2, hashed(2)), stage(1, single(), 0));
        scenario.finish(0, 0, 0, 100_000, 100_000);
        scenario.leave(scenario.workerOf(attempt(0, 0, 0)));
        scenario.join("c", 4);
        scenario.finish(0, 1, 0, 0, 0);

        scenario.finish(0, 0, 1, 100_000, 100_000);

        assertThat(scenario.latestOf(Effect.StageStarted.class)).containsExactly(new Effect.StageStarted(JOB, 1, 1));
    }

    @Test
    void a_job_released_before_its_results_is_cancelled() {
        scenario.join("a", 1);
        scenario.submit(source(0, 1, single()));

        assertThat(scenario.scheduler.onJobReleased(JOB, 0))
                .containsExactly(
                        new Effect.Cancel("a", attempt(0, 0, 0)),
                        new Effect.JobCancelled(JOB),
                        new Effect.EndJob("a", JOB, false));
    }

    @Test
    void what_arrives_for_a_forgotten_job_is_answered_with_withdrawal_only() {
        scenario.join("a", 1);
        scenario.submit(source(0, 1, single()));
        scenario.scheduler.onJobCancelled(JOB, "enough", 0);

        assertThat(scenario.finish(0, 0, 0, 1)).containsExactly(new Effect.WithdrawAttempt("a", attempt(0, 0, 0)));
        assertThat(scenario.scheduler.onJobCancelled(JOB, "again", 0)).isEmpty();
        assertThat(scenario.scheduler.onJobReleased(JOB, 0)).isEmpty();
        assertThat(scenario.scheduler.onResultLost(JOB, 0, 0, 0, 0)).isEmpty();
        assertThat(scenario.scheduler.progress(JOB)).isEmpty();
        assertThat(scenario.scheduler.isEmpty()).isTrue();
    }

    @Test
    void a_fetch_failure_that_names_no_input_of_the_stage_counts_by_its_kind() {
        scenario.join("a", 1);
        scenario.submit(source(0, 1, single()));

        scenario.fail(attempt(0, 0, 0), new Failure(FailureKind.INTERNAL, "odd", new LostOutput(JOB, -3, 0, 0)));

        assertThat(progress().failures()).isEqualTo(1);
        assertThat(scenario.launched()).containsExactly(attempt(0, 0, 1));
    }

    @Test
    void a_job_id_in_use_and_a_worker_without_slots_are_refused() {
        scenario.submit(source(0, 1, single()));

        assertThatThrownBy(() -> scenario.submit(source(0, 1, single())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(JOB);
        assertThatThrownBy(() -> scenario.join("a", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 0");
    }

    private JobProgress.StageProgress progress() {
        return scenario.scheduler.progress(JOB).orElseThrow().stages().get(0);
    }
}
