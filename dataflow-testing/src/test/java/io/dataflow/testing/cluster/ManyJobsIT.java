package io.dataflow.testing.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Mixed;
import io.dataflow.api.Job;
import io.dataflow.api.JobOptions;
import io.dataflow.api.JobReport;
import io.dataflow.api.Records;
import io.dataflow.api.Session;
import io.dataflow.api.testing.ReferenceSession;
import io.dataflow.runtime.loop.NamedThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many jobs of many clients at once, while workers die. One round is run unless {@code -Dsoak.minutes} says how long
 * rounds are to follow each other on the same cluster; {@code -Dseed} names the first. What the process holds is written to
 * {@code target/soak.tsv} each minute then (seconds, jobs, bytes of heap, threads, open files, classes), and must be at the end what it was after a tenth of the time.
 */
class ManyJobsIT {
    private static final int CLIENTS = 10;
    private static final int JOBS_OF_CLIENT = 5;
    private static final long RECORDS = 150_000;
    private static final int MAX_WEIGHT = 8;
    private static final long QUIET_SECONDS = 20;
    private static final ClusterOptions OPTIONS = ClusterOptions.defaults().slots(2);
    private static final Duration SOAK = Duration.ofMinutes(Integer.getInteger("soak.minutes", 0));

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void every_job_of_every_client_has_its_answer_and_nothing_is_left() throws Exception {
        List<List<String>> expected = expected();
        long startNanos = System.nanoTime();
        long firstSeed = Long.getLong("seed", 0);
        long seed = firstSeed;
        List<Footprint> minutes = new ArrayList<>();
        try (LocalCluster cluster = LocalCluster.start(OPTIONS)) {
            cluster.faults().restartKilledWorkers();
            Duration passed = Duration.ZERO;
            do {
                round(cluster, new Random(seed), expected, "round of seed " + seed);
                seed++;
                passed = Duration.ofNanos(System.nanoTime() - startNanos);
                if (passed.toMinutes() > minutes.size()) {
                    minutes.add(Footprint.now());
                    write(passed, (seed - firstSeed) * CLIENTS * JOBS_OF_CLIENT, minutes.get(minutes.size() - 1));
                }
            } while (passed.compareTo(SOAK) < 0);
        }
        if (minutes.size() > 1) {
            Footprint early = minutes.get(minutes.size() / 10);
            assertThat(minutes.get(minutes.size() - 1).growthSince(early))
                    .as("what is held more than " + (minutes.size() / 10 + 1) + " minutes after the start")
                    .isEmpty();
        }
    }

    private static void write(Duration passed, long jobs, Footprint footprint) throws IOException {
        String line = passed.toSeconds() + "\t" + jobs + "\t" + footprint.heapBytes() + "\t" + footprint.threads()
                + "\t" + footprint.openFiles() + "\t" + footprint.classes() + "\n";
        Files.writeString(Path.of("target", "soak.tsv"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static List<List<String>> expected() {
        List<List<String>> answers = new ArrayList<>();
        try (Session plain = ReferenceSession.open()) {
            for (int kind = 0; kind < Mixed.kinds(); kind++) {
                answers.add(sorted(Mixed.lines(kind, plain, RECORDS).collect()));
            }
        }
        return answers;
    }

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }

    private static void round(LocalCluster cluster, Random random, List<List<String>> expected, String name)
            throws Exception {
        int victim = random.nextInt(OPTIONS.workers());
        cluster.faults().killWorkerAfterTasks(victim, 1 + random.nextInt(100));
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            long seed = random.nextLong();
            clients.add(() -> client(cluster, new Random(seed), expected, name));
        }

        ExecutorService threads = new NamedThreads("client").pool(CLIENTS, CLIENTS);
        try {
            for (Future<Void> ended : threads.invokeAll(clients)) {
                ended.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(leftOvers(cluster)).as(name).isEmpty();
    }

    /** Submits all of its jobs, and then reads all their answers. */
    private static Void client(LocalCluster cluster, Random random, List<List<String>> expected, String name) {
        try (Session session = cluster.connect()) {
            List<Integer> kinds = new ArrayList<>();
            List<Job> jobs = new ArrayList<>();
            for (int i = 0; i < JOBS_OF_CLIENT; i++) {
                int kind = random.nextInt(Mixed.kinds());
                JobOptions options = JobOptions.defaults().weight(1 + random.nextInt(MAX_WEIGHT));
                kinds.add(kind);
                jobs.add(session.run(Mixed.lines(kind, session, RECORDS).plan(), options));
            }
            for (int i = 0; i < jobs.size(); i++) {
                assertThat(answer(jobs.get(i)))
                        .as(name + ", job " + jobs.get(i).id() + " of kind " + kinds.get(i))
                        .isEqualTo(expected.get(kinds.get(i)));
            }
        }
        return null;
    }

    private static List<String> answer(Job job) {
        List<String> lines = new ArrayList<>();
        try (Records<?> records = job.records()) {
            records.forEachRemaining(line -> lines.add((String) line));
        }
        return sorted(lines);
    }

    /** What is held when all is over is given back soon, by threads of the workers. */
    private static List<String> leftOvers(LocalCluster cluster) {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(QUIET_SECONDS);
        while (true) {
            List<String> held = new ArrayList<>();
            for (int worker = 0; worker < cluster.workerCount(); worker++) {
                held.addAll(cluster.place(worker).held());
            }
            if (held.isEmpty() || System.nanoTime() > deadlineNanos) {
                return held;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Test
    @Timeout(120)
    void a_heavy_job_overtakes_a_light_one_that_does_not_starve() {
        try (LocalCluster cluster = LocalCluster.start(OPTIONS);
                Session one = cluster.connect();
                Session other = cluster.connect()) {
            Job light = one.run(Mixed.work(one).plan(), JobOptions.defaults().weight(1));
            Job heavy =
                    other.run(Mixed.work(other).plan(), JobOptions.defaults().weight(MAX_WEIGHT));

            assertThat(answer(heavy)).isEmpty();
            JobReport.Stage meanwhile = light.report().stages().get(0);
            assertThat(answer(light)).isEmpty();

            // An eighth, and as many tasks as it began with while it was alone.
            assertThat(meanwhile.doneCount()).isBetween(1, meanwhile.taskCount() / 2);
        }
    }
}
