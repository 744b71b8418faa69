package io.dataflow.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SchedulerScaleTest {
    @Test
    void every_task_is_launched_once_and_every_job_ends() {
        SchedulerScale.Result result = SchedulerScale.run(100, 20_000);

        assertThat(result.done()).isTrue();
        assertThat(result.tasks()).isEqualTo(20_000);
        assertThat(result.tasksPerSecond()).isPositive();
    }
}
