package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.JobReport;
import io.dataflow.runtime.operations.JobState;
import io.dataflow.runtime.operations.JobSummary;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.operations.WorkerState;
import io.dataflow.runtime.operations.WorkerSummary;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class JsonLineTest {
    private static final JobSummary JOB =
            new JobSummary("a1", "count \"words\"", JobState.FAILED, 1000, 20, 2, 1, 8, 3, 4, "line\nbreak");

    @Test
    void a_job_is_one_line() throws IOException {
        assertThat(JsonLine.of(JOB))
                .isEqualTo(
                        "{\"job\":\"a1\",\"name\":\"count \\\"words\\\"\",\"state\":\"failed\",\"submittedMillis\":1000,"
                                + "\"elapsedMillis\":20,\"stageCount\":2,\"doneStageCount\":1,\"taskCount\":8,"
                                + "\"runningTaskCount\":3,\"doneTaskCount\":4,\"failure\":\"line\\nbreak\"}");
    }

    @Test
    void the_report_of_a_job_has_its_stages_losses_and_counters() throws IOException {
        JobReport report = new JobReport(
                "a1",
                true,
                Duration.ofMillis(20),
                List.of(Stages.stage("read", 4, 4, 0, 1024, "a note")),
                List.of("a worker"),
                Map.of("skipped", 7L));

        assertThat(JsonLine.of(JOB, report))
                .startsWith("{\"job\":\"a1\"")
                .contains("\"stages\":[{\"id\":0,\"name\":\"read\",\"taskCount\":4")
                .contains("\"notes\":[\"a note\"]}]")
                .endsWith("\"losses\":[\"a worker\"],\"counters\":{\"skipped\":7}}");
    }

    @Test
    void a_worker_is_one_line() throws IOException {
        assertThat(JsonLine.of(new WorkerSummary("w", "host:1", 4, 1, 64, 5, 6, WorkerState.LATE)))
                .isEqualTo("{\"worker\":\"w\",\"address\":\"host:1\",\"state\":\"late\",\"slots\":4,\"busySlots\":1,"
                        + "\"memoryBytes\":64,\"joinedMillis\":5,\"heartbeatMillis\":6}");
    }

    @Test
    void a_logged_line_is_one_line() throws IOException {
        assertThat(JsonLine.of(new LogLine("a1", 0, 1, 2, 3, Level.WARN, "acme.Words", "a\tb\u0007")))
                .isEqualTo("{\"millis\":3,\"level\":\"warn\",\"job\":\"a1\",\"stage\":0,\"task\":1,\"attempt\":2,"
                        + "\"logger\":\"acme.Words\",\"text\":\"a\\tb\\u0007\"}");
    }
}
