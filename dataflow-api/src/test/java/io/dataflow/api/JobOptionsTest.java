package io.dataflow.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobOptionsTest {
    @Test
    void what_is_not_stated_stays_as_it_was() {
        JobOptions options = JobOptions.defaults().weight(3).deadline(Duration.ofHours(1));

        assertThat(options.weight()).isEqualTo(3);
        assertThat(options.deadline()).contains(Duration.ofHours(1));
        assertThat(options.taskDeadline()).isEmpty();
        assertThat(options.secondTries()).isTrue();
        assertThat(options.withoutSecondTries().secondTries()).isFalse();
        assertThat(options.taskDeadline(Duration.ofMinutes(1)).deadline()).contains(Duration.ofHours(1));
    }

    @Test
    void values_that_make_no_sense_are_refused_by_name() {
        JobOptions options = JobOptions.defaults();

        assertThatThrownBy(() -> options.weight(0)).hasMessage("weight must be from 1 to 1000, got 0");
        assertThatThrownBy(() -> options.weight(1_001)).hasMessageContaining("1001");
        assertThatThrownBy(() -> options.deadline(Duration.ZERO))
                .hasMessageContaining("deadline must be at least 1 ms");
        assertThatThrownBy(() -> options.taskDeadline(Duration.ofMillis(-1))).hasMessageContaining("taskDeadline");
    }
}
