package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SessionsCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeLog() throws IOException {
        Files.writeString(
                folder.resolve("log"),
                """
                10.0.0.2 - - [01/Mar/2026:12:31:00 +0000] "GET /late HTTP/1.1" 200 1000 "-" "curl"
                10.0.0.1 - - [01/Mar/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 20 "-" "curl"
                10.0.0.1 - - [01/Mar/2026:12:30:00 +0000] "GET /a,b HTTP/1.1" 304 - "-" "curl"
                10.0.0.1 - - [01/Mar/2026:13:00:01 +0000] "GET /again HTTP/1.1" 200 300 "-" "curl"
                nonsense
                """);
    }

    private CommandRun run(String options) {
        return CommandRun.of(("example sessions --input " + folder + "/log " + options)
                .strip()
                .split(" "));
    }

    @Test
    void a_summary_comes_first_and_then_where_the_time_went() {
        CommandRun run = run("");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith(
                        """
                        3 sessions, 10 min 00 s long on average
                        longest: 30 min 00 s from 2026-03-01T12:00:00Z, 2 requests by 10.0.0.1
                        busiest client: 10.0.0.1, 3 requests in 2 sessions
                        1 line is no request in the combined log format

                        """)
                .contains("elapsed", "in all ");
    }

    @Test
    void sessions_are_written_in_the_order_of_their_beginnings_and_lines_that_are_none_apart() throws IOException {
        CommandRun run = run("--output " + folder + "/out --slots 1 --memory 16MB --split-size 100");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("wrote the sessions into " + folder + "/out/sessions, such lines into");
        assertThat(Counted.table(folder.resolve("out/sessions")))
                .containsExactly(
                        "client,start,end,requests,bytes,firstPage,lastPage",
                        "10.0.0.1,2026-03-01T12:00:00Z,2026-03-01T12:30:00Z,2,20,/,\"/a,b\"",
                        "10.0.0.2,2026-03-01T12:31:00Z,2026-03-01T12:31:00Z,1,1000,/late,/late",
                        "10.0.0.1,2026-03-01T13:00:01Z,2026-03-01T13:00:01Z,1,300,/again,/again");
        assertThat(Counted.table(folder.resolve("out/rejected")))
                .singleElement()
                .asString()
                .contains("\"record\":\"nonsense\"", "not a request in the combined log format");
    }

    @Test
    void workers_write_json_with_another_gap() throws IOException {
        CommandRun run = run("--gap 1h --json --workers 2 --output " + folder + "/out");

        assertThat(run.out()).startsWith("2 sessions, 30 min 00 s long on average\n");
        assertThat(Counted.table(folder.resolve("out/sessions")))
                .containsExactly(
                        "{\"client\":\"10.0.0.1\",\"start\":\"2026-03-01T12:00:00Z\",\"end\":\"2026-03-01T13:00:01Z\","
                                + "\"requests\":3,\"bytes\":320,\"firstPage\":\"/\",\"lastPage\":\"/again\"}",
                        "{\"client\":\"10.0.0.2\",\"start\":\"2026-03-01T12:31:00Z\",\"end\":\"2026-03-01T12:31:00Z\","
                                + "\"requests\":1,\"bytes\":1000,\"firstPage\":\"/late\",\"lastPage\":\"/late\"}");
    }

    @Test
    void an_empty_log_has_no_sessions() throws IOException {
        Files.writeString(folder.resolve("log"), "");

        assertThat(run("").out()).startsWith("0 sessions\n0 lines are no requests in the combined log format\n\n");
    }

    @Test
    void names_in_a_log_do_not_command_the_terminal() throws IOException {
        Files.writeString(
                folder.resolve("log"),
                "\u001B[2J - - [01/Mar/2026:12:31:00 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"\n");

        assertThat(run("").out()).contains("by \uFFFD[2J\n").doesNotContain("\u001B");
    }

    @Test
    void a_log_that_is_missing_is_named_in_one_line() {
        CommandRun run = CommandRun.of("example", "sessions", "--input", folder + "/none");

        assertThat(run.status()).isEqualTo(OneLineFailures.FAILED);
        assertThat(run.errLines()).singleElement().asString().contains(folder + "/none does not exist");
    }
}
