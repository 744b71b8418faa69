package io.dataflow.runtime.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.runtime.protocol.AttemptProgress;
import io.dataflow.runtime.protocol.AttemptReport;
import io.dataflow.runtime.protocol.JobProgress;
import io.dataflow.runtime.scheduler.AttemptId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobMetricsTest {
    private final JobMetrics metrics = new JobMetrics(1);

    private static AttemptReport report(long records, long peakBytes, Map<String, Long> counters, long keyed) {
        return new AttemptReport(
                records, 10 * records, 0, 0, 0, peakBytes, 5, 4, counters, keyed, Map.of("hot", keyed / 2), 0, 0);
    }

    private JobProgress snapshot() {
        JobProgress.StageProgress before =
                new JobProgress.StageProgress(0, "stage", 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());
        return metrics.snapshot(null, new JobProgress(List.of(before), List.of(), Map.of()), 100);
    }

    @Test
    void a_task_counts_once_with_its_last_committed_attempt() {
        metrics.onFinished(new AttemptId("job", 0, 0, 0), report(100, 7, Map.of("odd", 3L), 20_000), 1);
        metrics.onFinished(new AttemptId("job", 0, 1, 0), report(10, 5, Map.of("odd", 1L), 0), 2);

        metrics.onFinished(new AttemptId("job", 0, 0, 1), report(60, 6, Map.of("even", 2L), 30_000), 3);

        JobProgress progress = snapshot();
        assertThat(progress.counters()).containsEntry("odd", 1L).containsEntry("even", 2L);
        assertThat(progress.stages()).singleElement().satisfies(stage -> {
            assertThat(stage.readRecords()).isEqualTo(70);
            assertThat(stage.readBytes()).isEqualTo(700);
            assertThat(stage.peakMemoryBytes()).isEqualTo(7);
            assertThat(stage.notes()).containsExactly("the key hot has about 50 % of 30,000 records");
        });
    }

    @Test
    void attempts_that_run_add_what_they_told_last() {
        metrics.onFinished(new AttemptId("job", 0, 0, 0), report(100, 7, Map.of(), 0), 1);
        metrics.onProgress(new AttemptProgress(new AttemptId("job", 0, 1, 0), 5, 50, 0, 0));
        metrics.onProgress(new AttemptProgress(new AttemptId("job", 0, 1, 0), 8, 80, 0, 0));

        assertThat(snapshot().stages()).singleElement().satisfies(stage -> assertThat(stage.readRecords())
                .isEqualTo(108));

        metrics.onFailed(new AttemptId("job", 0, 1, 0));

        assertThat(snapshot().stages()).singleElement().satisfies(stage -> assertThat(stage.readRecords())
                .isEqualTo(100));
    }
}
