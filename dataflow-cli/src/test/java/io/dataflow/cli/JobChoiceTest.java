package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.runtime.operations.JobState;
import io.dataflow.runtime.operations.JobSummary;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobChoiceTest {
    private static final List<JobSummary> JOBS = Stream.of("a1", "a123", "b7")
            .map(id -> new JobSummary(id, "count", JobState.RUNNING, 0, 0, 1, 0, 1, 1, 0, null))
            .toList();

    @Test
    void nothing_said_is_the_latest() {
        assertThat(JobChoice.of(JOBS, Optional.empty())).isEqualTo("b7");
        assertThatThrownBy(() -> JobChoice.of(List.of(), Optional.empty())).hasMessageContaining("There are no jobs");
    }

    @Test
    void a_beginning_is_enough_when_no_other_job_has_it() {
        assertThat(JobChoice.of(JOBS, Optional.of("b"))).isEqualTo("b7");
        assertThat(JobChoice.of(JOBS, Optional.of("a12"))).isEqualTo("a123");
        assertThatThrownBy(() -> JobChoice.of(JOBS, Optional.of("a"))).hasMessageContaining("a1, a123");
    }

    @Test
    void a_whole_id_is_never_a_beginning() {
        assertThat(JobChoice.of(JOBS, Optional.of("a1"))).isEqualTo("a1");
    }

    @Test
    void an_unknown_job_is_named() {
        assertThatThrownBy(() -> JobChoice.of(JOBS, Optional.of("c"))).hasMessageContaining("There is no job c");
    }
}
