package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    /** Refused before anything is started, with a message that shows which value was taken. */
    private static final String BAD = "'%s' is no address";

    @TempDir
    private Path folder;

    @Test
    void the_command_line_wins_over_the_environment_and_that_over_the_file() throws IOException {
        Path file = file("worker.coordinator = of-file");
        Map<String, String> environment = Map.of("DATAFLOW_WORKER_COORDINATOR", "of-environment");

        assertRefused(run(environment, "worker", "--coordinator", "flag", "--config", file.toString()), "flag");
        assertRefused(run(environment, "worker", "--config", file.toString()), "of-environment");
        assertRefused(run(Map.of(), "worker", "--config", file.toString()), "of-file");
        assertRefused(run(Map.of("DATAFLOW_CONFIG", file.toString()), "worker"), "of-file");
        assertRefused(run(Map.of(), "worker", "--config=" + file), "of-file");
    }

    @Test
    void the_key_with_a_command_wins_over_the_one_without() throws IOException {
        Path file = file("coordinator.bind = own", "bind = shared");

        assertRefused(run(Map.of(), "coordinator", "--config", file.toString()), "own");
        assertRefused(
                run(Map.of("DATAFLOW_BIND", "env-shared", "DATAFLOW_COORDINATOR_BIND", "env-own"), "coordinator"),
                "env-own");
        assertRefused(
                run(Map.of("DATAFLOW_BIND", "env-shared"), "coordinator", "--config", file.toString()), "env-shared");
        assertRefused(run(Map.of(), "worker", "--coordinator", "a:1", "--config", file.toString()), "shared");
    }

    @Test
    void a_refused_value_is_told_with_its_place() throws IOException {
        Path file = file("slots = many");

        assertThat(run(Map.of(), "worker", "--coordinator", "a:1", "--config", file.toString())
                        .err())
                .contains("'many' is not a number")
                .contains("(from " + file + ", slots)");
        assertThat(run(Map.of("DATAFLOW_SLOTS", "none"), "worker", "--coordinator", "a:1")
                        .err())
                .contains("(from DATAFLOW_SLOTS)");
        assertThat(run(Map.of("DATAFLOW_SLOTS", "2"), "worker", "--coordinator", "a:1", "--slots", "none")
                        .err())
                .contains("'none' is not a number")
                .doesNotContain("from DATAFLOW");
    }

    @Test
    void how_a_coordinator_treats_jobs_is_configured_like_everything_else() throws IOException {
        Path file = file("coordinator.speculation = sometimes");

        assertUsage(
                run(Map.of(), "coordinator", "--config", file.toString()),
                "'sometimes' is neither on nor off (from " + file + ", coordinator.speculation)");
        assertUsage(
                run(Map.of("DATAFLOW_COORDINATOR_SPECULATION", "often"), "coordinator", "--config", file.toString()),
                "'often' is neither on nor off (from DATAFLOW_COORDINATOR_SPECULATION)");
        assertUsage(
                run(Map.of("DATAFLOW_MAX_ATTEMPT", "3"), "coordinator"),
                "There is no option for the environment variable DATAFLOW_MAX_ATTEMPT; the nearest is"
                        + " DATAFLOW_MAX_ATTEMPTS");
    }

    @Test
    void unknown_keys_are_refused_with_the_nearest() throws IOException {
        Path file = file("worker.slot = 2");

        assertUsage(
                run(Map.of(), "worker", "--coordinator", "a:1", "--config", file.toString()),
                "There is no option 'worker.slot', which " + file + " sets; the nearest is 'worker.slots'");
        assertUsage(
                run(Map.of("DATAFLOW_SECRETFILE", "x"), "jobs", "--cluster", "a:1"),
                "There is no option for the environment variable DATAFLOW_SECRETFILE; the nearest is"
                        + " DATAFLOW_SECRET_FILE");
    }

    @Test
    void variables_that_others_set_are_left_alone() {
        Map<String, String> environment = Map.of(
                "DATAFLOW_JAVA_OPTS", "-Xmx1g",
                "DATAFLOW_COORDINATOR_SERVICE_HOST", "10.0.0.1",
                "DATAFLOW_COORDINATOR_SERVICE_PORT_CONTROL", "7070",
                "DATAFLOW_COORDINATOR_PORT", "tcp://10.0.0.1:7070",
                "DATAFLOW_COORDINATOR_PORT_7070_TCP_ADDR", "10.0.0.1",
                "PATH", "/bin");

        assertRefused(run(environment, "jobs", "--cluster", "flag"), "flag");
    }

    @Test
    void the_options_of_a_submitted_program_are_its_own() throws IOException {
        Path file = file("cluster = of-file");
        String[] program = {"program.jar", "--config", file.toString()};

        assertRefused(run(Map.of(), "submit", "--cluster", "flag", program[0], program[1], program[2]), "flag");
        assertUsage(run(Map.of(), "submit", program[0], program[1], program[2]), "'--cluster=HOST:PORT'");
        assertRefused(run(Map.of(), "submit", "--config", file.toString(), "program.jar"), "of-file");
    }

    @Test
    void a_missing_file_is_named() {
        assertUsage(
                run(Map.of(), "jobs", "--cluster", "a:1", "--config", folder + "/none"),
                "The configuration file " + folder + "/none cannot be read");
    }

    @Test
    void examples_do_not_look() {
        CommandRun run =
                run(Map.of("DATAFLOW_MEMORY", "nonsense"), "example", "wordcount", "--input", folder + "/none");

        assertThat(run.err()).contains("does not exist");
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("dataflow.properties"), Arrays.asList(lines));
    }

    private static CommandRun run(Map<String, String> environment, String... arguments) {
        return CommandRun.with(environment, arguments);
    }

    private static void assertRefused(CommandRun run, String value) {
        assertUsage(run, BAD.replace("%s", value));
    }

    private static void assertUsage(CommandRun run, String message) {
        assertThat(run.errLines()).singleElement().asString().contains(message);
        assertThat(run.status()).isEqualTo(OneLineFailures.WRONG_USAGE);
    }
}
