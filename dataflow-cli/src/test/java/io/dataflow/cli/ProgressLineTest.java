package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.JobReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter terminal = new StringWriter();

    @Test
    void it_tells_of_the_first_stage_that_is_not_done() {
        var report = Stages.report(
                List.of(),
                Stages.stage("read", 4, 4, 1 << 20, 1 << 20),
                Stages.stage("sort", 8, 3, 64 << 20, 20 << 20),
                Stages.stage("write", 0, 0, 0, 0));

        assertThat(ProgressLine.text(report))
                .isEqualTo("stage 2/3: 3/8 tasks, 209.7 k records, 20.0 MB of 64.0 MB, 10.0 MB/s, 5 s left");
    }

    @Test
    void what_is_not_known_is_not_told() {
        assertThat(ProgressLine.text(Stages.report(List.of(), Stages.stage("read", 0, 0, 0, 0))))
                .isEqualTo("stage 1/1: 0/0 tasks, 0 records, 0 B");
    }

    @Test
    void a_stage_that_is_left_out_is_passed_by() {
        JobReport report = Stages.report(
                List.of(),
                Stages.stage("small side", 1, 1, 0, 100),
                Stages.stage("left out", 0, 0, 1_000, 0),
                Stages.stage("join", 4, 1, 0, 500));

        assertThat(ProgressLine.text(report)).startsWith("stage 3/3: 1/4 tasks");
    }

    @Test
    void each_line_is_drawn_over_the_last_and_none_is_left() {
        var line = new ProgressLine(new PrintWriter(terminal), 12);
        var report = Stages.report(List.of(), Stages.stage("read", 4, 2, 100, 50));

        line.onProgress(report);
        line.onProgress(report);
        line.onEnd(report);
        line.clear();

        String drawn = "\rstage 1/1: \u001B[K";
        assertThat(terminal).hasToString(drawn + drawn + "\r\u001B[K");
    }

    @Test
    void nothing_is_drawn_after_the_stop() {
        var line = new ProgressLine(new PrintWriter(terminal), 12);
        var report = Stages.report(List.of(), Stages.stage("read", 4, 2, 100, 50));

        line.onProgress(report);
        line.stop();
        line.onProgress(report);

        assertThat(terminal).hasToString("\rstage 1/1: \u001B[K\r\u001B[K");
    }

    @Test
    void a_job_without_stages_draws_nothing() {
        var line = new ProgressLine(new PrintWriter(terminal), 80);

        line.onProgress(Stages.report(List.of()));
        line.onEnd(Stages.report(List.of()));

        assertThat(terminal.toString()).isEmpty();
    }
}
