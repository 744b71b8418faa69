package io.dataflow.benchmarks.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void equal_answers_make_a_table_of_cold_and_warm_times() throws Exception {
        module("honest,dataflow", "");

        int status = run("chain", "--rounds", "2", "--repeats", "2");

        assertThat(status).isZero();
        assertThat(table())
                .contains("## chain", "| honest | ", "| dataflow | ", "load before", "honest 1.0: as it comes");
        assertThat(table()).doesNotContain("Not a result");
        assertThat(read("results.json")).contains("\"round\":1", "\"contestant\":\"honest\"", "\"faults\":[]");
        assertThat(read("chart.svg"))
                .startsWith("<svg")
                .contains("class=\"dataflow\"")
                .endsWith("</svg>\n");
        assertThat(printed())
                .containsSubsequence("chain, honest", "chain, dataflow", "chain, honest", "chain, dataflow");
    }

    @Test
    void a_contestant_that_answers_differently_fails_the_run() throws Exception {
        module("honest,wrong", "");

        int status = run("chain");

        assertThat(status).isEqualTo(1);
        assertThat(printed())
                .contains("FAULT: chain: the answers differ; honest: 1 rows, ")
                .contains("wrong: 1 rows");
        assertThat(table()).contains("Not a result").contains("the answers differ");
    }

    @Test
    void a_contestant_that_throws_fails_the_run_and_says_why() throws Exception {
        module("honest,failing", "");

        int status = run("chain");

        assertThat(status).isEqualTo(1);
        assertThat(table()).contains("failing failed: java.io.IOException: out of luck", "| failing | failed |");
        assertThat(read("logs/chain-failing-0.log")).contains("out of luck", "noise that is no line of a round");
    }

    @Test
    void a_process_that_ends_without_a_line_fails_the_run() throws Exception {
        module("honest,silent", "");

        int status = run("chain");

        assertThat(status).isEqualTo(1);
        assertThat(printed()).contains("silent failed: The process ended with 7");
    }

    @Test
    void who_does_not_do_a_work_is_left_out_of_it() throws Exception {
        module("honest,sorting", "");

        int status = run("chain");

        assertThat(status).isZero();
        assertThat(table()).doesNotContain("sorting");
    }

    @Test
    void sorted_files_are_checked_after_the_round() throws Exception {
        module("sorting", "");

        int status = run("sort");

        assertThat(status).isEqualTo(1);
        assertThat(printed()).contains("has a smaller key than the last");
    }

    @Test
    void only_the_contestants_asked_for_take_part_with_their_flags() throws Exception {
        module("honest,wrong", "jvm.honest=-Dsome=thing -XX:+UseSerialGC");

        int status = run("tiny", "--contestants", "honest", "--jvm", "-XX:+UseParallelGC");

        // Two collectors are too many for a JVM: both flags have arrived.
        assertThat(status).isEqualTo(1);
        assertThat(read("logs/tiny-honest-0.log") + printed()).containsIgnoringCase("multiple garbage collectors");
        assertThat(printed()).contains("The process ended with 1: Error occurred during initialization of VM");
        assertThat(printed()).doesNotContain("wrong");
    }

    @Test
    void wrong_arguments_are_named() throws Exception {
        module("honest", "");

        assertThatThrownBy(() -> run("wordcound"))
                .hasMessageContaining("no work 'wordcound'; there are wordcount-text");
        assertThatThrownBy(() -> run("tiny", "--contestants", "spark"))
                .hasMessageContaining("no contestant 'spark'; there are honest");
        assertThatThrownBy(() -> run("tiny", "--size", "huge")).hasMessageContaining("got 'huge'");
        assertThatThrownBy(() -> run("tiny", "--heap", "2x")).hasMessageContaining("--heap is a size such as 512m");
        assertThatThrownBy(() -> run("tiny", "--rounds", "0")).hasMessageContaining("--rounds is a number from 1");
        assertThatThrownBy(() -> run("tiny", "--speed", "0")).hasMessageContaining("no option --speed");
    }

    private void module(String names, String more) throws IOException {
        Path target = Files.createDirectories(folder.resolve("module/target"));
        Files.writeString(
                folder.resolve("module/" + ContestantModule.FILE),
                "main=" + FakeContestants.class.getName() + "\nnames=" + names
                        + "\njvm=-XX:TieredStopAtLevel=1\nnote.honest=as it comes\n" + more + "\n");
        Files.writeString(target.resolve("class-path"), System.getProperty("java.class.path") + "\n");
    }

    private int run(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--module", folder.resolve("module").toString()));
        all.addAll(List.of("--data", folder.resolve("data").toString(), "--output", output().toString()));
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return Runner.run(all.toArray(String[]::new), out, Instant.EPOCH);
    }

    private Path output() {
        return folder.resolve("output");
    }

    private String table() throws IOException {
        return read("table.md");
    }

    private String read(String file) throws IOException {
        return Files.readString(output().resolve(file));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
