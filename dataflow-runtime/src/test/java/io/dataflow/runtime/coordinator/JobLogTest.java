package io.dataflow.runtime.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.operations.LogLine;
import io.dataflow.testing.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class JobLogTest {
    private final JobLog log = new JobLog();

    @Test
    void an_empty_log_has_one_empty_page() {
        JobLog.Page page = log.page(0);

        assertThat(page.lines()).isEmpty();
        assertThat(page.next()).isZero();
        assertThat(page.last()).isTrue();
    }

    @Test
    void an_attempt_that_talks_much_drives_out_itself_only() {
        log.add(line(1, "quiet"));
        for (int i = 0; i < 10_000; i++) {
            log.add(line(2, "again and again " + i));
        }

        List<LogLine> kept = all();

        assertThat(kept.get(0).text()).isEqualTo("quiet");
        assertThat(kept.get(kept.size() - 1).text()).isEqualTo("again and again 9999");
        assertThat(log.sizeBytes())
                .isLessThanOrEqualTo(JobLog.ATTEMPT_BYTES + kept.get(0).sizeBytes());
        assertThat(log.droppedCount()).isEqualTo(10_001 - kept.size()).isPositive();
    }

    @Test
    void what_a_reader_was_too_slow_for_is_passed_by() {
        log.add(line(1, "first"));
        JobLog.Page first = log.page(0);
        for (int i = 0; i < 10_000; i++) {
            log.add(line(1, "later " + i));
        }

        List<LogLine> rest = log.page(first.next()).lines();

        assertThat(rest.get(0).text()).startsWith("later ").isNotEqualTo("later 0");
    }

    @Test
    void a_position_beyond_the_end_is_the_end() {
        log.add(line(1, "only"));

        assertThat(log.page(Long.MAX_VALUE).next()).isEqualTo(1);
    }

    @Seeds(20)
    void what_is_kept_is_in_order_within_bounds_and_the_rest_is_counted(Random random) {
        int count = 500 + random.nextInt(3_000);
        int attempts = 1 + random.nextInt(100);
        int longest = 1 + random.nextInt(LogLine.MAX_TEXT_CHARACTERS);
        for (int i = 0; i < count; i++) {
            log.add(new LogLine(
                    "job", 0, random.nextInt(attempts), 0, i, Level.INFO, "", "x".repeat(random.nextInt(longest))));
        }

        List<LogLine> kept = all();

        assertThat(kept).extracting(LogLine::millis).isSorted().doesNotHaveDuplicates();
        assertThat(kept.get(kept.size() - 1).millis()).isEqualTo(count - 1);
        assertThat(log.droppedCount() + kept.size()).isEqualTo(count);
        assertThat(log.sizeBytes())
                .isEqualTo(kept.stream().mapToLong(LogLine::sizeBytes).sum())
                .isLessThanOrEqualTo(JobLog.JOB_BYTES);
    }

    @Seeds(10)
    void the_logs_of_all_jobs_have_one_bound_and_those_that_ended_go_first(Random random) {
        JobLogs logs = new JobLogs();
        String running = "job-0";
        logs.add(running, List.of(line(0, "hello")), 0, Set.of(running));
        for (int job = 1; job < 40; job++) {
            for (int attempt = 0; attempt < 40; attempt++) {
                List<LogLine> lines = new ArrayList<>();
                for (int i = random.nextInt(8); i >= 0; i--) {
                    lines.add(line(attempt, "x".repeat(LogLine.MAX_TEXT_CHARACTERS)));
                }
                logs.add("job-" + job, lines, 0, Set.of(running, "job-" + job));
            }
        }

        assertThat(logs.sizeBytes()).isLessThanOrEqualTo(JobLogs.ALL_BYTES);
        assertThat(logs.of(running).page(0).lines()).extracting(LogLine::text).containsExactly("hello");
        assertThat(logs.of("job-1").page(0).lines()).isEmpty();
        assertThat(logs.of("job-39").page(0).lines()).isNotEmpty();
    }

    @Test
    void jobs_that_run_share_the_bound_when_there_are_no_others() {
        JobLogs logs = new JobLogs();
        Set<String> running = new HashSet<>();
        for (int job = 0; job < 20; job++) {
            running.add("job-" + job);
            for (int attempt = 0; attempt < 40; attempt++) {
                logs.add(
                        "job-" + job,
                        List.of(
                                line(attempt, "x".repeat(16_000)),
                                line(attempt, "y".repeat(16_000)),
                                line(attempt, "z".repeat(16_000))),
                        0,
                        running);
            }
        }

        assertThat(logs.sizeBytes()).isLessThanOrEqualTo(JobLogs.ALL_BYTES);
        assertThat(logs.of("job-0").droppedCount()).isPositive();
    }

    private List<LogLine> all() {
        List<LogLine> lines = new ArrayList<>();
        JobLog.Page page = log.page(0);
        lines.addAll(page.lines());
        while (!page.last()) {
            page = log.page(page.next());
            lines.addAll(page.lines());
        }
        return lines;
    }

    private static LogLine line(int task, String text) {
        return new LogLine("job", 0, task, 0, 0, Level.INFO, "", text);
    }
}
