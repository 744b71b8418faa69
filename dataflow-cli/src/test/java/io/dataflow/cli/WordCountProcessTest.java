package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to processes, and because of them. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class WordCountProcessTest {
    /** Some work is done, and much is not. */
    private static final Pattern IN_THE_MIDDLE = Pattern.compile("stage 1/\\d+: [1-9]\\d*/");

    /** As the JVM has it: 128 and the number of SIGTERM. */
    private static final int TERMINATED = 143;

    @TempDir
    private static Path shared;

    private static ManyWords words;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeWords() throws IOException {
        words = ManyWords.write(shared.resolve("words.txt"));
    }

    @Test
    void a_killed_worker_costs_its_outputs_and_not_the_job() throws Exception {
        try (CommandProcess command = wordCount("--workers", "3")) {
            command.awaitErr(IN_THE_MIDDLE);
            assertThat(command.children()).hasSize(4);

            command.child("worker-2").destroyForcibly();

            assertThat(command.awaitStatus()).isZero();
            // Which of the two depends on whether others wait for its outputs before its tasks take too long.
            assertThat(command.out())
                    .containsAnyOf("Lost on the way and computed again:\n  Worker ", "was started a second time");
            assertThat(Counted.table(folder.resolve("out"))).isEqualTo(words.table());
            command.awaitChildren();
            assertNothingIsLeft(command);
        }
    }

    @ParameterizedTest
    @CsvSource({"--slots, 2", "--workers, 2"})
    void an_interrupted_run_takes_everything_back(String option, String value) throws Exception {
        try (CommandProcess command = wordCount(option, value)) {
            command.awaitErr(IN_THE_MIDDLE);
            List<ProcessHandle> children = command.children();

            command.terminate();

            assertThat(command.awaitStatus()).isEqualTo(TERMINATED);
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(command.err()).endsWith("dataflow: interrupted; stopping\n");
            assertThat(command.out()).isEmpty();
            assertThat(folder.resolve("out")).doesNotExist();
            assertNothingIsLeft(command);
        }
    }

    @Test
    void workers_do_not_survive_the_process_that_started_them() throws Exception {
        try (CommandProcess command = wordCount("--workers", "2")) {
            command.awaitErr(IN_THE_MIDDLE);
            assertThat(command.children()).hasSize(3);

            command.kill();

            command.awaitChildren();
            assertThat(command.leftovers()).noneMatch(file -> file.startsWith("dataflow"));
            assertThat(folder.resolve("out")).doesNotExist();
        }
    }

    @Test
    void a_cluster_can_be_run_by_hand() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "of this test");
        Path text = Files.writeString(folder.resolve("text.txt"), "b a\nb");
        try (CommandProcess coordinator = CommandProcess.start(
                folder.resolve("coordinator"),
                "coordinator",
                "--bind",
                "127.0.0.1:0",
                "--secret-file",
                secret.toString())) {
            String ready = coordinator.nextOutLine();
            assertThat(ready).startsWith(CoordinatorCommand.READY + "127.0.0.1:");
            String address = ready.substring(CoordinatorCommand.READY.length());
            try (CommandProcess worker = CommandProcess.start(
                    folder.resolve("worker"),
                    "worker",
                    "--coordinator",
                    address,
                    "--slots",
                    "1",
                    "--memory",
                    "64MB",
                    "--secret-file",
                    secret.toString())) {
                assertThat(worker.nextOutLine()).startsWith(WorkerCommand.READY).contains("1 slots and 64.0 MB");

                CommandRun run = CommandRun.of(
                        "example",
                        "wordcount",
                        "--cluster",
                        address,
                        "--secret-file",
                        secret.toString(),
                        "--input",
                        text.toString());

                assertThat(run.err()).isEmpty();
                assertThat(run.out()).startsWith("2  b\n1  a\n");

                coordinator.terminate();

                assertThat(coordinator.awaitStatus()).isEqualTo(TERMINATED);
                assertThat(worker.awaitStatus()).isEqualTo(OneLineFailures.FAILED);
                assertThat(worker.err()).contains("dataflow: The coordinator at " + address + " is gone");
                assertThat(worker.leftovers()).isEmpty();
                assertThat(coordinator.leftovers()).isEmpty();
            }
        }
    }

    @Test
    void a_killed_coordinator_that_is_started_again_goes_on_with_its_jobs() throws Exception {
        try (CommandProcess first = coordinator("first", "127.0.0.1:0")) {
            String address = first.nextOutLine().substring(CoordinatorCommand.READY.length());
            try (CommandProcess worker = CommandProcess.start(
                            folder.resolve("worker"),
                            "worker",
                            "--coordinator",
                            address,
                            "--slots",
                            "2",
                            "--memory",
                            "64MB");
                    CommandProcess program = wordCount("--cluster", address)) {
                assertThat(worker.nextOutLine()).startsWith(WorkerCommand.READY);
                program.awaitErr(IN_THE_MIDDLE);

                first.kill();
                first.awaitStatus();
                try (CommandProcess second = coordinator("second", address)) {
                    assertThat(second.nextOutLine()).isEqualTo(CoordinatorCommand.READY + address);

                    assertThat(program.awaitStatus()).isZero();
                    assertThat(program.out()).doesNotContain("Lost on the way");
                    assertThat(Counted.table(folder.resolve("out"))).isEqualTo(words.table());
                }
            }
        }
    }

    private CommandProcess coordinator(String name, String address) throws IOException {
        return CommandProcess.start(
                folder.resolve(name),
                "coordinator",
                "--bind",
                address,
                "--journal",
                folder.resolve("journal").toString());
    }

    private CommandProcess wordCount(String option, String value) throws IOException {
        return CommandProcess.start(
                folder.resolve("tmp"),
                "example",
                "wordcount",
                "--input",
                words.file().toString(),
                "--split-size",
                "2MB",
                "--output",
                folder.resolve("out").toString(),
                option,
                value);
    }

    private void assertNothingIsLeft(CommandProcess command) throws IOException {
        assertThat(command.leftovers()).isEmpty();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf("tmp", "out");
        }
    }
}
