package io.dataflow.runtime.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.operations.WorkerState;
import io.dataflow.runtime.operations.WorkerSummary;
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
import io.dataflow.runtime.transport.Connection;
import io.dataflow.shuffle.OutputSizes;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A coordinator whose workers and client are played by the test. */
@Timeout(60)
class CoordinatorTest {
    private static final String JOB = "job";

    private static final class Peer implements Connection {
        private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();

        @Override
        public void send(Message message) {
            received.add(message);
        }

        @Override
        public String peer() {
            return "test";
        }

        @Override
        public void close() {}

        <M extends Message> M next(Class<M> kind) throws InterruptedException {
            Message message = received.take();
            while (!kind.isInstance(message)) {
                message = received.take();
            }
            return kind.cast(message);
        }
    }

    /** The machine's, which jumps when a test says so. */
    private static final class JumpingClock implements Clock {
        private final AtomicLong aheadMillis = new AtomicLong();

        void jump(long millis) {
            aheadMillis.addAndGet(millis);
        }

        @Override
        public long millis() {
            return Clock.system().millis() + aheadMillis.get();
        }

        @Override
        public long nanos() {
            return Clock.system().nanos() + TimeUnit.MILLISECONDS.toNanos(aheadMillis.get());
        }
    }

    private final JumpingClock clock = new JumpingClock();
    private final Peer client = new Peer();
    private final Peer first = new Peer();
    private final Peer second = new Peer();
    /** Attempts that came with others in one message. */
    private final Map<Peer, Queue<AttemptId>> launched = new HashMap<>();

    private final Coordinator coordinator = new Coordinator(
            CoordinatorOptions.defaults()
                    .with(
                            SchedulerOptions.builder()
                                    .speculationQuantile(0.5)
                                    .speculationMinMillis(1)
                                    .maxRunningJobs(1)
                                    .maxWaitingJobs(1)
                                    .build(),
                            500,
                            20),
            null,
            clock);

    @AfterEach
    void close() {
        coordinator.close();
    }

    private void join(Peer worker, String id, int slots) throws InterruptedException {
        coordinator.onMessage(
                worker, new Message.RegisterWorker(id, id + ":7070", slots, 1L << 30, 1L << 28, 0, 1, Holdings.NONE));
        worker.next(Message.WorkerRegistered.class);
    }

    private void submit(String job, int taskCount) {
        StageSpec stage =
                new StageSpec(0, "stage", List.of(), new TaskCount.Fixed(taskCount), new ExchangeKind.Single());
        coordinator.onMessage(
                client,
                new Message.SubmitJob(
                        job,
                        "name",
                        new JobGraph(List.of(stage)),
                        List.of(Parcel.serialized(new byte[0])),
                        List.of(StageSplits.NONE),
                        List.of(),
                        List.of(),
                        Map.of(),
                        JobPolicy.defaults(),
                        true));
    }

    private void finish(Peer peer, String worker, AttemptId attempt, long counted) {
        OutputSizes sizes = new OutputSizes(1, new long[] {1}, new long[] {1}, 7, List.of());
        AttemptReport report = new AttemptReport(1, 1, 1, 1, 0, 1, 1, 1, Map.of("counter", counted), 0, Map.of(), 0, 0);
        FinishedAttempt finished = new FinishedAttempt(attempt.task(), attempt.attempt(), sizes, report);
        coordinator.onMessage(
                peer, new Message.AttemptsFinished(worker, attempt.job(), attempt.stage(), List.of(finished)));
    }

    /** The next attempt that a worker is to run. */
    private AttemptId launched(Peer worker) throws InterruptedException {
        Queue<AttemptId> attempts = launched.computeIfAbsent(worker, none -> new ArrayDeque<>());
        if (attempts.isEmpty()) {
            Message.LaunchAttempts launch = worker.next(Message.LaunchAttempts.class);
            launch.attempts()
                    .forEach(each ->
                            attempts.add(new AttemptId(launch.job(), launch.stage(), each.task(), each.attempt())));
        }
        return attempts.remove();
    }

    @Test
    void of_two_attempts_of_a_task_only_the_first_to_finish_counts() throws Exception {
        join(first, "a", 2);
        submit(JOB, 2);
        AttemptId quick = launched(first);
        AttemptId slow = launched(first);
        join(second, "b", 1);
        finish(first, "a", quick, 1);

        AttemptId again = launched(second);
        finish(second, "b", again, 10);
        assertThat(first.next(Message.CancelAttempt.class).attempt()).isEqualTo(slow);
        finish(first, "a", slow, 100);
        assertThat(first.next(Message.WithdrawAttempt.class).attempt()).isEqualTo(slow);
        client.next(Message.ResultsReady.class);
        coordinator.onMessage(client, new Message.ReleaseJob(JOB));

        Message.JobEnded ended = client.next(Message.JobEnded.class);
        assertThat(again.task()).isEqualTo(slow.task());
        assertThat(ended.failure()).isNull();
        assertThat(ended.progress().counters()).isEqualTo(Map.of("counter", 11L));
        assertThat(ended.progress().stages().get(0).notes())
                .singleElement()
                .asString()
                .contains("started a second time");
    }

    /** Connections do not wait for each other: the id of a job may be passed on faster than its submission is. */
    @Test
    void a_job_may_be_followed_before_its_submission_arrives() throws Exception {
        coordinator.onMessage(second, new Message.FollowJob(JOB, false));
        join(first, "a", 1);
        submit(JOB, 1);
        finish(first, "a", launched(first), 1);
        client.next(Message.ResultsReady.class);
        coordinator.onMessage(client, new Message.ReleaseJob(JOB));

        assertThat(second.next(Message.JobEnded.class).failure()).isNull();
    }

    @Test
    void a_coordinator_that_was_stopped_for_an_hour_has_lost_no_worker() throws Exception {
        join(first, "a", 1);
        submit(JOB, 2);
        AttemptId running = launched(first);
        clock.jump(3_600_000);
        client.received.clear();
        client.next(Message.JobUpdate.class);
        client.next(Message.JobUpdate.class);

        finish(first, "a", running, 1);
        AttemptId other = launched(first);
        finish(first, "a", other, 1);
        client.next(Message.ResultsReady.class);
        coordinator.onMessage(client, new Message.ReleaseJob(JOB));

        assertThat(other.task()).isNotEqualTo(running.task());
        Message.JobEnded ended = client.next(Message.JobEnded.class);
        assertThat(ended.failure()).isNull();
        assertThat(ended.progress().counters()).isEqualTo(Map.of("counter", 2L));
    }

    @Test
    void a_job_that_does_not_come_is_unknown_after_a_while() throws Exception {
        coordinator.onMessage(second, new Message.FollowJob("none", false));

        assertThat(second.next(Message.JobEnded.class).failure())
                .extracting(failure -> failure.message())
                .asString()
                .contains("Job none is not known here");
    }

    @Test
    void jobs_beyond_the_backlog_are_refused_with_a_reason() throws Exception {
        submit("one", 1);
        submit("two", 1);
        submit("three", 1);

        Message.JobEnded ended = client.next(Message.JobEnded.class);

        assertThat(ended.job()).isEqualTo("three");
        assertThat(String.valueOf(ended.failure())).contains("RESOURCES", "1 jobs run and 1 wait", "later");
    }

    @Test
    void a_worker_that_is_to_leave_is_told_when_it_may() throws Exception {
        join(first, "a", 1);
        submit(JOB, 1);
        AttemptId attempt = launched(first);
        coordinator.onMessage(first, new Message.WorkerDraining("a", 60_000));
        finish(first, "a", attempt, 1);
        client.next(Message.ResultsReady.class);

        coordinator.onMessage(client, new Message.ReleaseJob(JOB));

        first.next(Message.EndJob.class);
        assertThat(first.next(Message.WorkerDrained.class)).isNotNull();
    }

    @Test
    void a_worker_that_somebody_wants_to_leave_is_told_so_and_then_that_it_may() throws Exception {
        join(first, "a", 1);
        submit(JOB, 1);
        AttemptId attempt = launched(first);

        coordinator.onMessage(client, new Message.DrainWorker("a", 60_000));

        assertThat(first.next(Message.LeaveRequest.class).timeoutMillis()).isEqualTo(60_000);
        coordinator.onMessage(client, new Message.WorkersRequest());
        assertThat(client.next(Message.WorkerList.class).workers())
                .extracting(WorkerSummary::state)
                .containsExactly(WorkerState.DRAINING);
        finish(first, "a", attempt, 1);
        client.next(Message.ResultsReady.class);
        coordinator.onMessage(client, new Message.ReleaseJob(JOB));
        first.next(Message.EndJob.class);
        assertThat(first.next(Message.WorkerDrained.class)).isNotNull();
    }

    @Test
    void a_worker_that_is_gone_is_not_told_to_leave() throws Exception {
        coordinator.onMessage(client, new Message.DrainWorker("a", 60_000));
        join(first, "a", 1);

        submit(JOB, 1);

        assertThat(launched(first)).isNotNull();
    }
}
