package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TpchCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeLineItems() throws IOException {
        Files.writeString(
                folder.resolve("lineitem.tbl"),
                """
                1|7|3|1|17|100.10|0.06|0.02|N|O|1994-03-13|1994-02-12|1994-03-22|NONE|TRUCK|in the year|
                1|8|3|2|23.5|50|0.05|0.02|R|F|1994-12-31|1994-02-12|1994-03-22|NONE|TRUCK|at its end|
                2|8|3|1|1|9|0.05|0.02|R|F|1995-01-01|1994-02-12|1994-03-22|NONE|TRUCK|too late|
                """);
    }

    @Test
    void rows_go_to_standard_output_and_times_to_standard_error() {
        CommandRun run = CommandRun.of("example", "tpch", "--data", folder.toString(), "--query", "6");

        assertThat(run.status()).isZero();
        assertThat(run.out()).isEqualTo("8.5060\n");
        assertThat(run.err()).contains("elapsed", "lineitem").contains("in all ");
    }

    @Test
    void rows_are_written_on_request() throws IOException {
        Path output = folder.resolve("out");

        CommandRun run = CommandRun.of(
                "example",
                "tpch",
                "--data",
                folder.toString(),
                "--query",
                "1",
                "--output",
                output.toString(),
                "--memory",
                "16MB");

        assertThat(run.out()).isEmpty();
        assertThat(Counted.table(output))
                .containsExactly(
                        "N|O|17.00|100.10|94.0940|95.975880|17.0|100.1|0.06|1",
                        "R|F|24.50|59.00|56.0500|57.171000|12.25|29.5|0.05|2");
    }

    @Test
    void missing_tables_and_malformed_lines_are_named() throws IOException {
        assertFails("--data " + folder + "/none --query 6", folder + "/none does not exist");
        assertFails("--data " + folder + " --query 3", folder + "/customer.tbl does not exist");

        Files.writeString(folder.resolve("lineitem.tbl"), "1|7|3|1|many|100.10|");
        assertFails(
                "--data " + folder + " --query 6",
                "Field 5, 'many', of the line '1|7|3|1|many|100.10|' of lineitem is no number");
    }

    private static void assertFails(String options, String message) {
        CommandRun run = CommandRun.of(("example tpch " + options).split(" "));

        assertThat(run.status()).isEqualTo(OneLineFailures.FAILED);
        assertThat(run.errLines()).singleElement().asString().contains(message);
    }
}
