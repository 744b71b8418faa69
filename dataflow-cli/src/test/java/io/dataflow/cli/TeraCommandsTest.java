package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TeraCommandsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--memory 16MB --slots 2", "--workers 2"})
    void records_are_made_and_sorted_and_found_in_order(String place) throws IOException {
        CommandRun made = run("teragen --records 10000 --output " + folder + "/unsorted " + place);
        CommandRun before = run("teravalidate --input " + folder + "/unsorted");
        CommandRun sorted = run(
                "terasort --split-size 100k --input " + folder + "/unsorted --output " + folder + "/sorted " + place);
        CommandRun after = run("teravalidate --input " + folder + "/sorted --output " + folder + "/findings " + place);

        assertThat(made.out())
                .startsWith("wrote 10,000 records into " + folder + "/unsorted\n")
                .contains("in all ");
        assertThat(sorted.out())
                .startsWith("sorted 10,000 records into " + folder + "/sorted\n")
                .contains("in all ");
        assertThat(before.out().lines().limit(4))
                .containsExactly(
                        "records 10000",
                        "checksum 139abefd74b2",
                        "duplicate keys 0",
                        "first record out of order at byte 200 of " + folder + "/unsorted/part-00000");
        List<String> findings =
                List.of("records 10000", "checksum 139abefd74b2", "duplicate keys 0", "first record out of order none");
        assertThat(after.out().lines().limit(4)).isEqualTo(findings);
        assertThat(Counted.table(folder.resolve("findings"))).isEqualTo(findings);
        try (Stream<Path> parts = Files.list(folder.resolve("sorted"))) {
            assertThat(parts)
                    .hasSizeGreaterThan(1)
                    .allMatch(part -> part.getFileName().toString().matches("part-\\d{5}|_SUCCESS"));
        }
    }

    @Test
    void skewed_records_have_duplicate_keys() {
        CommandRun made = run("teragen --records 1000 --skewed --output " + folder + "/unsorted");
        CommandRun sorted = run("terasort --input " + folder + "/unsorted --output " + folder + "/sorted");
        CommandRun after = run("teravalidate --input " + folder + "/sorted");

        assertThat(made.err() + sorted.err() + after.err()).isEmpty();
        assertThat(after.out()).startsWith("records 1000\n").contains("\nfirst record out of order none\n");
        long duplicates = Long.parseLong(after.out().lines().toList().get(2).replace("duplicate keys ", ""));
        assertThat(duplicates).isBetween(980L, 990L);
    }

    @Test
    void what_has_other_records_is_refused() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "no records");

        CommandRun run = run("terasort --input " + text + " --output " + folder + "/sorted");

        assertThat(run.status()).isEqualTo(OneLineFailures.FAILED);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .contains(text + " has 10 bytes, which are no whole number of records of 100 bytes");
    }

    private static CommandRun run(String arguments) {
        return CommandRun.of(("example " + arguments).split(" "));
    }
}
