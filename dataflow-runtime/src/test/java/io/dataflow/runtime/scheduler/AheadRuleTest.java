package io.dataflow.runtime.scheduler;

import static io.dataflow.runtime.scheduler.Scenario.JOB;
import static io.dataflow.runtime.scheduler.Scenario.attempt;
import static io.dataflow.runtime.scheduler.Scenario.single;
import static io.dataflow.runtime.scheduler.Scenario.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.failure.FailureKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Attempts that wait on a worker for a slot. */
class AheadRuleTest {
    private final Scenario scenario =
            new Scenario(SchedulerOptions.builder().paceTasks(10).aheadTasks(16).build());

    /** Attempts that were launched and have not ended, in order. */
    private final Queue<AttemptId> launched = new ArrayDeque<>();

    private void finishOne() {
        scenario.finish(launched.remove(), 1);
        launched.addAll(scenario.launched());
    }

    private void submit(int tasks) {
        scenario.submit(source(0, tasks, single()));
        launched.addAll(scenario.launched());
    }

    private void finishTenIn(long millis) {
        long before = scenario.nowMillis();
        for (int i = 1; i <= 10; i++) {
            scenario.at(before + millis * i / 10);
            finishOne();
        }
    }

    @Test
    void tasks_that_are_done_soon_wait_on_the_worker_once_their_pace_is_known() {
        scenario.at(0).join("a", 1);
        submit(1_000);

        for (int i = 0; i < 9; i++) {
            finishOne();
        }
        assertThat(launched).hasSize(1);
        finishOne();

        assertThat(launched).hasSize(1 + 16);
        assertThat(scenario.scheduler
                        .progress(JOB)
                        .orElseThrow()
                        .stages()
                        .get(0)
                        .running())
                .isEqualTo(17);
    }

    @Test
    void more_are_launched_together_when_half_of_them_are_done() {
        scenario.at(0).join("a", 1);
        submit(1_000);
        finishTenIn(0);

        for (int left = 16; left > 9; left--) {
            finishOne();
            assertThat(launched).hasSize(left);
        }
        finishOne();

        assertThat(launched).hasSize(1 + 16);
    }

    @Test
    void none_wait_that_take_longer_than_a_message_to_the_worker() {
        scenario.at(0).join("a", 1);
        submit(1_000);

        finishTenIn(150);

        assertThat(launched).hasSize(1);
    }

    @Test
    void as_many_wait_as_are_done_in_ten_milliseconds() {
        scenario.at(0).join("a", 1);
        submit(1_000);

        finishTenIn(20);

        assertThat(launched).hasSize(1 + 5);
    }

    @Test
    void none_are_added_when_tasks_become_slow() {
        scenario.at(0).join("a", 1);
        submit(1_000);
        finishTenIn(0);

        finishTenIn(10_000);
        for (int left = launched.size(); left > 1; left--) {
            assertThat(launched).hasSize(left);
            scenario.at(scenario.nowMillis() + 1_000);
            finishOne();
        }
        finishTenIn(10_000);

        assertThat(launched).hasSize(1);
    }

    @Test
    void no_more_wait_than_half_of_what_is_left_for_the_worker() {
        scenario.at(0).join("a", 1);
        scenario.join("b", 1);
        submit(30);

        finishTenIn(0);

        // 18 wait for a slot by then, and one runs on each of two workers.
        assertThat(launched).hasSize(2 + 18 / 4);
    }

    @Test
    void none_wait_while_another_job_has_tasks() {
        scenario.at(0).join("a", 1);
        submit(1_000);
        scenario.submit("other", source(0, 1_000, single()));

        for (int i = 0; i < 100; i++) {
            finishOne();
            assertThat(launched).hasSize(1);
        }
    }

    @Test
    void another_job_gets_a_slot_when_what_waits_is_done() {
        scenario.at(0).join("a", 1);
        submit(1_000);
        finishTenIn(0);
        scenario.submit("other", source(0, 1, single()));

        for (int i = 0; i < 16; i++) {
            finishOne();
            assertThat(launched).noneMatch(attempt -> attempt.job().equals("other"));
        }
        finishOne();

        // Nothing waits behind it: how long it takes is not known.
        assertThat(launched).extracting(AttemptId::job).containsExactly("other");
    }

    @Test
    void none_wait_that_may_not_be_started_elsewhere_or_have_a_deadline() {
        List<JobPolicy> policies = List.of(
                JobPolicy.defaults().withoutSpeculation(),
                JobPolicy.defaults().withSoleStages(List.of(0)),
                JobPolicy.defaults().withAttemptDeadlineMillis(60_000));
        for (JobPolicy policy : policies) {
            Scenario other =
                    new Scenario(SchedulerOptions.builder().paceTasks(10).build());
            other.at(0).policy(policy).join("a", 1);
            other.submit(source(0, 1_000, single()));
            for (int task = 0; task < 100; task++) {
                other.finish(0, task, 0, 1);
                assertThat(other.launched()).as(policy.toString()).hasSize(1);
            }
        }
    }

    @Test
    void what_waits_behind_a_long_task_is_taken_back_for_a_slot_that_is_free() {
        scenario.at(0).join("a", 1);
        scenario.join("b", 1);
        submit(30);
        finishTenIn(0);
        // What one runs goes on and on, and all else is done.
        String slow = scenario.workerOf(List.copyOf(launched).get(launched.size() - 1));
        Set<AttemptId> behind = new LinkedHashSet<>();
        AttemptId first = launched.stream()
                .filter(attempt -> scenario.workerOf(attempt).equals(slow))
                .findFirst()
                .orElseThrow();
        launched.remove(first);
        while (!launched.isEmpty()) {
            AttemptId next = launched.remove();
            if (scenario.workerOf(next).equals(slow)) {
                behind.add(next);
            } else {
                scenario.finish(next, 1);
                launched.addAll(scenario.launched());
            }
        }
        assertThat(behind).isNotEmpty();
        assertThat(scenario.latestOf(Effect.WakeAt.class)).containsExactly(new Effect.WakeAt(20));
        assertThat(scenario.at(19).tick()).noneMatch(Effect.Cancel.class::isInstance);

        scenario.at(20).tick();

        assertThat(scenario.latestOf(Effect.Cancel.class))
                .extracting(Effect.Cancel::attempt)
                .containsExactlyInAnyOrderElementsOf(behind);
        launched.addAll(scenario.launched());
        while (!launched.isEmpty()) {
            assertThat(scenario.workerOf(launched.peek())).isNotEqualTo(slow);
            finishOne();
        }
        assertThat(scenario.scheduler
                        .progress(JOB)
                        .orElseThrow()
                        .stages()
                        .get(0)
                        .done())
                .isEqualTo(29);
        scenario.finish(first, 1);
        assertThat(scenario.latestOf(Effect.ResultsReady.class)).hasSize(1);
    }

    @Test
    void what_waits_is_lost_with_its_worker_and_runs_elsewhere() {
        scenario.at(0).join("a", 1);
        submit(100);
        finishTenIn(0);
        scenario.join("b", 200);
        assertThat(scenario.launched()).hasSize(100 - 10 - 17);

        scenario.leave("a");

        // What was done on it as well.
        assertThat(scenario.launched()).hasSize(10 + 17);
    }

    @Test
    void a_worker_that_comes_back_without_what_was_to_wait_there_is_given_others() {
        scenario.at(0).join("a", 1);
        submit(100);
        finishTenIn(0);
        List<AttemptId> waiting = List.copyOf(launched);
        scenario.disconnect("a", 3_000);
        List<AttemptId> outputs = new ArrayList<>();
        for (int task = 0; task < 10; task++) {
            outputs.add(attempt(0, task, 0));
        }

        scenario.comeBack("a", 1, new Holdings(List.of(JOB), List.of(waiting.get(0)), List.of(), outputs));

        assertThat(scenario.latestOf(Effect.Lost.class).flatMap(lost -> lost.attemptsLost().stream()))
                .containsExactlyElementsOf(waiting.subList(1, waiting.size()));
        assertThat(scenario.launched()).isEmpty();
        scenario.finish(waiting.get(0), 1);
        assertThat(scenario.launched()).isNotEmpty();
    }

    @Test
    void a_failure_gives_the_slot_to_what_waits() {
        scenario.at(0).join("a", 1);
        submit(100);
        finishTenIn(0);

        scenario.fail(launched.remove(), FailureKind.RESOURCES);

        assertThat(scenario.launched()).isEmpty();
    }
}
