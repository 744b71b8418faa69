package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.OutputFiles;
import com.acme.Spilling;
import io.dataflow.api.Job;
import io.dataflow.api.JobReport;
import io.dataflow.api.Pair;
import io.dataflow.api.Records;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.TextFiles;
import io.dataflow.runtime.SmallCluster;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator with a journal that ends, one way or another, and is started again. */
@Timeout(120)
class CoordinatorRestartIT {
    private static final long MEMORY_BYTES = 16L << 20;
    private static final int RECORDS = 3_000_000;
    private static final int WORDS = 50_000;

    @TempDir
    private Path folder;

    private Set<Thread> threadsBefore = Set.of();
    private SmallCluster cluster;

    @BeforeEach
    void start() throws IOException {
        threadsBefore = CheckedEngine.threads();
        cluster = SmallCluster.lasting(folder);
    }

    @AfterEach
    void nothing_is_left() {
        cluster.close();
        CheckedEngine.assertNoThreadsSince(threadsBefore);
    }

    @Test
    void a_job_goes_on_when_the_coordinator_is_killed_and_started_again() throws Exception {
        cluster.withWorkers(2, 2, MEMORY_BYTES);
        Reports reports = new Reports();
        long sum;
        try (Session session = cluster.connect()) {
            session.listen(reports);
            Job job = session.run(Spilling.wordCount(session, RECORDS, WORDS).plan());
            reports.awaitProgress(2);
            cluster.killCoordinator();
            assertThat(reports.ends()).isEmpty();

            cluster.restartCoordinator();
            sum = sum(job);
        }

        assertThat(sum).isEqualTo(RECORDS);
        assertThat(reports.last().stages()).isNotEmpty().allSatisfy(stage -> assertThat(stage.readRecords())
                .isPositive());
    }

    @Test
    void what_workers_have_is_used_after_an_orderly_restart() throws Exception {
        cluster.withWorkers(2, 2, MEMORY_BYTES);
        Reports reports = new Reports();
        long sum;
        try (Session session = cluster.connect()) {
            session.listen(reports);
            Job job = session.run(Spilling.wordCount(session, RECORDS, WORDS).plan());
            reports.awaitProgress(2);
            cluster.closeCoordinator();
            assertThat(reports.ends()).isEmpty();

            cluster.restartCoordinator();
            sum = sum(job);
        }

        assertThat(sum).isEqualTo(RECORDS);
        // A launch may be lost on its way, with the connection; what was done is not done again.
        assertThat(reports.last().losses()).allSatisfy(loss -> assertThat(loss).contains(" and 0 outputs "));
    }

    @Test
    void what_a_worker_had_that_does_not_come_back_is_computed_again() throws Exception {
        cluster.withWorkers(3, 1, MEMORY_BYTES);
        Reports reports = new Reports();
        long sum;
        try (Session session = cluster.connect()) {
            session.listen(reports);
            Job job = session.run(Spilling.wordCount(session, RECORDS, WORDS).plan());
            reports.awaitProgress(2);
            cluster.killCoordinator();
            cluster.killWorker(1);
            cluster.restartCoordinator();
            sum = sum(job);
        }

        assertThat(sum).isEqualTo(RECORDS);
        assertThat(reports.last().stages())
                .anySatisfy(stage -> assertThat(stage.attemptCount()).isGreaterThan(stage.taskCount()));
    }

    @Seeds(3)
    void any_number_of_restarts_gives_the_right_answer(Random random) throws Exception {
        cluster.withWorkers(2, 2, MEMORY_BYTES);
        Reports reports = new Reports();
        long sum;
        try (Session session = cluster.connect()) {
            session.listen(reports);
            Job job = session.run(Spilling.wordCount(session, RECORDS, WORDS).plan());
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                reports.awaitProgress(reports.progress().size() + random.nextInt(2));
                if (random.nextBoolean()) {
                    cluster.killCoordinator();
                } else {
                    cluster.closeCoordinator();
                }
                cluster.restartCoordinator();
            }
            sum = sum(job);
        }

        assertThat(sum).isEqualTo(RECORDS);
    }

    @Test
    void another_session_can_wait_for_a_job_across_a_restart() throws Exception {
        cluster.withWorkers(2, 1, MEMORY_BYTES);
        Path output = folder.resolve("output");
        Reports reports = new Reports();
        JobReport report;
        try (Session submitter = cluster.connect();
                Session follower = cluster.connect()) {
            submitter.listen(reports);
            String id = Spilling.words(submitter, RECORDS, WORDS)
                    .distinct()
                    .submit(TextFiles.into(output))
                    .id();
            Job job = follower.job(id);
            // Before it has answered, the coordinator may not have heard of the job, and only its submitter tells it
            // again.
            reports.awaitProgress(1);
            cluster.killCoordinator();
            cluster.restartCoordinator();

            job.await();
            report = job.report();
        }

        assertThat(OutputFiles.lines(output)).hasSize(WORDS);
        assertThat(report.stages()).isNotEmpty();
    }

    @Test
    void a_job_that_nobody_knows_fails_when_it_is_waited_for() {
        try (Session session = cluster.connect()) {
            Job job = session.job("nobodys");

            DataflowException failure = catchThrowableOfType(DataflowException.class, job::await);

            assertThat(failure).hasMessageContaining("Job nobodys is not known here");
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
        }
    }

    private static long sum(Job job) {
        Map<String, Long> counts = new HashMap<>();
        try (Records<?> records = job.records()) {
            records.forEachRemaining(record -> {
                Pair<?, ?> pair = (Pair<?, ?>) record;
                counts.put((String) pair.first(), (Long) pair.second());
            });
        }
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
