package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.Job;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.ClusterClient;
import io.dataflow.runtime.SmallCluster;
import io.dataflow.runtime.operations.JobState;
import io.dataflow.runtime.operations.JobSummary;
import io.dataflow.runtime.operations.JobView;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.operations.WorkerState;
import io.dataflow.runtime.operations.WorkerSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What those who operate a cluster are told, over real sockets. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OperationsIT {
    @TempDir
    private Path folder;

    private SmallCluster cluster;
    private ClusterClient client;

    @BeforeEach
    void start() throws Exception {
        cluster = SmallCluster.start(folder);
        client = ClusterClient.connect(cluster.address());
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void a_cluster_without_anything_says_so() {
        assertThat(client.jobs()).isEmpty();
        assertThat(client.workers()).isEmpty();
        assertThat(client.job("none")).isEmpty();
        assertThat(client.logs("none", 0).lines()).isEmpty();
        assertThat(client.logs("none", 0).ended()).isTrue();
    }

    @Test
    void workers_are_listed_with_what_they_offer() {
        cluster.withWorkers(2, 3, 32 << 20);
        try (Session session = cluster.connect()) {
            assertThat(session.range(0, 1000).count()).isEqualTo(1000);
        }

        List<WorkerSummary> workers = client.workers();

        assertThat(workers).hasSize(2).allSatisfy(worker -> {
            assertThat(worker.slots()).isEqualTo(3);
            assertThat(worker.memoryBytes()).isEqualTo(32 << 20);
            assertThat(worker.state()).isEqualTo(WorkerState.UP);
            assertThat(worker.address()).startsWith("127.0.0.1:");
        });
    }

    @Test
    void a_worker_that_is_asked_to_leave_hands_over_and_is_released() throws Exception {
        cluster.withWorkers(2, 1, 32 << 20);
        WorkerSummary leaving = client.workers().get(0);

        client.drain(leaving.worker(), Duration.ofMinutes(1));

        assertThat(cluster.awaitReleased(leaving.address())).isTrue();
        try (Session session = cluster.connect()) {
            assertThat(session.range(0, 1000).map(n -> n % 7).distinct().count())
                    .isEqualTo(7);
        }
        assertThat(client.workers()).singleElement().satisfies(left -> assertThat(left.worker())
                .isNotEqualTo(leaving.worker()));
        assertThatThrownBy(() -> client.drain("none", Duration.ZERO))
                .isInstanceOf(DataflowException.class)
                .hasMessageContaining("There is no worker none");
    }

    @Test
    void a_job_that_has_ended_is_remembered_with_its_report() {
        cluster.withWorkers(1, 2, 32 << 20);
        try (Session session = cluster.connect()) {
            session.range(0, 1000).map(n -> n % 7).distinct().count();
        }

        JobSummary summary = onlyJob();
        JobView view = client.job(summary.job()).orElseThrow();

        assertThat(summary.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(summary.doneTaskCount()).isEqualTo(summary.taskCount()).isPositive();
        assertThat(view.report().ended()).isTrue();
        assertThat(view.report().stages().get(0).readRecords()).isEqualTo(1000);
    }

    @Test
    void a_failed_job_says_why_and_so_does_its_log() {
        cluster.withWorkers(1, 1, 32 << 20);
        try (Session session = cluster.connect()) {
            var failing = session.range(0, 10).map(n -> 1 / (n - 5));
            assertThatThrownBy(failing::count).isInstanceOf(DataflowException.class);
        }

        JobSummary summary = onlyJob();
        List<LogLine> lines = client.logs(summary.job(), 0).lines();

        assertThat(summary.state()).isEqualTo(JobState.FAILED);
        assertThat(summary.failure()).contains("/ by zero");
        assertThat(lines).last().satisfies(line -> assertThat(line.text()).contains("/ by zero"));
        assertThat(client.logs(summary.job(), 0).ended()).isTrue();
    }

    @Test
    void a_job_waits_for_workers_and_can_be_cancelled_by_anybody() {
        try (Session session = cluster.connect()) {
            Job job = session.run(session.range(0, 10).plan());
            while (client.jobs().isEmpty()) {
                // The submission travels on another connection than the question.
                Thread.onSpinWait();
            }
            JobSummary waiting = onlyJob();
            assertThat(waiting.job()).isEqualTo(job.id());
            assertThat(waiting.state()).isEqualTo(JobState.WAITING);

            client.cancel(job.id(), "nobody needs it");

            assertThatThrownBy(job::await)
                    .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(FailureKind.CANCELLED))
                    .hasMessageContaining("nobody needs it");
            assertThat(onlyJob().state()).isEqualTo(JobState.CANCELLED);
            assertThatThrownBy(() -> client.cancel(job.id(), "again")).hasMessageContaining("has ended already");
            assertThatThrownBy(() -> client.cancel("none", "why not")).hasMessageContaining("There is no job none");
        }
    }

    @Test
    void a_coordinator_that_is_gone_is_told() {
        cluster.close();

        assertThatThrownBy(client::jobs)
                .isInstanceOfSatisfying(DataflowException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.CONNECTION));
    }

    private JobSummary onlyJob() {
        List<JobSummary> jobs = client.jobs();
        assertThat(jobs).hasSize(1);
        return jobs.get(0);
    }
}
