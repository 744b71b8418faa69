package io.dataflow.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.Failing;
import com.acme.Gate;
import com.acme.SpillingHalfway;
import io.dataflow.api.Job;
import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.io.TextFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spilled files are gone after a job, however it ended, and after a process that was killed once the next one starts. */
class SpillFilesTest {
    @TempDir
    private Path folder;

    /** Without the lock that a living process holds. */
    private List<Path> spillFiles() throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(path -> Files.isRegularFile(path)
                            && !path.getFileName().toString().startsWith("lock-"))
                    .toList();
        }
    }

    /** What jobs leave is removed by a slot that is free, which another job's end proves to have happened. */
    private static void runAnother(Session session) {
        assertThat(session.range(0, 10).sortBy(number -> -number).count()).isEqualTo(10);
    }

    @Test
    void after_success() throws Exception {
        try (Session session = Session.local(SpillingHalfway.options(folder))) {
            Gate.named("success").open();
            Spilled spilled = Spilled.by(session);

            assertThat(SpillingHalfway.waiting(session, "success").count()).isEqualTo(200_000);

            assertThat(spilled.bytes()).isPositive();
            runAnother(session);
            assertThat(spillFiles()).isEmpty();
        }
    }

    @Test
    void after_a_failure() throws Exception {
        try (Session session = Session.local(SpillingHalfway.options(folder))) {
            Spilled spilled = Spilled.by(session);

            assertThatThrownBy(() -> SpillingHalfway.failing(session).count())
                    .isInstanceOf(DataflowException.class)
                    .hasMessageContaining(Failing.class.getName());

            assertThat(spilled.bytes()).isPositive();
            runAnother(session);
            assertThat(spillFiles()).isEmpty();
        }
    }

    @Test
    void after_it_was_cancelled(@TempDir Path outside) throws Exception {
        try (Session session = Session.local(SpillingHalfway.options(folder))) {
            Job job = SpillingHalfway.waiting(session, "cancelled spilling")
                    .submit(TextFiles.into(outside.resolve("output")));
            Gate.named("cancelled spilling").awaitEntered();
            assertThat(spillFiles()).isNotEmpty();

            job.cancel();

            assertThatThrownBy(job::await).isInstanceOf(DataflowException.class);
            runAnother(session);
            assertThat(spillFiles()).isEmpty();
        }
    }

    @Test
    void after_kill_minus_nine_and_a_new_start_in_the_same_folder() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpillingHalfway.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo(SpillingHalfway.REACHED);
            assertThat(spillFiles()).isNotEmpty();
            try (Session beside = Session.local(SpillingHalfway.options(folder))) {
                runAnother(beside);
                assertThat(spillFiles()).as("files of a living process").isNotEmpty();
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(spillFiles()).as("files of the killed process").isNotEmpty();

        try (Session next = Session.local(SpillingHalfway.options(folder))) {
            assertThat(spillFiles()).isEmpty();
            runAnother(next);
        }

        assertThat(CheckedEngine.filesIn(folder)).isEmpty();
    }
}
