package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example",
                "example wordcount",
                "example sessions",
                "example flights",
                "example tpch",
                "example graph",
                "example pagerank",
                "example teragen",
                "example terasort",
                "example teravalidate",
                "coordinator",
                "worker",
                "submit",
                "jobs",
                "job",
                "cancel",
                "logs",
                "workers",
                "drain",
                "completion"
            })
    void every_command_has_help_with_an_example(String command) {
        CommandRun run = CommandRun.of((command + " --help").strip().split(" "));

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("Usage: dataflow").contains("Example:").contains("--verbose");
        assertThat(run.out()).doesNotContain("--exit-with-stdin").doesNotContain("null");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void help_tells_the_defaults_of_a_coordinator() {
        assertThat(CommandRun.of("coordinator", "--help").out().replaceAll("\\s+", " "))
                .contains("given up. Default: 10s.")
                .contains("less than the lease. Default: 3s.")
                .contains("free ones. Default: 100ms.")
                .contains("started a second time elsewhere. Default: on.")
                .contains("those beyond are refused. Default: 5000.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wordcount",
                "sessions",
                "flights",
                "tpch",
                "graph",
                "pagerank",
                "teragen",
                "terasort",
                "teravalidate"
            })
    void all_examples_are_run_in_the_same_ways(String example) {
        assertThat(CommandRun.of("example", example, "--help").out())
                .contains(
                        "--workers",
                        "--cluster",
                        "--secret-file",
                        "--tls-ca",
                        "--slots",
                        "--memory",
                        "--output",
                        "--split-size");
        assertThat(CommandRun.of("example", "--help").out()).contains("  " + example + " ");
    }

    @Test
    void a_shell_completes_commands_and_options() {
        CommandRun run = CommandRun.of("completion");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("_complete_dataflow").contains("workers").contains("--follow");
    }

    @Test
    void the_version_is_that_of_the_build() {
        CommandRun run = CommandRun.of("--version");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("dataflow ")
                .contains("Java " + Runtime.version().feature());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "                                              | Missing required subcommand",
                "exmple                                        | did you mean example",
                "example                                       | Missing required subcommand",
                "worker                                        | '--coordinator=HOST:PORT'",
                "worker --coordinator here                     | 'here' is no address",
                "worker --coordinator a:1 --slots 0            | '0' is not a number from 1 to 1024",
                "coordinator --bind 127.0.0.1:70000            | '127.0.0.1:70000' is no address",
                "coordinator --speculation maybe               | 'maybe' is neither on nor off",
                "coordinator --speculation-multiplier 0.5      | '0.5' is not a number from 1",
                "coordinator --max-attempts 0                  | '0' is not a number from 1 to 1000000",
                "coordinator --locality-wait never             | 'never' is no duration",
                "coordinator --absence-grace 1min              | is not less than the lease of 10000 ms",
                "jobs                                          | '--cluster=HOST:PORT'",
                "cancel --cluster a:1                          | 'ID'",
                "submit --cluster a:1                          | 'JAR'",
                "workers --cluster a:1 --at-least -1           | '-1' is not a number from 0",
                "drain --cluster a:1                           | 'WORKER'",
                "drain w --cluster a:1 --timeout soon          | 'soon' is no duration",
                "logs --cluster a                              | 'a' is no address",
                "example wordcount --workers 0                 | '0' is not a number from 1 to 64",
                "example wordcount --workers 2 --cluster a:1   | mutually exclusive",
                "example wordcount --memory 64XB               | '64XB' is no size",
                "example wordcount --memory 1MB                | at least 4.0 MB",
                "example wordcount --split-size 0              | '0' is no size",
                "example wordcount --top many                  | 'many' is not a number",
                "example wordcount --nonsense                  | --nonsense",
                "example sessions --input . --gap soon         | 'soon' is no duration",
                "example sessions                              | '--input=PATH",
                "example flights --data . --top many           | 'many' is not a number",
                "example flights                               | '--data=DIR'",
                "example tpch --data . --query 23              | '23' is not a number from 1 to 22",
                "example tpch --query 1                        | '--data=DIR'",
                "example graph                                 | '--edges=PATH', 'ALGORITHM'",
                "example graph bfs --source 1                  | '--edges=PATH'",
                "example graph dfs --edges x                   | 'dfs' is no algorithm; there are bfs, sssp, wcc, cdlp, lcc, pr",
                "example graph bfs --edges x                   | Missing required option of bfs: '--source=ID'",
                "example graph sssp --edges x                  | Missing required option of sssp: '--source=ID'",
                "example graph bfs --edges x --source one      | 'one' is not a long",
                "example graph pr --edges x --iterations -1    | '-1' is not a number from 0 to 1000000",
                "example graph pr --edges x --damping 1.5      | '1.5' is not a number from 0 to 1",
                "example pagerank --top 3                      | '--input=PATH'",
                "example pagerank --input x --damping half     | 'half' is not a number from 0 to 1",
                "example teragen --records -1 --output x       | '-1' is not a number from 0 to 1000000000000",
                "example teragen --records 10                  | '--output=DIR'",
                "example terasort --input .                    | '--output=DIR'",
                "example teravalidate                          | '--input=PATH"
            })
    void wrong_usage_is_one_line_with_status_2(String arguments, String message) {
        CommandRun run = arguments == null ? CommandRun.of() : CommandRun.of(arguments.split(" +"));

        assertThat(run.status()).isEqualTo(OneLineFailures.WRONG_USAGE);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("dataflow: ")
                .contains(message)
                .contains("--help");
        assertThat(run.out()).isEmpty();
    }
}
