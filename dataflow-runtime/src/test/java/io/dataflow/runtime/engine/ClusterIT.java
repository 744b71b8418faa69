package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.Answer;
import com.acme.CountedWords;
import com.acme.Failing;
import com.acme.OutputFiles;
import com.acme.RandomPlans;
import com.acme.Spilling;
import io.dataflow.api.Dataset;
import io.dataflow.api.Job;
import io.dataflow.api.JobReport;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.runtime.SmallCluster;
import io.dataflow.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same programs on a coordinator and workers that are joined by sockets. */
@Timeout(120)
class ClusterIT {
    private static final long MEMORY_BYTES = 16L << 20;
    private static final int SEEDS = 40;

    @TempDir
    private Path folder;

    private Set<Thread> threadsBefore = Set.of();
    private SmallCluster cluster;

    @BeforeEach
    void start() throws IOException {
        threadsBefore = CheckedEngine.threads();
        cluster = SmallCluster.start(folder);
    }

    @AfterEach
    void nothing_is_left() throws IOException {
        cluster.close();
        CheckedEngine.assertNoThreadsSince(threadsBefore);
        try (Stream<Path> tree = Files.walk(cluster.folder())) {
            assertThat(tree.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private Answer expected(long program) {
        try (ReferenceSession reference = ReferenceSession.open()) {
            return RandomPlans.run(program, reference, folder);
        }
    }

    @Test
    void random_programs_answer_as_plain_collections_do() {
        cluster.withWorkers(3, 2, MEMORY_BYTES);
        try (Session session = cluster.connect()) {
            seeds().forEach(seed -> {
                long program = new Random(seed).nextLong();

                assertThat(RandomPlans.run(program, session, folder))
                        .as("seed " + seed)
                        .isEqualTo(expected(program));
            });
        }
    }

    /** As for {@link Seeds}, but all of them on one cluster. */
    private static LongStream seeds() {
        Long only = Long.getLong("seed");
        return only == null ? LongStream.range(0, Integer.getInteger("seeds", SEEDS)) : LongStream.of(only);
    }

    @Test
    void counters_broadcast_values_and_cached_datasets_work_as_in_one_process() {
        cluster.withWorkers(2, 2, MEMORY_BYTES);
        try (Session session = cluster.connect();
                ReferenceSession reference = ReferenceSession.open()) {
            Job job = CountedWords.evens(session).write(TextFiles.into(folder.resolve("evens")));

            assertThat(job.report().counters()).isEqualTo(Map.of("odd", 500L, "sum of evens", 249_500L));
            assertThat(CountedWords.names(session).collect())
                    .containsExactlyInAnyOrderElementsOf(
                            CountedWords.names(reference).collect());
            assertThat(CountedWords.sums(session)).isEqualTo(CountedWords.sums(reference));
            assertThat(CountedWords.references(session)).isEqualTo(CountedWords.references(reference));
        }
    }

    @Test
    void a_cached_dataset_outlives_a_worker_that_held_a_part_of_it() {
        cluster.withWorkers(3, 1, MEMORY_BYTES);
        try (Session session = cluster.connect()) {
            Dataset<Long> cached = CountedWords.cached(session);
            long sum = cached.reduce(Long::sum).orElseThrow();

            cluster.killWorker(1);

            assertThat(cached.reduce(Long::sum)).contains(sum);
            assertThat(cached.distinct().count()).isEqualTo(1_000);
        }
    }

    @Test
    void several_sessions_share_a_cluster() {
        cluster.withWorkers(2, 1, MEMORY_BYTES);
        try (Session first = cluster.connect();
                Session second = cluster.connect()) {
            assertThat(Spilling.wordCount(first, 1_000, 10).count()).isEqualTo(10);
            assertThat(Spilling.wordCount(second, 1_000, 20).count()).isEqualTo(20);
        }
    }

    @Test
    void a_killed_worker_costs_its_outputs_and_not_the_job() throws Exception {
        cluster.withWorkers(3, 1, MEMORY_BYTES);
        List<Pair<String, Long>> expected;
        try (ReferenceSession reference = ReferenceSession.open()) {
            expected = Spilling.wordCount(reference, 4_000_000, 50_000).collect();
        }
        Reports reports = new Reports();
        Map<String, Long> counts = new HashMap<>();
        try (Session session = cluster.connect()) {
            session.listen(reports);
            var job = session.run(Spilling.wordCount(session, 4_000_000, 50_000).plan());
            reports.awaitProgress(1);

            cluster.killWorker(1);
            try (var records = job.records()) {
                records.forEachRemaining(record -> {
                    Pair<?, ?> pair = (Pair<?, ?>) record;
                    counts.put((String) pair.first(), (Long) pair.second());
                });
            }
        }

        assertThat(counts).hasSameSizeAs(expected);
        assertThat(expected).allMatch(pair -> pair.second().equals(counts.get(pair.first())));
        // Where the worker held nothing yet, second attempts may have done its work before it counted as lost.
        JobReport report = reports.last();
        Stream<String> notes = report.stages().stream().flatMap(stage -> stage.notes().stream());
        assertThat(Stream.concat(report.losses().stream(), notes))
                .anyMatch(line -> line.contains("lost") || line.contains("started a second time"));
    }

    @Test
    void a_worker_that_leaves_in_mid_job_is_replaced_by_one_that_comes() throws Exception {
        cluster.withWorkers(1, 1, MEMORY_BYTES);
        Path output = folder.resolve("output");
        Reports reports = new Reports();
        try (Session session = cluster.connect()) {
            session.listen(reports);
            var job = Spilling.sorted(session, 1_000_000, 900_000).submit(TextFiles.into(output));
            reports.awaitProgress(1);

            cluster.closeWorker(0);
            cluster.withWorkers(2, 1, MEMORY_BYTES);
            job.await();
        }

        List<String> lines = OutputFiles.lines(output);
        assertThat(lines).hasSize(1_000_000);
        assertThat(isDescending(lines)).isTrue();
        assertThat(OutputFiles.names(folder)).noneMatch(name -> name.endsWith(".staged"));
    }

    @Test
    void a_worker_that_drains_in_mid_job_costs_the_job_nothing() throws Exception {
        cluster.withWorkers(2, 1, MEMORY_BYTES);
        Path output = folder.resolve("output");
        Reports reports = new Reports();
        try (Session session = cluster.connect()) {
            session.listen(reports);
            var job = Spilling.sorted(session, 1_000_000, 900_000).submit(TextFiles.into(output));
            reports.awaitProgress(1);

            cluster.drainWorker(0, Duration.ofMinutes(2));
            job.await();

            assertThat(job.report().losses()).isEmpty();
        }

        List<String> lines = OutputFiles.lines(output);
        assertThat(lines).hasSize(1_000_000);
        assertThat(isDescending(lines)).isTrue();
    }

    @Test
    void a_worker_drains_at_once_when_there_is_no_job() throws Exception {
        cluster.withWorkers(2, 1, MEMORY_BYTES);
        try (Session session = cluster.connect()) {
            assertThat(session.range(0, 10).count()).isEqualTo(10);

            cluster.drainWorker(0, Duration.ofHours(1));

            assertThat(session.range(0, 10).count()).isEqualTo(10);
        }
    }

    private static boolean isDescending(List<String> lines) {
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i - 1).compareTo(lines.get(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    @Seeds(3)
    void a_worker_killed_at_any_time_does_not_change_the_answer(Random random) throws Exception {
        cluster.withWorkers(3, 2, MEMORY_BYTES);
        Map<String, Long> counts = new HashMap<>();
        int records = 100_000 + random.nextInt(1_500_000);
        try (Session session = cluster.connect()) {
            var job = session.run(Spilling.wordCount(session, records, 1_000).plan());
            cluster.killWorker(random.nextInt(3));
            try (var results = job.records()) {
                results.forEachRemaining(record -> {
                    Pair<?, ?> pair = (Pair<?, ?>) record;
                    counts.put((String) pair.first(), (Long) pair.second());
                });
            }
        }

        assertThat(counts).hasSize(1_000);
        assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(records);
    }

    @Test
    void a_function_that_throws_is_told_across_the_network() {
        cluster.withWorkers(2, 1, MEMORY_BYTES);
        DataflowException failure;
        DataflowException unsendable;
        long after;
        try (Session session = cluster.connect()) {
            failure = catchThrowableOfType(
                    DataflowException.class, () -> Failing.throwing(session).collect());
            unsendable = catchThrowableOfType(DataflowException.class, () -> Failing.throwingUnsendable(session)
                    .collect());
            after = session.range(0, 1_000).count();
        }

        assertThat(failure.kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(failure)
                .hasMessageContaining(
                        "'parse' threw java.lang.IllegalStateException: seven is bad at com.acme.Failing");
        assertThat(failure.getCause()).hasMessageContaining("com.acme.Failing.throwAtSeven");
        assertThat(unsendable).hasMessageContaining("'filter' threw com.acme.Failing$Unsendable: thing in whole");
        assertThat(after).isEqualTo(1_000);
    }

    @Test
    void staged_output_of_a_failed_job_is_removed() throws IOException {
        cluster.withWorkers(2, 1, MEMORY_BYTES);
        try (Session session = cluster.connect()) {
            assertThat(catchThrowableOfType(DataflowException.class, () -> Failing.throwing(session)
                            .write(TextFiles.into(folder.resolve("output")))))
                    .isNotNull();
        }
        cluster.close();

        assertThat(OutputFiles.names(folder)).noneMatch(name -> name.contains("output"));
    }

    @Test
    void a_coordinator_that_goes_away_fails_the_jobs_of_its_sessions() throws Exception {
        cluster.withWorkers(1, 1, MEMORY_BYTES);
        Reports reports = new Reports();
        DataflowException failure;
        try (Session session = cluster.connect()) {
            session.listen(reports);
            var job = session.run(Spilling.sorted(session, 4_000_000, 3_000_000).plan());
            reports.awaitProgress(1);

            cluster.close();
            failure = catchThrowableOfType(DataflowException.class, job::await);
        }

        assertThat(failure.kind()).isIn(FailureKind.CONNECTION, FailureKind.CANCELLED);
    }
}
