package io.dataflow.runtime.scheduler;

import static io.dataflow.runtime.scheduler.Scenario.JOB;
import static io.dataflow.runtime.scheduler.Scenario.attempt;
import static io.dataflow.runtime.scheduler.Scenario.single;
import static io.dataflow.runtime.scheduler.Scenario.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.FailureKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Second attempts of slow tasks, deadlines, and how many jobs are accepted. */
class JobPolicyTest {
    private Scenario scenario = new Scenario();

    // ---- second attempts

    /** Of four tasks on a, three are done after 1 s. */
    private void oneOfFourIsSlow() {
        scenario.at(0).join("a", 4);
        scenario.submit(source(0, 4, single()));
        scenario.join("b", 1);
        scenario.at(1_000);
        for (int task = 0; task < 3; task++) {
            scenario.finish(0, task, 0, 1);
        }
    }

    @Test
    void a_task_that_runs_much_longer_than_others_is_started_a_second_time_elsewhere() {
        oneOfFourIsSlow();
        assertThat(scenario.at(2_000).tick()).isEmpty();

        assertThat(scenario.at(2_500).tick())
                .containsExactly(
                        new Effect.Launch("b", attempt(0, 3, 1), Scenario.ALL),
                        new Effect.StartedAgain(attempt(0, 3, 0), attempt(0, 3, 1)));
        assertThat(scenario.at(9_000).tick()).isEmpty();
    }

    @Test
    void the_second_attempt_wins_if_it_is_faster_and_the_first_is_cancelled_and_withdrawn() {
        oneOfFourIsSlow();
        scenario.at(2_500).tick();

        List<Effect> effects = scenario.finish(0, 3, 1, 1);

        assertThat(effects)
                .containsSubsequence(new Effect.Cancel("a", attempt(0, 3, 0)), new Effect.StageFinished(JOB, 0, 4));
        assertThat(scenario.scheduler.awaits(attempt(0, 3, 0), "a")).isFalse();
        assertThat(scenario.finish(0, 3, 0, 1)).containsExactly(new Effect.WithdrawAttempt("a", attempt(0, 3, 0)));
    }

    @Test
    void the_first_attempt_wins_if_it_is_faster() {
        oneOfFourIsSlow();
        scenario.at(2_500).tick();
        assertThat(scenario.scheduler.awaits(attempt(0, 3, 0), "a")).isTrue();

        scenario.finish(0, 3, 0, 1);

        assertThat(scenario.latestOf(Effect.Cancel.class)).containsExactly(new Effect.Cancel("b", attempt(0, 3, 1)));
        assertThat(scenario.finish(0, 3, 1, 1)).containsExactly(new Effect.WithdrawAttempt("b", attempt(0, 3, 1)));
    }

    @Test
    void a_task_goes_on_with_the_other_attempt_when_one_fails_or_is_lost() {
        oneOfFourIsSlow();
        scenario.at(2_500).tick();

        scenario.fail(attempt(0, 3, 1), FailureKind.RESOURCES);
        assertThat(scenario.launched()).isEmpty();
        scenario.at(3_000).tick();
        assertThat(scenario.launched()).containsExactly(attempt(0, 3, 2));
        scenario.leave("a");

        assertThat(scenario.launched()).isEmpty();
        assertThat(scenario.workerOf(attempt(0, 3, 2))).isEqualTo("b");
    }

    @Test
    void nothing_is_started_twice_where_that_is_not_wanted_or_other_work_waits() {
        scenario.policy(JobPolicy.defaults().withoutSpeculation());
        oneOfFourIsSlow();
        assertThat(scenario.at(9_000).tick()).isEmpty();

        scenario = new Scenario().policy(JobPolicy.defaults().withSoleStages(List.of(0)));
        oneOfFourIsSlow();
        assertThat(scenario.at(9_000).tick()).isEmpty();

        scenario = new Scenario();
        oneOfFourIsSlow();
        scenario.submit("next", source(0, 9, single()));
        assertThat(scenario.at(9_000).tick()).isEmpty();
    }

    @Test
    void nothing_is_started_twice_on_the_same_worker() {
        scenario.at(0).join("a", 4);
        scenario.submit(source(0, 4, single()));
        for (int task = 0; task < 3; task++) {
            scenario.finish(0, task, 0, 1);
        }

        assertThat(scenario.at(9_000).tick()).isEmpty();
    }

    // ---- deadlines

    @Test
    void a_job_that_is_not_done_by_its_deadline_fails_and_says_so() {
        scenario.policy(JobPolicy.defaults().withDeadlineMillis(5_000));
        scenario.at(1_000).join("a", 1);
        scenario.submit(source(0, 2, single()));
        assertThat(scenario.at(5_999).tick()).isEmpty();

        scenario.at(6_000).tick();

        assertThat(scenario.latestOf(Effect.Cancel.class)).hasSize(1);
        assertThat(scenario.latestOf(Effect.JobFailed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.failure().kind()).isEqualTo(FailureKind.RESOURCES);
            assertThat(failed.failure().message()).contains(JOB, "deadline", "5000 ms");
        });
    }

    @Test
    void a_job_whose_results_are_there_has_kept_its_deadline() {
        scenario.policy(JobPolicy.defaults().withDeadlineMillis(5_000));
        scenario.at(0).join("a", 1);
        scenario.submit(source(0, 1, single()));
        scenario.finish(0, 0, 0, 1);

        assertThat(scenario.at(6_000).tick()).isEmpty();
    }

    @Test
    void an_attempt_beyond_its_deadline_is_stopped_and_its_task_runs_elsewhere() {
        scenario.policy(JobPolicy.defaults().withAttemptDeadlineMillis(5_000));
        scenario.at(0).join("a", 1);
        scenario.submit(source(0, 1, single()));
        scenario.join("b", 1);
        assertThat(scenario.at(4_999).tick()).isEmpty();

        assertThat(scenario.at(5_000).tick())
                .containsExactly(
                        new Effect.Cancel("a", attempt(0, 0, 0)),
                        new Effect.Launch("b", attempt(0, 0, 1), Scenario.ALL));
    }

    @Test
    void a_task_whose_attempts_all_take_too_long_fails_its_job() {
        scenario.policy(JobPolicy.defaults().withAttemptDeadlineMillis(1_000));
        scenario.at(0).join("a", 4);
        scenario.submit(source(0, 1, single()));

        for (int i = 1; i <= 4; i++) {
            scenario.at(1_000L * i).tick();
        }

        assertThat(scenario.latestOf(Effect.JobFailed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.failure().kind()).isEqualTo(FailureKind.RESOURCES);
            assertThat(failed.failure().message()).contains("Task 0 of stage 0", "4 times", "1000 ms");
            assertThat(failed.where()).isEqualTo(attempt(0, 0, 3));
        });
    }

    // ---- backlog

    @Test
    void jobs_beyond_those_that_may_run_wait_and_those_beyond_are_refused() {
        scenario = new Scenario(
                SchedulerOptions.builder().maxRunningJobs(1).maxWaitingJobs(1).build());
        scenario.join("a", 8);
        scenario.submit("first", source(0, 1, single()));
        assertThat(scenario.submit("second", source(0, 1, single()))).isEmpty();

        scenario.submit("third", source(0, 1, single()));

        assertThat(scenario.latestOf(Effect.JobFailed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.failure().kind()).isEqualTo(FailureKind.RESOURCES);
            assertThat(failed.failure().message()).contains("third", "1 jobs run and 1 wait");
        });
        assertThat(scenario.scheduler.jobs()).containsExactly("first", "second");
        scenario.finish(new AttemptId("first", 0, 0, 0), 1);
        assertThat(scenario.launched()).containsExactly(new AttemptId("second", 0, 0, 0));
    }

    @Test
    void a_job_that_waits_can_be_cancelled() {
        scenario = new Scenario(SchedulerOptions.builder().maxRunningJobs(1).build());
        scenario.submit("first", source(0, 1, single()));
        scenario.submit("second", source(0, 1, single()));

        assertThat(scenario.scheduler.onJobCancelled("second", "enough", 0))
                .containsExactly(new Effect.JobCancelled("second"));

        assertThat(scenario.scheduler.jobs()).containsExactly("first");
    }

    @Test
    void weights_and_deadlines_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> JobPolicy.defaults().withWeight(0)).hasMessageContaining("weight");
        assertThatThrownBy(() -> JobPolicy.defaults().withDeadlineMillis(0)).hasMessageContaining("Deadlines");
    }
}
