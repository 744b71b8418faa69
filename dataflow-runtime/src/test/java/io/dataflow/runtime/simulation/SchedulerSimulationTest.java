package io.dataflow.runtime.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.runtime.scheduler.Effect;
import io.dataflow.runtime.scheduler.Holdings;
import io.dataflow.runtime.scheduler.SchedulerOptions;
import io.dataflow.testing.Seeds;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SchedulerSimulationTest {
    @Seeds(50)
    void jobs_succeed_where_nothing_goes_wrong(Random random) {
        var cluster =
                new SimulatedCluster(random, FaultPlan.none()).withWorkers(3).withJobs(3);

        cluster.run();

        assertThat(cluster.outcomes()).hasSize(3).allSatisfy(SchedulerSimulationTest::hasSucceeded);
    }

    @Seeds(150)
    void a_job_survives_any_crash_that_leaves_one_worker(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.crashes(random))
                .withWorkers(1 + random.nextInt(6))
                .withJobs(1 + random.nextInt(4));

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().allSatisfy(SchedulerSimulationTest::hasSucceeded);
    }

    @Seeds(100)
    void a_result_never_mixes_records_of_two_computations(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.crashes(random).withDivergence(0.5))
                .withWorkers(2 + random.nextInt(5))
                .withJobs(2);

        cluster.run();

        assertThat(cluster.outcomes()).hasSize(2).allSatisfy(SchedulerSimulationTest::hasSucceeded);
    }

    @Seeds(300)
    void every_job_ends_and_leaves_nothing_whatever_goes_wrong(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.anything(random))
                .withMortalWorkers(1 + random.nextInt(8))
                .withJobs(1 + random.nextInt(6));

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().doesNotContainValue(SimulatedClient.Outcome.OPEN);
    }

    @Seeds(150)
    void jobs_that_read_each_others_results_survive_any_crash(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.crashes(random).withDivergence(0.2))
                .withWorkers(1 + random.nextInt(6))
                .withChainedJobs(2 + random.nextInt(5), true);

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().allSatisfy(SchedulerSimulationTest::hasSucceeded);
    }

    @Seeds(200)
    void jobs_that_read_each_others_results_end_whatever_goes_wrong(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.anything(random))
                .withMortalWorkers(1 + random.nextInt(8))
                .withChainedJobs(2 + random.nextInt(5), false);

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().doesNotContainValue(SimulatedClient.Outcome.OPEN);
    }

    @Seeds(100)
    void jobs_succeed_beside_workers_that_are_slow_or_leave(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.workers(0.4, 0, 0.03))
                .withWorkers(2 + random.nextInt(6))
                .withJobs(1 + random.nextInt(5));

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().allSatisfy(SchedulerSimulationTest::hasSucceeded);
    }

    @Seeds(200)
    void a_job_survives_any_crash_of_its_coordinator(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.crashes(random))
                .withRestarts(0.1)
                .withWorkers(1 + random.nextInt(6))
                .withJobs(1 + random.nextInt(4));

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().allSatisfy(SchedulerSimulationTest::hasSucceeded);
    }

    @Seeds(100)
    void every_job_ends_beside_sick_workers_and_deadlines_and_a_short_backlog(Random random) {
        SchedulerOptions options = SchedulerOptions.builder()
                .maxRunningJobs(1 + random.nextInt(3))
                .maxWaitingJobs(1 + random.nextInt(3))
                .exclusionMillis(1_000 + random.nextInt(20_000))
                .exclusionTasks(1 + random.nextInt(3))
                .build();
        var cluster = new SimulatedCluster(random, FaultPlan.workers(0.2, 0.4, 0.02), options)
                .withWorkers(2 + random.nextInt(6))
                .withDeadlines()
                .withJobs(1 + random.nextInt(8));

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().doesNotContainValue(SimulatedClient.Outcome.OPEN);
    }

    @Seeds(200)
    void jobs_that_read_each_others_results_survive_any_crash_of_their_coordinator(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.crashes(random).withDivergence(0.2))
                .withRestarts(0.1)
                .withWorkers(1 + random.nextInt(6))
                .withChainedJobs(2 + random.nextInt(5), true);

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().allSatisfy(SchedulerSimulationTest::hasSucceeded);
    }

    @Seeds(300)
    void every_job_ends_and_leaves_nothing_whatever_goes_wrong_and_is_killed(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.anything(random))
                .withRestarts(random.nextDouble() * 0.3)
                .withMortalWorkers(1 + random.nextInt(8))
                .withJobs(1 + random.nextInt(6));

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().doesNotContainValue(SimulatedClient.Outcome.OPEN);
    }

    @Seeds(150)
    void a_job_survives_a_clock_that_jumps(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.crashes(random))
                .withClockJumps(0.1)
                .withRestarts(random.nextBoolean() ? 0.1 : 0)
                .withWorkers(1 + random.nextInt(6))
                .withJobs(1 + random.nextInt(4));

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().allSatisfy(SchedulerSimulationTest::hasSucceeded);
    }

    @Seeds(150)
    void every_job_ends_whatever_goes_wrong_and_though_the_clock_jumps(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.anything(random))
                .withClockJumps(random.nextDouble() * 0.5)
                .withDeadlines()
                .withMortalWorkers(1 + random.nextInt(8))
                .withJobs(1 + random.nextInt(6));

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().doesNotContainValue(SimulatedClient.Outcome.OPEN);
    }

    @Seeds(150)
    void a_job_survives_any_crash_while_attempts_wait_on_workers(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.crashes(random), launchingAhead(random))
                .withRestarts(random.nextBoolean() ? 0.1 : 0)
                .withWorkers(1 + random.nextInt(6))
                .withManyTasks(60)
                .withJobs(1 + random.nextInt(3));

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().allSatisfy(SchedulerSimulationTest::hasSucceeded);
    }

    @Seeds(150)
    void every_job_ends_whatever_goes_wrong_while_attempts_wait_on_workers(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.anything(random), launchingAhead(random))
                .withClockJumps(random.nextBoolean() ? 0.1 : 0)
                .withDeadlines()
                .withMortalWorkers(1 + random.nextInt(8))
                .withManyTasks(60)
                .withJobs(1 + random.nextInt(4));

        cluster.run();

        assertThat(cluster.outcomes()).isNotEmpty().doesNotContainValue(SimulatedClient.Outcome.OPEN);
    }

    /** As the tasks of the simulation take long, and are few. */
    private static SchedulerOptions launchingAhead(Random random) {
        return SchedulerOptions.builder()
                .aheadMillis(1 + random.nextInt(10_000))
                .aheadTasks(1 + random.nextInt(8))
                .paceTasks(1 + random.nextInt(4))
                .build();
    }

    @Test
    void the_runs_cover_second_attempts_excluded_workers_and_delays() {
        List<String> lines = LongStream.range(0, 20)
                .mapToObj(SchedulerSimulationTest::logOf)
                .flatMap(List::stream)
                .toList();

        assertThat(lines)
                .anyMatch(line -> line.contains("StartedAgain["))
                .anyMatch(line -> line.contains("Excluded["))
                .anyMatch(line -> line.contains("Drained["))
                .anyMatch(line -> line.contains("WakeAt["));
    }

    @Test
    void the_invariants_notice_a_loser_that_is_not_cancelled() {
        Predicate<Effect> isCancel = Effect.Cancel.class::isInstance;

        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < 50; seed++) {
                        new SimulatedCluster(new Random(seed), FaultPlan.workers(0.4, 0, 0), without(isCancel))
                                .withWorkers(6)
                                .withJobs(5)
                                .run();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s).*(expected \\[Cancel|runs though).*");
    }

    @Seeds(20)
    void nothing_runs_twice_because_the_coordinator_was_killed_or_a_connection_broke(Random random) {
        var cluster = new SimulatedCluster(random, FaultPlan.none())
                .withRestarts(0.2)
                .withWorkers(3)
                .withJobs(3);

        cluster.run();

        assertThat(cluster.restartCount()).isPositive();
        assertThat(cluster.log()).noneMatch(line -> line.contains("Lost[") && line.contains("outputsLost=[job"));
        assertThat(cluster.outcomes()).hasSize(3).allSatisfy(SchedulerSimulationTest::hasSucceeded);
    }

    @Test
    void the_invariants_notice_a_worker_that_came_back_and_is_not_looked_at() {
        UnaryOperator<SchedulerFeed> trusts = feed -> (event, nowMillis) -> feed.deliver(
                event instanceof Event.Registered e
                        ? new Event.Registered(e.worker(), e.incarnation(), e.address(), e.slots(), everything(e.has()))
                        : event,
                nowMillis);

        assertNoticed(trusts, "expected|lost without report|was not told the end|not lost, or twice");
    }

    /** As if the worker had nothing that it should not have. */
    private static Holdings everything(Holdings has) {
        return has.isEmpty() ? has : new Holdings(List.of(), has.running(), has.reported(), List.of());
    }

    @Seeds(20)
    void the_same_seed_gives_the_same_effects(Random random) {
        long seed = random.nextLong();

        List<String> first = logOf(seed);
        List<String> second = logOf(seed);

        assertThat(first).isNotEmpty().isEqualTo(second);
    }

    @Test
    void the_invariants_notice_a_lost_worker_that_the_scheduler_is_not_told_of() {
        UnaryOperator<SchedulerFeed> keepsLostWorkers =
                feed -> (event, nowMillis) -> event instanceof Event.Left ? List.of() : feed.deliver(event, nowMillis);

        assertNoticed(keepsLostWorkers, "lost without report|worker-\\d+ is not there");
    }

    @Test
    void the_invariants_notice_leases_that_never_end() {
        UnaryOperator<SchedulerFeed> stopsTheClock = feed -> (event, nowMillis) -> feed.deliver(event, 0);

        assertNoticed(stopsTheClock, "lost without report|expected \\[Rejoin|worker-\\d+ is not there");
    }

    @Test
    void the_invariants_notice_a_completion_that_never_arrives() {
        UnaryOperator<SchedulerFeed> dropsCompletions = feed ->
                (event, nowMillis) -> event instanceof Event.Finished ? List.of() : feed.deliver(event, nowMillis);

        assertNoticed(dropsCompletions, " runs ");
    }

    @Test
    void the_invariants_notice_a_launch_without_locations() {
        assertNoticed(without(Effect.PublishLocations.class::isInstance), "was not told where stage");
    }

    @Test
    void the_invariants_notice_a_stage_that_is_left_out_in_silence() {
        assertNoticed(
                without(Effect.Bypassed.class::isInstance), "does the work of other stages|is undecided|was not told");
    }

    @Test
    void some_stages_are_left_out() {
        assertThat(LongStream.range(0, 20).mapToObj(SchedulerSimulationTest::logOf))
                .anyMatch(log -> log.stream().anyMatch(line -> line.contains("Bypassed[")));
    }

    @Test
    void the_invariants_notice_a_filter_that_is_made_in_silence() {
        assertNoticed(without(Effect.Filtered.class::isInstance), "is not needed but runs or holds outputs");
    }

    @Test
    void some_outputs_are_divided_by_record() {
        assertThat(LongStream.range(0, 20).mapToObj(SchedulerSimulationTest::logOf))
                .anyMatch(log -> log.stream().anyMatch(line -> line.contains("take part of the records")));
    }

    @Test
    void some_filters_are_made() {
        assertThat(LongStream.range(0, 100).mapToObj(SchedulerSimulationTest::logOf))
                .anyMatch(log -> log.stream().anyMatch(line -> line.contains("Filtered[")));
    }

    @Test
    void the_invariants_notice_outputs_that_are_not_withdrawn() {
        assertNoticed(without(Effect.WithdrawStage.class::isInstance), "is not needed but runs or holds outputs");
    }

    @Test
    void the_invariants_notice_a_worker_that_is_not_told_the_end() {
        assertNoticed(without(Effect.EndJob.class::isInstance), "told the end");
    }

    @Test
    void the_invariants_notice_a_slot_left_free() {
        assertNoticed(without(Effect.Launch.class::isInstance), " runs 0");
    }

    private static UnaryOperator<SchedulerFeed> without(Predicate<Effect> dropped) {
        return feed -> (event, nowMillis) ->
                feed.deliver(event, nowMillis).stream().filter(dropped.negate()).toList();
    }

    private static void assertNoticed(UnaryOperator<SchedulerFeed> fault, String message) {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < 20; seed++) {
                        Random random = new Random(seed);
                        FaultPlan faults = new FaultPlan(0.05, 0.05, 0.02, 0.1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
                        new SimulatedCluster(random, faults, fault)
                                .withWorkers(4)
                                .withJobs(3)
                                .run();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s).*(" + message + ").*");
    }

    private static List<String> logOf(long seed) {
        Random random = new Random(seed);
        return new SimulatedCluster(random, FaultPlan.anything(random))
                .withMortalWorkers(4)
                .withJobs(4)
                .run()
                .log();
    }

    private static void hasSucceeded(String job, SimulatedClient.Outcome outcome) {
        assertThat(outcome).as(job).isEqualTo(SimulatedClient.Outcome.SUCCEEDED);
    }
}
