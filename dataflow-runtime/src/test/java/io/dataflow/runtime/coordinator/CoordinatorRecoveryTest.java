package io.dataflow.runtime.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.protocol.AttemptReport;
import io.dataflow.runtime.protocol.FinishedAttempt;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.protocol.Parcel;
import io.dataflow.runtime.protocol.StageSplits;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.ExchangeKind;
import io.dataflow.runtime.scheduler.Holdings;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.JobPolicy;
import io.dataflow.runtime.scheduler.SchedulerOptions;
import io.dataflow.runtime.scheduler.StageSpec;
import io.dataflow.runtime.scheduler.TaskCount;
import io.dataflow.shuffle.OutputSizes;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** A coordinator, a worker and a client by hand: the coordinator is killed, and another goes on from its journal. */
@Timeout(60)
class CoordinatorRecoveryTest {
    private static final String JOB = "job";

    @TempDir
    private Path folder;

    private Coordinator start(long minEntryBytes) {
        return start(minEntryBytes, CoordinatorOptions.defaults());
    }

    private Coordinator start(long minEntryBytes, CoordinatorOptions options) {
        return new Coordinator(options, null, Clock.system(), Journal.open(folder, minEntryBytes), failure -> {
            throw new UncheckedIOException(failure);
        });
    }

    private static void kill(Coordinator coordinator) {
        coordinator.abandon();
        coordinator.close();
    }

    private static Message submission(int taskCount) {
        return submission(JOB, taskCount);
    }

    private static Message submission(String job, int taskCount) {
        StageSpec source =
                new StageSpec(0, "source", List.of(), new TaskCount.Fixed(taskCount), new ExchangeKind.Single());
        StageSpec result = new StageSpec(1, "result", List.of(0), new TaskCount.ByInput(), new ExchangeKind.Single());
        return new Message.SubmitJob(
                job,
                "a test",
                new JobGraph(List.of(source, result)),
                List.of(Parcel.serialized(new byte[10]), Parcel.serialized(new byte[10])),
                List.of(StageSplits.NONE, StageSplits.NONE),
                List.of(),
                List.of(),
                Map.of(),
                JobPolicy.defaults(),
                true);
    }

    private static Message finished(AttemptId attempt) {
        OutputSizes sizes = new OutputSizes(1, new long[] {100}, new long[] {1}, attempt.task(), List.of());
        AttemptReport report = new AttemptReport(1, 1, 1, 1, 0, 0, 0, 0, Map.of("seen", 1L), 0, Map.of(), 0, 0);
        FinishedAttempt finished = new FinishedAttempt(attempt.task(), attempt.attempt(), sizes, report);
        return new Message.AttemptsFinished("worker", attempt.job(), attempt.stage(), List.of(finished));
    }

    /** The worker's side: what it runs and has, through all connections. */
    private static final class Hand {
        private final Queue<AttemptId> launched = new ArrayDeque<>();
        private final Set<AttemptId> running = new LinkedHashSet<>();
        private final Set<AttemptId> outputs = new LinkedHashSet<>();
        private final List<Message> unseen = new ArrayList<>();
        private long registrations;
        private Peer connection = new Peer("worker:1");

        void register(Coordinator coordinator) {
            connection = new Peer("worker:1");
            registrations++;
            launched.clear();
            List<AttemptId> reported = new ArrayList<>();
            unseen.forEach(report -> {
                Message.AttemptsFinished finished = (Message.AttemptsFinished) report;
                finished.attempts()
                        .forEach(each -> reported.add(
                                new AttemptId(finished.job(), finished.stage(), each.task(), each.attempt())));
            });
            List<String> jobs = running.isEmpty() && outputs.isEmpty() ? List.of() : List.of(JOB);
            Holdings has = new Holdings(jobs, List.copyOf(running), reported, List.copyOf(outputs));
            coordinator.onMessage(
                    connection,
                    new Message.RegisterWorker("worker", "host:1", 2, 1 << 30, 1 << 29, 0, registrations, has));
            unseen.forEach(report -> coordinator.onMessage(connection, report));
        }

        /** Ends an attempt that runs; false if none does. */
        boolean finishOne(Coordinator coordinator) {
            if (running.isEmpty()) {
                return false;
            }
            AttemptId attempt = running.iterator().next();
            running.remove(attempt);
            outputs.add(attempt);
            Message report = finished(attempt);
            unseen.add(report);
            coordinator.onMessage(connection, report);
            return true;
        }

        /** Takes the next launch. */
        void awaitLaunch() throws InterruptedException {
            if (launched.isEmpty()) {
                Message.LaunchAttempts launch = connection.await(Message.LaunchAttempts.class);
                launch.attempts()
                        .forEach(each ->
                                launched.add(new AttemptId(launch.job(), launch.stage(), each.task(), each.attempt())));
            }
            assertThat(running).doesNotContain(launched.peek());
            running.add(launched.remove());
        }
    }

    @Test
    void what_ran_goes_on_and_what_was_done_stays_done() throws Exception {
        Hand worker = new Hand();
        Peer client = new Peer("client:1");
        Coordinator first = start(1 << 20);
        worker.register(first);
        first.onMessage(client, submission(2));
        worker.awaitLaunch();
        worker.awaitLaunch();
        worker.finishOne(first);
        kill(first);

        Coordinator second = start(1 << 20);
        worker.register(second);
        worker.finishOne(second);
        worker.awaitLaunch();

        assertThat(worker.running).containsExactly(new AttemptId(JOB, 1, 0, 0));
        worker.finishOne(second);
        Peer again = new Peer("client:2");
        second.onMessage(again, new Message.FollowJob(JOB, true));
        assertThat(again.await(Message.ResultsReady.class).outputs()).hasSize(1);
        second.onMessage(again, new Message.ReleaseJob(JOB));
        Message.JobEnded end = again.await(Message.JobEnded.class);
        assertThat(end.failure()).isNull();
        assertThat(end.progress().losses()).isEmpty();
        assertThat(end.progress().counters()).containsEntry("seen", 3L);
        kill(second);
    }

    @Test
    void a_worker_that_was_asked_to_leave_is_asked_again() throws Exception {
        Hand worker = new Hand();
        Peer client = new Peer("client:1");
        Coordinator first = start(1 << 20);
        worker.register(first);
        first.onMessage(client, submission(1));
        worker.awaitLaunch();
        first.onMessage(client, new Message.DrainWorker("worker", 60_000));
        worker.connection.await(Message.LeaveRequest.class);
        kill(first);

        Coordinator second = start(1 << 20);
        worker.register(second);

        assertThat(worker.connection.await(Message.LeaveRequest.class).timeoutMillis())
                .isPositive()
                .isLessThanOrEqualTo(60_000);
        second.onMessage(client, new Message.CancelJob(JOB, "enough"));
        worker.finishOne(second);
        assertThat(worker.connection.await(Message.WorkerDrained.class)).isNotNull();
        kill(second);
    }

    @Test
    void how_a_job_ended_is_known_to_a_client_that_was_away() throws Exception {
        Peer client = new Peer("client:1");
        Coordinator first = start(1 << 20);
        first.onMessage(client, submission(1));
        first.onMessage(client, new Message.CancelJob(JOB, "by the test"));
        client.await(Message.JobEnded.class);
        kill(first);

        Coordinator second = start(1 << 20);
        Peer again = new Peer("client:2");
        second.onMessage(again, submission(1));

        assertThat(again.await(Message.JobEnded.class).failure()).isNotNull();
        kill(second);
    }

    @Test
    void jobs_that_ended_are_listed_as_before_however_often_the_coordinator_is_killed() throws Exception {
        Peer client = new Peer("client:1");
        Coordinator coordinator = start(1 << 20);
        coordinator.onMessage(client, submission(1));
        coordinator.onMessage(client, new Message.CancelJob(JOB, "by the test"));
        client.await(Message.JobEnded.class);
        coordinator.onMessage(client, new Message.JobRequest(JOB));
        Message.JobDetail before = client.await(Message.JobDetail.class);
        for (int i = 0; i < 3; i++) {
            kill(coordinator);
            coordinator = start(1 << 20);
        }

        Peer again = new Peer("client:2");
        coordinator.onMessage(again, new Message.JobsRequest());
        coordinator.onMessage(again, new Message.JobRequest(JOB));

        assertThat(again.await(Message.JobList.class).jobs()).containsExactly(before.summary());
        assertThat(again.await(Message.JobDetail.class)).isEqualTo(before);
        kill(coordinator);
    }

    @Test
    void what_tasks_logged_is_there_after_an_orderly_restart() throws Exception {
        Peer client = new Peer("client:1");
        Coordinator coordinator = start(1 << 20);
        coordinator.onMessage(client, submission(1));
        LogLine line = LogLine.of(JOB, 0, 0, 0, 7, Level.INFO, "acme.Words", "said before");
        coordinator.onMessage(client, new Message.TaskLogs("worker", JOB, List.of(line), 2));
        for (int i = 0; i < 2; i++) {
            coordinator.stop();
            coordinator.close();
            coordinator = start(1 << 20);
        }

        Peer again = new Peer("client:2");
        coordinator.onMessage(again, new Message.LogsRequest(JOB, 0));

        assertThat(again.await(Message.JobLogs.class)).isEqualTo(new Message.JobLogs(JOB, List.of(line), 1, 2, false));
        kill(coordinator);
    }

    @Test
    void another_life_may_have_other_options() throws Exception {
        Hand worker = new Hand();
        CoordinatorOptions few = CoordinatorOptions.defaults()
                .with(SchedulerOptions.builder().maxRunningJobs(1).build(), 500, 250);
        Coordinator first = start(1 << 20, few);
        worker.register(first);
        first.onMessage(new Peer("client:1"), submission(1));
        first.onMessage(new Peer("client:2"), submission("other", 1));
        worker.awaitLaunch();
        kill(first);

        Coordinator second = start(1 << 20, CoordinatorOptions.defaults());
        worker.register(second);
        worker.awaitLaunch();

        assertThat(worker.running).extracting(AttemptId::job).containsExactly(JOB, "other");
        kill(second);
    }

    @Test
    void a_second_submission_of_a_job_is_the_same() throws Exception {
        Hand worker = new Hand();
        Peer client = new Peer("client:1");
        Coordinator coordinator = start(1 << 20);
        worker.register(coordinator);
        coordinator.onMessage(client, submission(1));
        coordinator.onMessage(client, submission(1));
        worker.awaitLaunch();
        worker.finishOne(coordinator);
        worker.awaitLaunch();

        assertThat(worker.running).containsExactly(new AttemptId(JOB, 1, 0, 0));
        kill(coordinator);
    }

    @Seeds(10)
    void any_number_of_crashes_leaves_each_task_done_once(Random random) throws Exception {
        long minEntryBytes = random.nextBoolean() ? 1_000 : 1 << 20;
        int taskCount = 1 + random.nextInt(8);
        Hand worker = new Hand();
        Coordinator coordinator = start(minEntryBytes);
        worker.register(coordinator);
        coordinator.onMessage(new Peer("client:1"), submission(taskCount));
        for (int done = 0; done <= taskCount; done++) {
            if (worker.running.isEmpty()) {
                worker.awaitLaunch();
            }
            worker.finishOne(coordinator);
            if (random.nextInt(3) == 0) {
                kill(coordinator);
                coordinator = start(minEntryBytes);
                worker.register(coordinator);
            }
        }

        Peer client = new Peer("client:2");
        coordinator.onMessage(client, new Message.FollowJob(JOB, true));
        client.await(Message.ResultsReady.class);
        coordinator.onMessage(client, new Message.ReleaseJob(JOB));
        Message.JobEnded end = client.await(Message.JobEnded.class);
        assertThat(end.failure()).isNull();
        assertThat(end.progress().counters()).containsEntry("seen", taskCount + 1L);
        kill(coordinator);
    }

    @Test
    void a_journal_that_cannot_be_written_lets_nothing_out() throws Exception {
        List<IOException> failures = new ArrayList<>();
        Journal journal = Journal.open(folder, 1 << 20);
        Coordinator coordinator =
                new Coordinator(CoordinatorOptions.defaults(), null, Clock.system(), journal, failure -> {
                    synchronized (failures) {
                        failures.add(failure);
                        failures.notifyAll();
                    }
                });
        Hand worker = new Hand();
        journal.close();

        worker.register(coordinator);
        synchronized (failures) {
            while (failures.isEmpty()) {
                failures.wait();
            }
        }

        assertThat(worker.connection.heard()).isEmpty();
        kill(coordinator);
    }
}
