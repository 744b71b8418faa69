package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Gate;
import com.acme.OutputFiles;
import com.acme.Waiting;
import io.dataflow.api.Dataset;
import io.dataflow.api.Job;
import io.dataflow.api.JobReport;
import io.dataflow.api.Session;
import io.dataflow.api.function.Tokenizers;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a session tells of its jobs is what they did. */
@Timeout(60)
class JobReportTest {
    private static final int LINES = 5_000;

    @TempDir
    private Path folder;

    private Path input() throws Exception {
        String lines = IntStream.range(0, LINES)
                .mapToObj(line -> "a b" + line % 100 + " c\n")
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve("input.txt"), lines);
    }

    @Test
    void counts_are_exact_in_every_stage() throws Exception {
        Path input = input();
        Path output = folder.resolve("output");
        Reports reports = new Reports();
        JobReport report;
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Session session = engine.session();
            session.listen(reports);

            report = session.read(TextFiles.of(input).splitBytes(1_000))
                    .flatMap(Tokenizers.<Text>whitespace())
                    .groupBy(word -> word)
                    .count()
                    .write(TextFiles.into(output))
                    .report();
        }

        List<JobReport.Stage> stages = report.stages();
        assertThat(report.ended()).isTrue();
        assertThat(report.losses()).isEmpty();
        assertThat(report.elapsed()).isPositive();
        assertThat(stages).hasSize(3).allMatch(JobReport.Stage::done);
        assertThat(stages).allMatch(stage -> stage.attemptCount() == stage.taskCount() && stage.runningCount() == 0);
        assertThat(stages.get(0).readRecords()).isEqualTo(LINES);
        assertThat(stages.get(0).readBytes()).isEqualTo(Files.size(input));
        assertThat(stages.get(0).totalBytes()).isEqualTo(Files.size(input));
        assertThat(stages.get(1).readRecords()).isEqualTo(stages.get(0).writtenRecords());
        assertThat(stages.get(2).readRecords()).isEqualTo(stages.get(1).taskCount());
        assertThat(OutputFiles.lines(output)).hasSize(102);
        assertThat(reports.last()).isEqualTo(report);
        assertThat(reports.ends()).hasSize(1);
    }

    @Test
    void the_time_of_a_job_that_keeps_its_result_ends_when_that_is_there() throws Exception {
        Reports reports = new Reports();
        long startNanos = System.nanoTime();
        long readyNanos;
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            engine.session().listen(reports);
            Dataset<Long> cached = engine.session().range(0, 1_000).cache();
            assertThat(cached.count()).isEqualTo(1_000);
            readyNanos = System.nanoTime();

            while (System.nanoTime() - readyNanos <= readyNanos - startNanos) {
                assertThat(cached.count()).isEqualTo(1_000);
            }
        }

        JobReport kept = reports.last();
        assertThat(kept.stages()).singleElement().satisfies(stage -> assertThat(stage.name())
                .endsWith("kept"));
        assertThat(kept.elapsed()).isPositive().isLessThan(Duration.ofNanos(readyNanos - startNanos));
    }

    @Test
    void all_jobs_have_told_what_they_did_when_their_session_is_closed() throws Exception {
        for (int repetition = 0; repetition < 10; repetition++) {
            Reports reports = new Reports();
            try (CheckedEngine engine = CheckedEngine.open(folder)) {
                engine.session().listen(reports);
                Dataset<Long> cached = engine.session().range(0, 10).cache();
                assertThat(cached.map(n -> -n).iterate(0, before -> before).collect())
                        .hasSize(10);
            }

            assertThat(reports.ends()).hasSize(3).allMatch(JobReport::ended).allSatisfy(job -> assertThat(job.stages())
                    .anyMatch(stage -> stage.attemptCount() > 0 && stage.doneCount() == stage.taskCount()));
        }
    }

    @Test
    void a_stage_that_writes_to_a_sink_counts_its_records_and_bytes() throws Exception {
        Path output = folder.resolve("output");
        JobReport report;
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            report = engine.session()
                    .range(0, 1_000)
                    .write(TextFiles.into(output))
                    .report();
        }

        long bytes = Files.size(output.resolve("part-00000"));
        assertThat(report.stages().get(0).readRecords()).isEqualTo(1_000);
        assertThat(report.stages().get(0).writtenRecords()).isEqualTo(1_000);
        assertThat(report.stages().get(0).writtenBytes()).isEqualTo(bytes);
    }

    @Test
    void progress_never_goes_back() throws Exception {
        Gate gate = Gate.named("progress");
        Reports reports = new Reports();
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            engine.session().listen(reports);
            Job job = Waiting.writing(engine.session(), "progress", folder.resolve("output"));

            reports.awaitProgress(4);
            gate.open();
            job.await();
        }

        List<JobReport> told = reports.progress();
        assertThat(told).allMatch(report -> !report.ended());
        for (int i = 1; i < told.size(); i++) {
            assertThat(told.get(i).elapsed())
                    .isGreaterThanOrEqualTo(told.get(i - 1).elapsed());
            assertNoLess(told.get(i), told.get(i - 1));
        }
        assertNoLess(reports.last(), told.get(told.size() - 1));
        assertThat(reports.last().ended()).isTrue();
    }

    private static void assertNoLess(JobReport later, JobReport earlier) {
        for (int stage = 0; stage < earlier.stages().size(); stage++) {
            JobReport.Stage before = earlier.stages().get(stage);
            JobReport.Stage after = later.stages().get(stage);
            assertThat(after.doneCount()).isGreaterThanOrEqualTo(before.doneCount());
            assertThat(after.attemptCount()).isGreaterThanOrEqualTo(before.attemptCount());
            assertThat(after.readRecords()).isGreaterThanOrEqualTo(before.readRecords());
            assertThat(after.writtenRecords()).isGreaterThanOrEqualTo(before.writtenRecords());
        }
    }

    @Test
    void a_report_while_the_job_runs_shows_what_runs() throws Exception {
        Gate gate = Gate.named("running");
        Reports reports = new Reports();
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            engine.session().listen(reports);
            Job job = Waiting.writing(engine.session(), "running", folder.resolve("output"));
            gate.awaitEntered();
            reports.awaitProgress(2);

            JobReport report = job.report();
            gate.open();
            job.await();

            assertThat(report.ended()).isFalse();
            assertThat(report.job()).isEqualTo(job.id());
            assertThat(report.stages().get(0).runningCount()).isEqualTo(1);
            assertThat(report.stages().get(0).done()).isFalse();
            assertThat(job.await(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void a_failed_job_is_reported_as_ended() throws Exception {
        Reports reports = new Reports();
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            engine.session().listen(reports);

            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> com.acme.Failing.throwing(engine.session()).collect()))
                    .isNotNull();

            assertThat(reports.last().ended()).isTrue();
            assertThat(reports.last().stages().get(0).done()).isFalse();
        }
    }
}
