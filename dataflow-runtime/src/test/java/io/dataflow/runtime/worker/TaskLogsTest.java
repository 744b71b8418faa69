package io.dataflow.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.AttemptId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class TaskLogsTest {
    private static final AttemptId ATTEMPT = new AttemptId("job", 1, 2, 3);

    private final TaskLogs logs = new TaskLogs();

    @Test
    void lines_of_attempts_that_do_not_run_here_are_not_taken() {
        assertThat(logs.add(line("too early"))).isFalse();

        logs.open(ATTEMPT);
        assertThat(logs.add(line("in time"))).isTrue();
        logs.close(ATTEMPT);

        assertThat(logs.add(line("too late"))).isFalse();
        assertThat(logs.drain("w")).isEmpty();
    }

    @Test
    void what_is_drained_is_not_drained_again() {
        logs.open(ATTEMPT);
        logs.add(line("one"));
        logs.add(line("two"));

        assertThat(logs.drain("w"))
                .containsExactly(new Message.TaskLogs("w", "job", List.of(line("one"), line("two")), 0));
        assertThat(logs.drain("w")).isEmpty();
    }

    @Test
    void the_oldest_lines_make_room_and_are_counted() {
        logs.open(ATTEMPT);
        for (int i = 0; i < 10_000; i++) {
            logs.add(line("line " + i));
        }

        Message.TaskLogs drained = (Message.TaskLogs) logs.drain("w").get(0);

        assertThat(drained.lines().get(drained.lines().size() - 1)).isEqualTo(line("line 9999"));
        assertThat(drained.lines().size() + drained.droppedCount()).isEqualTo(10_000);
        assertThat(drained.lines().stream().mapToLong(LogLine::sizeBytes).sum())
                .isLessThanOrEqualTo(TaskLogs.ATTEMPT_BYTES);
    }

    private static LogLine line(String text) {
        return new LogLine("job", 1, 2, 3, 0, Level.INFO, "logger", text);
    }
}
