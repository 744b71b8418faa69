package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.acme.Gate;
import com.acme.OutputFiles;
import com.acme.Waiting;
import io.dataflow.api.Job;
import io.dataflow.api.JobOptions;
import io.dataflow.api.Records;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs end when they are told to, and leave nothing. */
@Timeout(60)
class CancellationTest {
    @TempDir
    private Path folder;

    private static DataflowException endOf(Job job) {
        DataflowException failure = catchThrowableOfType(DataflowException.class, job::await);
        assertThat(failure).isNotNull();
        return failure;
    }

    private List<Path> outputFiles() throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(path -> path.toString().contains("output")).toList();
        }
    }

    @Test
    void a_cancelled_job_ends_and_its_staged_output_is_removed() throws Exception {
        Gate gate = Gate.named("cancelled");
        Path output = folder.resolve("output");
        DataflowException failure;
        boolean stagedBefore;
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Job job = Waiting.writing(engine.session(), "cancelled", output);
            gate.awaitEntered();
            stagedBefore = !outputFiles().isEmpty();

            job.cancel();
            failure = endOf(job);
        }

        assertThat(stagedBefore).isTrue();
        assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
        assertThat(failure).hasMessageContaining("was cancelled");
        assertThat(outputFiles()).isEmpty();
    }

    @Test
    void a_job_that_is_not_done_by_its_deadline_fails_and_leaves_nothing() throws Exception {
        Path output = folder.resolve("output");
        DataflowException failure;
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            JobOptions options = JobOptions.defaults().deadline(Duration.ofMillis(300));
            failure = endOf(Waiting.writing(engine.session(), "deadline", output, options));
        }

        assertThat(failure.kind()).isEqualTo(FailureKind.RESOURCES);
        assertThat(failure).hasMessageContaining("deadline").hasMessageContaining("300 ms");
        assertThat(outputFiles()).isEmpty();
    }

    @Test
    void a_job_whose_tasks_take_longer_than_they_may_fails_and_names_the_task() throws Exception {
        DataflowException failure;
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            JobOptions options = JobOptions.defaults().taskDeadline(Duration.ofMillis(50));
            failure = endOf(Waiting.writing(engine.session(), "task deadline", folder.resolve("output"), options));
        }

        assertThat(failure.kind()).isEqualTo(FailureKind.RESOURCES);
        assertThat(failure).hasMessageContaining("Task ").hasMessageContaining("50 ms");
    }

    @Test
    void a_job_whose_function_ignores_interrupts_ends_for_its_client() throws Exception {
        Gate gate = Gate.named("stubborn");
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Job job = Waiting.stubborn(engine.session(), "stubborn", folder.resolve("output"));
            gate.awaitEntered();

            job.cancel();
            DataflowException failure = endOf(job);
            boolean ended = job.report().ended();
            gate.open();

            assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
            assertThat(ended).isTrue();
        }
        assertThat(outputFiles()).isEmpty();
    }

    @Test
    void closing_a_session_ends_its_jobs() throws Exception {
        Gate gate = Gate.named("closing");
        Job job;
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            job = Waiting.writing(engine.session(), "closing", folder.resolve("output"));
            gate.awaitEntered();
        }

        assertThat(endOf(job).kind()).isIn(FailureKind.CANCELLED, FailureKind.CONNECTION);
        assertThat(job.report().ended()).isTrue();
        assertThat(outputFiles()).isEmpty();
    }

    @Test
    void awaiting_a_job_no_longer_than_a_while_leaves_it_running() throws Exception {
        Gate gate = Gate.named("awaited");
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Path output = folder.resolve("output");
            Job job = Waiting.writing(engine.session(), "awaited", output);
            gate.awaitEntered();

            boolean ended = job.await(Duration.ofMillis(1));
            gate.open();
            job.await();

            assertThat(ended).isFalse();
            assertThat(OutputFiles.lines(output)).containsExactly("0", "1", "2");
        }
    }

    @Test
    void results_that_were_not_read_to_their_end_do_not_keep_a_session_open() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Records<Long> records = engine.session().range(0, 1_000_000).iterator();

            assertThat(records.next()).isZero();
        }
    }

    @Test
    void closing_half_read_results_ends_the_job() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            try (Records<Long> records = engine.session().range(0, 1_000_000).iterator()) {
                assertThat(records.next()).isZero();
            }

            assertThat(engine.session().range(0, 5).count()).isEqualTo(5);
        }
    }

    @Test
    void cancelling_a_job_that_has_ended_does_nothing() throws Exception {
        try (CheckedEngine engine = CheckedEngine.open(folder)) {
            Gate.named("ended").open();
            Job job = Waiting.writing(engine.session(), "ended", folder.resolve("output"));
            job.await();

            job.cancel();
            job.await();

            assertThat(engine.session().range(0, 5).count()).isEqualTo(5);
            assertThat(OutputFiles.lines(folder.resolve("output"))).containsExactly("0", "1", "2");
        }
    }

    @Test
    void closing_twice_is_closing_once() throws Exception {
        CheckedEngine engine = CheckedEngine.open(folder);

        engine.close();
        engine.close();

        assertThat(CheckedEngine.filesIn(engine.spill())).isEmpty();
    }
}
