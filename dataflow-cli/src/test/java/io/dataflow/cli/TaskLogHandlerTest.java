package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.operations.LogLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class TaskLogHandlerTest {
    private final List<LogLine> lines = new ArrayList<>();
    private final TaskLogHandler handler = new TaskLogHandler(lines::add);

    @BeforeEach
    void runTask() {
        MDC.put(LogLine.MDC_JOB, "job");
        MDC.put(LogLine.MDC_STAGE, "1");
        MDC.put(LogLine.MDC_TASK, "2");
        MDC.put(LogLine.MDC_ATTEMPT, "3");
    }

    @AfterEach
    void endTask() {
        MDC.clear();
    }

    @Test
    void what_a_task_logs_is_handed_on_with_its_names() {
        handler.publish(record(Level.WARNING, "seen {0} of {1}", null, 1, 2));

        assertThat(lines)
                .containsExactly(
                        new LogLine("job", 1, 2, 3, 1234, org.slf4j.event.Level.WARN, "acme.Words", "seen 1 of 2"));
    }

    @Test
    void what_others_log_is_not() {
        MDC.clear();

        handler.publish(record(Level.WARNING, "seen", null));

        assertThat(lines).isEmpty();
    }

    @Test
    void details_are_left_out() {
        handler.publish(record(Level.FINE, "detail", null));
        handler.publish(record(Level.INFO, "news", null));

        assertThat(lines).extracting(LogLine::text).containsExactly("news");
    }

    @Test
    void a_stack_trace_stands_below_the_message() {
        handler.publish(record(Level.SEVERE, "failed", new IllegalStateException("why")));

        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.level()).isEqualTo(org.slf4j.event.Level.ERROR);
            assertThat(line.text().lines()).startsWith("failed", "java.lang.IllegalStateException: why");
        });
    }

    @Test
    void names_that_user_code_has_broken_do_no_harm() {
        MDC.put(LogLine.MDC_TASK, "two");
        MDC.remove(LogLine.MDC_ATTEMPT);

        handler.publish(record(Level.INFO, "news", null));

        assertThat(lines).extracting(LogLine::task).containsExactly(0);
    }

    @Test
    void the_log_of_the_process_names_the_task_too() {
        StringWriter out = new StringWriter();
        LogLines log = new LogLines(new PrintWriter(out));

        log.publish(record(Level.WARNING, "seen", null));
        log.publish(record(Level.INFO, "not printed", null));
        MDC.clear();
        log.publish(record(Level.SEVERE, "elsewhere", null));

        assertThat(out.toString().lines()).hasSize(2).satisfies(printed -> {
            assertThat(printed.get(0)).endsWith(" [WARN] job/1/2/3 Words - seen");
            assertThat(printed.get(1)).endsWith(" [ERROR] Words - elsewhere");
        });
    }

    private static LogRecord record(Level level, String message, Throwable thrown, Object... values) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName("acme.Words");
        record.setInstant(Instant.ofEpochMilli(1234));
        record.setParameters(values);
        record.setThrown(thrown);
        return record;
    }
}
