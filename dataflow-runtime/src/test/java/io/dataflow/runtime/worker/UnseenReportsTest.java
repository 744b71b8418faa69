package io.dataflow.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.AttemptId;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnseenReportsTest {
    private final UnseenReports reports = new UnseenReports();

    private static AttemptId attempt(int task) {
        return new AttemptId("job", 0, task, 0);
    }

    private static Message report(int task) {
        return new Message.WithdrawAttempt(attempt(task));
    }

    private void add(int task) {
        reports.add(List.of(attempt(task)), report(task));
    }

    @Test
    void what_was_seen_is_not_said_again() {
        add(0);
        add(1);
        add(2);

        reports.onSeen(2);

        assertThat(reports.attempts()).containsExactly(attempt(2));
        assertThat(reports.beginConnection()).containsExactly(report(2));
    }

    @Test
    void the_same_count_twice_is_heard_once() {
        add(0);
        add(1);

        reports.onSeen(1);
        reports.onSeen(1);

        assertThat(reports.attempts()).containsExactly(attempt(1));
    }

    @Test
    void counts_begin_anew_with_each_connection() {
        add(0);
        add(1);
        reports.onSeen(1);

        reports.beginConnection();
        add(2);
        reports.onSeen(1);

        assertThat(reports.attempts()).containsExactly(attempt(2));
    }

    @Test
    void more_than_there_is_can_be_seen() {
        add(0);

        reports.onSeen(5);

        assertThat(reports.attempts()).isEmpty();
    }
}
