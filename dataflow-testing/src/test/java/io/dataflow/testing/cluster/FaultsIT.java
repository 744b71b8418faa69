package io.dataflow.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.Gate;
import com.acme.ManyTasks;
import com.acme.Revenues;
import io.dataflow.api.Dataset;
import io.dataflow.api.Job;
import io.dataflow.api.JobListener;
import io.dataflow.api.JobReport;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.testing.ReferenceSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each fault does what it says, and jobs survive it with the right answer or end in one clear error. */
@Timeout(120)
class FaultsIT {
    private static final long PURCHASES = 400_000;
    private static final int TASKS = 4_000;

    /** As little memory as there may be, so that sorting spills. */
    @RegisterExtension
    static final LocalClusterExtension SMALL =
            LocalClusterExtension.of(ClusterOptions.defaults().memoryBytes(8L << 20));

    @TempDir
    private Path folder;

    private LocalCluster cluster;
    private final Ends ends = new Ends();

    /** How jobs ended. */
    private static final class Ends implements JobListener {
        private final LinkedBlockingQueue<JobReport> reports = new LinkedBlockingQueue<>();

        private volatile int doneTasks;

        @Override
        public void onProgress(JobReport report) {
            doneTasks = report.stages().stream()
                    .mapToInt(JobReport.Stage::doneCount)
                    .sum();
        }

        void awaitDoneTasks(int count) throws InterruptedException {
            while (doneTasks < count) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }

        @Override
        public void onEnd(JobReport report) {
            reports.add(report);
        }

        JobReport next() throws InterruptedException {
            return reports.poll(60, TimeUnit.SECONDS);
        }
    }

    @BeforeEach
    void listen(LocalCluster given) {
        cluster = given;
        cluster.session().listen(ends);
    }

    private static List<Pair<Integer, Long>> expectedRevenues() {
        try (Session reference = ReferenceSession.open()) {
            return Revenues.of(reference, PURCHASES).collect();
        }
    }

    private void assertRevenuesAreRight() {
        assertThat(Revenues.of(cluster.session(), PURCHASES).collect())
                .containsExactlyInAnyOrderElementsOf(expectedRevenues());
    }

    private void assertSortingIsRight() {
        List<Revenues.Purchase> sorted =
                Revenues.byPrice(cluster.session(), PURCHASES).collect();
        try (Session reference = ReferenceSession.open()) {
            assertThat(sorted.equals(Revenues.byPrice(reference, PURCHASES).collect()))
                    .as("sorted as plain collections are")
                    .isTrue();
        }
    }

    private void assertLossesWereTold() throws InterruptedException {
        assertThat(ends.next().losses()).isNotEmpty();
    }

    @Test
    void without_a_fault_nothing_is_lost() throws Exception {
        assertSortingIsRight();

        JobReport report = ends.next();
        assertThat(report.losses()).isEmpty();
        assertThat(retried(report)).isFalse();
        assertThat(report.stages()).anyMatch(stage -> stage.spilledBytes() > 0);
    }

    @Test
    void a_worker_that_is_killed_after_some_blocks_takes_its_outputs_along() throws Exception {
        cluster.faults().killWorkerAfterBlocks(1, 3);

        assertRevenuesAreRight();

        assertThat(cluster.isAlive(1)).isFalse();
        assertLossesWereTold();
    }

    @Test
    void a_worker_that_is_killed_after_some_tasks_takes_its_outputs_along() throws Exception {
        cluster.faults().killWorkerAfterTasks(2, 1);

        assertRevenuesAreRight();

        assertThat(cluster.isAlive(2)).isFalse();
        assertLossesWereTold();
    }

    private void assertManyTasksAreDone() {
        assertThat(cluster.session().read(ManyTasks.of(TASKS)).collect())
                .containsExactlyElementsOf(LongStream.range(0, TASKS).boxed().toList());
    }

    @Test
    void a_worker_that_is_killed_takes_along_what_waits_on_it() throws Exception {
        cluster.faults().killWorkerAfterTasks(1, 700);

        assertManyTasksAreDone();

        assertThat(cluster.isAlive(1)).isFalse();
        assertLossesWereTold();
    }

    @Test
    void a_worker_comes_back_with_what_waits_on_it() {
        cluster.faults().dropMessage(0, 20);
        cluster.faults().dropMessage(2, 25);

        assertManyTasksAreDone();
    }

    @Test
    void what_waits_behind_a_task_that_takes_long_is_done_elsewhere() throws Exception {
        Dataset<Long> numbers = cluster.session().read(new ManyTasks(TASKS, TASKS / 2, folder.toString()));
        CompletableFuture<List<Long>> collected = CompletableFuture.supplyAsync(numbers::collect);
        Gate.await(folder.resolve("begun"));

        ends.awaitDoneTasks(TASKS - 1);

        assertThat(collected).isNotDone();
        Files.createFile(folder.resolve("open"));
        assertThat(collected.get()).hasSize(TASKS).doesNotHaveDuplicates();
    }

    @Test
    void a_job_outlives_all_of_its_workers_when_they_are_replaced() throws Exception {
        for (int worker = 0; worker < 3; worker++) {
            cluster.faults().killWorkerAfterTasks(worker, 1);
        }
        cluster.faults().restartKilledWorkers();

        assertRevenuesAreRight();

        assertLossesWereTold();
    }

    @Test
    void a_worker_that_is_restarted_works_again() {
        cluster.faults().killWorker(0);
        cluster.faults().killWorker(1);
        cluster.faults().killWorker(2);
        assertThat(cluster.isAlive(2)).isFalse();

        cluster.faults().restartWorker(2);

        assertThat(cluster.isAlive(2)).isTrue();
        assertRevenuesAreRight();
    }

    @Test
    void a_worker_that_comes_later_works_too() {
        for (int worker = 0; worker < 3; worker++) {
            cluster.faults().killWorker(worker);
        }

        assertThat(cluster.addWorker()).isEqualTo(3);

        assertThat(cluster.workerCount()).isEqualTo(4);
        cluster.faults().killWorkerAfterTasks(3, 1);
        cluster.faults().restartKilledWorkers();
        assertRevenuesAreRight();
    }

    @Test
    void a_frozen_worker_is_lost_and_comes_back_when_it_thaws() throws Exception {
        cluster.faults().freezeWorker(0);

        assertRevenuesAreRight();

        JobReport report = ends.next();
        assertThat(retried(report) || !report.losses().isEmpty())
                .as("its tasks ran elsewhere, before it was given up or after")
                .isTrue();
        cluster.faults().thawWorker(0);
        cluster.faults().killWorker(1);
        cluster.faults().killWorker(2);
        assertRevenuesAreRight();
    }

    @Test
    void a_loop_whose_last_round_is_lost_while_its_result_is_written_begins_anew() throws Exception {
        Job job = cluster.session()
                .range(0, 600)
                .iterate(2, before -> before.map(number -> number + 1))
                .map(new Gate(folder.toString()))
                .submit(TextFiles.into(folder.resolve("numbers")));
        Gate.await(folder.resolve("begun"));

        for (int worker = 0; worker < cluster.workerCount(); worker++) {
            cluster.faults().restartWorker(worker);
        }
        Files.createFile(folder.resolve("open"));
        job.await();

        assertThat(cluster.session().readText(folder.resolve("numbers")).count())
                .isEqualTo(600);
    }

    @Test
    void a_worker_whose_connection_is_cut_costs_its_outputs() {
        Job job = Revenues.lines(cluster.session(), PURCHASES).submit(TextFiles.into(folder.resolve("lines")));
        cluster.faults().cutConnection(1);

        job.await();

        assertThat(cluster.session().readText(folder.resolve("lines")).count()).isEqualTo(PURCHASES);
    }

    @Test
    void connections_for_blocks_that_are_cut_are_opened_again() {
        assertRevenuesAreRight();

        for (int worker = 0; worker < 3; worker++) {
            cluster.faults().cutBlockConnections(worker);
        }

        assertRevenuesAreRight();
    }

    @Test
    void a_message_that_is_lost_with_its_connection_costs_a_worker() {
        cluster.faults().dropMessage(1, 1);

        assertRevenuesAreRight();
    }

    @Test
    void slow_messages_make_a_job_slow_and_not_wrong() {
        cluster.faults().delayMessages(0, Duration.ofMillis(30));
        cluster.faults().delayMessages(1, Duration.ofMillis(3));

        assertRevenuesAreRight();
    }

    @Test
    void a_corrupt_block_is_noticed_and_its_output_made_again() throws Exception {
        cluster.faults().corruptBlock(1, 2);

        assertRevenuesAreRight();

        assertThat(retried(ends.next())).isTrue();
    }

    private static boolean retried(JobReport report) {
        return report.stages().stream().anyMatch(stage -> stage.attemptCount() > stage.taskCount());
    }

    @Test
    void a_corrupt_spill_file_is_noticed_and_its_output_made_again() throws Exception {
        cluster.faults().corruptSpillFile(0, 5);

        assertSortingIsRight();

        assertThat(retried(ends.next())).isTrue();
    }

    @Test
    void a_truncated_spill_file_is_noticed_and_its_output_made_again() throws Exception {
        cluster.faults().truncateSpillFile(0, 1);

        assertSortingIsRight();

        assertThat(retried(ends.next())).isTrue();
    }

    @Test
    void a_slow_disk_makes_a_job_slow_and_not_wrong() {
        cluster.faults().slowDisk(2, Duration.ofMillis(3));

        assertSortingIsRight();
    }

    @Test
    void what_finds_a_full_disk_is_done_elsewhere() throws Exception {
        cluster.faults().fullDisk(0, 100_000);

        assertSortingIsRight();

        assertThat(retried(ends.next())).isTrue();
    }

    @Test
    void full_disks_everywhere_end_in_one_clear_error() {
        for (int worker = 0; worker < 3; worker++) {
            cluster.faults().fullDisk(worker, 0);
        }

        DataflowException failure =
                catchThrowableOfType(DataflowException.class, () -> Revenues.byPrice(cluster.session(), PURCHASES)
                        .collect());

        assertThat(failure.kind()).isEqualTo(FailureKind.RESOURCES);
        assertThat(failure).hasMessageContaining("No space left on device").hasMessageContaining("free space there");
    }

    @Test
    void the_end_of_the_coordinator_is_one_clear_error() {
        Job job = Revenues.lines(cluster.session(), PURCHASES).submit(TextFiles.into(folder.resolve("lines")));
        cluster.faults().killCoordinator();

        assertThatThrownBy(job::await).isInstanceOfSatisfying(DataflowException.class, failure -> {
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(failure).hasMessageContaining("cannot be followed any more");
        });
    }

    @Test
    void a_worker_that_does_not_exist_is_refused() {
        assertThatThrownBy(() -> cluster.faults().killWorker(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no worker 3; the cluster has workers 0 to 2");
        assertThatThrownBy(() -> cluster.faults().corruptBlock(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Counts begin with 1, but faults().corruptBlock(0, 0) says 0");
        assertThatThrownBy(() -> cluster.faults().slowDisk(0, Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cluster.faults().fullDisk(0, -1)).isInstanceOf(IllegalArgumentException.class);
        cluster.faults().killWorker(1);
        assertThatThrownBy(() -> cluster.faults().killWorker(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Worker 1 has ended already; restart it first");
    }
}
