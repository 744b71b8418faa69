package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of real processes, and what its users and operators do with it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OperationsProcessTest {
    @TempDir
    private static Path folder;

    private static Path runnable;
    private static Path plain;
    private static CommandProcess coordinator;
    private static CommandProcess worker;
    private static String address;

    @BeforeAll
    static void start() throws IOException {
        runnable = ProgramJar.write(Files.createDirectory(folder.resolve("a")), true);
        plain = ProgramJar.write(Files.createDirectory(folder.resolve("b")), false);
        coordinator = CommandProcess.start(
                folder.resolve("coordinator"),
                "coordinator",
                "--bind",
                "127.0.0.1:0",
                "--ready-file",
                folder.resolve("coordinator.ready").toString());
        address = coordinator.nextOutLine().substring(CoordinatorCommand.READY.length());
        worker = CommandProcess.start(
                folder.resolve("worker"),
                "worker",
                "--coordinator",
                address,
                "--slots",
                "2",
                "--memory",
                "64MB",
                "--ready-file",
                folder.resolve("worker.ready").toString());
        assertThat(worker.nextOutLine()).startsWith(WorkerCommand.READY);
    }

    @AfterAll
    static void stop() throws Exception {
        worker.terminate();
        assertThat(worker.awaitStatus()).isEqualTo(143);
        assertThat(folder.resolve("worker.ready")).doesNotExist();
        assertThat(folder.resolve("coordinator.ready")).exists();
        coordinator.terminate();
        assertThat(coordinator.awaitStatus()).isEqualTo(143);
        assertThat(folder.resolve("coordinator.ready")).doesNotExist();
        worker.close();
        coordinator.close();
    }

    @Test
    void servers_that_are_ready_have_a_file_that_says_where() {
        assertThat(folder.resolve("coordinator.ready")).hasContent(address);
        assertThat(folder.resolve("worker.ready")).content().startsWith("127.0.0.1:");
    }

    @Test
    void a_program_is_run_whose_classes_nobody_else_has() throws Exception {
        try (CommandProcess program = submit(runnable.toString(), "one", "three")) {
            assertThat(program.nextOutLine()).isEqualTo("letters: 8");
            assertThat(program.awaitStatus()).isZero();
            assertThat(program.err().lines())
                    .hasSize(4)
                    .anySatisfy(line -> assertThat(line)
                            .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  [0-9a-f]{12}/0/\\d+/0 Words: measuring one"))
                    .anySatisfy(line -> assertThat(line).matches(".* WARN  [0-9a-f]{12}/0/\\d+/0 system: seen three"));
        }
        try (CommandProcess program = submit("--no-logs", runnable.toString(), "one", "three")) {
            assertThat(program.awaitStatus()).isZero();
            assertThat(program.err()).isEmpty();
        }
        try (CommandProcess program = submit(plain.toString(), ProgramJar.MAIN, "--", "three")) {
            assertThat(program.nextOutLine()).isEqualTo("letters: 7");
            assertThat(program.awaitStatus()).isZero();
        }
    }

    @Test
    void a_program_that_throws_fails_as_java_has_it() throws Exception {
        try (CommandProcess program = submit(runnable.toString(), "throw")) {
            assertThat(program.awaitStatus()).isEqualTo(OneLineFailures.FAILED);
            assertThat(program.err().lines()).hasSize(2).satisfies(lines -> {
                assertThat(lines.get(0)).isEqualTo("java.lang.IllegalStateException: thrown by the program");
                assertThat(lines.get(1)).startsWith("\tat ").contains("acme.Words.main(Words.java:");
            });
        }
    }

    @Test
    void a_jar_without_a_main_class_is_refused() {
        assertThat(run("submit", plain.toString()).errLines())
                .singleElement()
                .asString()
                .contains("its manifest names no Main-Class; name the class to run after the jar");
        assertThat(run("submit", folder + "/none.jar").err()).contains("there is no such file");
    }

    @Test
    void what_tasks_log_is_shown_to_whoever_asks() throws Exception {
        try (CommandProcess program = submit(runnable.toString(), "logged", "words")) {
            assertThat(program.awaitStatus()).isZero();
        }

        CommandRun logs = run("logs");

        assertThat(logs.status()).isZero();
        assertThat(logs.err()).isEmpty();
        assertThat(logs.out())
                .containsPattern("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  0/\\d+/0 Words: measuring logged\n")
                .containsPattern("WARN  0/\\d+/0 system: seen words\n");
        assertThat(run("logs", "--json").out())
                .contains("\"level\":\"info\"")
                .contains("\"logger\":\"acme.Words\",\"text\":\"measuring logged\"}");
        // On the worker's own log, with the task's names.
        worker.awaitErr(Pattern.compile("\\[WARN] [0-9a-f]+/0/\\d+/0 system - seen words"));
    }

    @Test
    void a_job_is_watched_and_cancelled_by_somebody_else() throws Exception {
        try (CommandProcess program = submit(runnable.toString(), "wait");
                CommandProcess follower = followLatest()) {
            String id = idOf(follower.nextOutLine());
            program.awaitErr(Pattern.compile("INFO  " + id + "/0/0/0 Words: waiting for ever"));

            assertThat(run("jobs").out()).containsPattern(id + "  running  .*  0/1");
            assertThat(run("job", id.substring(0, 6)).out())
                    .startsWith("job        " + id)
                    .contains("state      running for");
            assertThat(run("workers").out())
                    .contains("  up  ")
                    .contains("64.0 MB")
                    .endsWith("2 slots busy\n");

            CommandRun cancelled = run("cancel", id, "--reason", "not needed any more");

            assertThat(cancelled.out()).isEqualTo("job " + id + " is cancelled\n");
            assertThat(program.awaitStatus()).isEqualTo(OneLineFailures.FAILED);
            assertThat(program.err()).contains("Job " + id + " was cancelled: not needed any more");
            assertThat(follower.awaitStatus()).isZero();
            assertThat(run("job", id).out())
                    .contains("state      cancelled after")
                    .contains("failure    Job " + id);
            assertThat(run("job", id, "--json").out()).contains("\"state\":\"cancelled\"");
            assertThat(run("cancel", id).err()).contains("has ended already");
        }
    }

    @Test
    void too_few_workers_are_a_status_of_their_own() {
        assertThat(run("workers", "--at-least", "1").status()).isZero();
        assertThat(run("workers", "--at-least", "2").status()).isEqualTo(WorkersCommand.TOO_FEW);
        assertThat(run("workers", "--json").out()).startsWith("{\"worker\":\"").endsWith("}\n");
    }

    @Test
    void a_worker_that_is_drained_leaves_with_status_0() throws Exception {
        try (CommandProcess second = CommandProcess.start(
                folder.resolve("second"), "worker", "--coordinator", address, "--slots", "1", "--memory", "32MB")) {
            String at =
                    second.nextOutLine().substring(WorkerCommand.READY.length()).split(",", 2)[0];
            while (run("workers", "--at-least", "2").status() != 0) {
                // It says that it is ready when its registration is on its way.
                Thread.onSpinWait();
            }

            CommandRun drained = run("drain", at, "--wait", "--timeout", "60s");

            assertThat(drained.status()).isZero();
            assertThat(drained.out()).containsPattern("worker [0-9a-f]{12} at " + at + " is gone\n");
            int status = second.awaitStatus();
            assertThat(second.err()).isEmpty();
            assertThat(status).isZero();
        }
        assertThat(run("drain", "zzz").errLines())
                .singleElement()
                .asString()
                .contains("There is no worker zzz on this cluster; 'dataflow workers' lists");
    }

    @Test
    void a_job_that_is_not_there_is_named() {
        for (String command : List.of("job", "logs", "cancel")) {
            CommandRun run = run(command, "zzz");

            assertThat(run.status()).isEqualTo(OneLineFailures.FAILED);
            assertThat(run.errLines()).singleElement().asString().contains("There is no job zzz on this cluster");
        }
    }

    private static CommandProcess submit(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("submit", "--cluster", address));
        all.addAll(List.of(arguments));
        return CommandProcess.start(folder.resolve("submit"), all.toArray(String[]::new));
    }

    /** Once the job that waits is running. */
    private static CommandProcess followLatest() throws IOException {
        while (!run("jobs").out().contains("  running  ")) {
            Thread.onSpinWait();
        }
        return CommandProcess.start(folder.resolve("logs"), "logs", "--follow", "--json", "--cluster", address);
    }

    private static String idOf(String jsonLine) {
        assertThat(jsonLine).contains("waiting for ever");
        return jsonLine.replaceFirst(".*\"job\":\"([^\"]*)\".*", "$1");
    }

    private static CommandRun run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "--cluster", address));
        all.addAll(List.of(arguments));
        return CommandRun.of(all.toArray(String[]::new));
    }
}
