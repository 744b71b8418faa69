package io.dataflow.runtime.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.protocol.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class KeptLogsTest {
    @TempDir
    private Path folder;

    private final JobLogs logs = new JobLogs();

    private static LogLine line(String job, String text) {
        return LogLine.of(job, 0, 0, 0, 1, Level.INFO, "acme", text);
    }

    private void say(String job, String text) {
        logs.add(job, List.of(line(job, text)), 0, Set.of());
    }

    private void keep() {
        try (KeptLogs kept = KeptLogs.in(folder)) {
            assertThat(kept.read(job -> true)).isNotNull();
            kept.write(logs.takeChanges());
        }
    }

    private List<Message.TaskLogs> kept(String... jobs) {
        try (KeptLogs kept = KeptLogs.in(folder)) {
            return kept.read(Set.of(jobs)::contains);
        }
    }

    private static Message.TaskLogs log(String job, LogLine... lines) {
        return new Message.TaskLogs("coordinator", job, List.of(lines), 0);
    }

    @Test
    void each_log_is_as_it_was_when_it_changed_last() {
        say("a", "one");
        say("b", "two");
        keep();
        say("a", "three");
        keep();

        assertThat(kept("a", "b"))
                .containsExactlyInAnyOrder(log("a", line("a", "one"), line("a", "three")), log("b", line("b", "two")));
        assertThat(logs.hasChanges()).isFalse();
    }

    @Test
    void what_is_forgotten_or_of_nobody_leaves_no_file() throws IOException {
        say("a", "one");
        say("b", "two");
        keep();
        logs.forget("a");
        keep();

        assertThat(folder.resolve("a")).doesNotExist();
        assertThat(kept("c")).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_file_that_is_damaged_costs_its_own_lines_only() throws IOException {
        say("a", "one");
        say("b", "two");
        keep();
        Files.write(folder.resolve("a"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});

        assertThat(kept("a", "b")).containsExactly(log("b", line("b", "two")));
    }

    @Test
    void what_was_kept_comes_instead_of_what_there_is() {
        say("a", "again");

        logs.restore(log("a", line("a", "one")), Set.of());

        assertThat(logs.of("a").lines()).containsExactly(line("a", "one"));
        assertThat(logs.hasChanges()).isFalse();
    }
}
