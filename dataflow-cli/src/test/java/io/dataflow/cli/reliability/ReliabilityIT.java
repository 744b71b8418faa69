package io.dataflow.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A little of what {@code benchmarks/reliability} does a lot of. */
@Timeout(240)
class ReliabilityIT {
    @TempDir
    private Path folder;

    @Test
    void killed_processes_change_nothing_of_the_answer_and_leave_nothing() throws Exception {
        Path text = Files.write(
                folder.resolve("text"),
                IntStream.range(0, 400_000)
                        .mapToObj(n -> "some words and the number " + (n * 7_919L) % 100_003)
                        .toList());
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        Machine machine = new Machine("8MB", 128, true, false, false, folder.resolve("secret"));
        Path results = folder.resolve("results.tsv");
        Reliability reliability = new Reliability(
                folder.resolve("work"),
                results,
                machine,
                2,
                "build",
                1,
                new PrintStream(log, true, StandardCharsets.UTF_8));

        List<String> rows = reliability.all(new Options(
                "--text",
                text.toString(),
                "--tables",
                "none",
                "--links",
                "none",
                "--jobs",
                "word count",
                "--faults",
                "restarted,coordinator killed",
                "--runs",
                "1"));

        assertThat(rows)
                .as(log.toString(StandardCharsets.UTF_8))
                .satisfiesExactly(
                        none -> assertThat(none).startsWith("| word count | none | 1 | 1 | 0 | 0 | 0 |"),
                        killed -> assertThat(killed)
                                .startsWith("| word count | worker killed, restarted | 1 | 1 | 0 | 0 | 0 |"),
                        coordinator -> assertThat(coordinator)
                                .startsWith("| word count | coordinator killed | 1 | 1 | 0 | 0 | 0 |"));
        assertThat(Files.readAllLines(results)).hasSize(3);
    }
}
