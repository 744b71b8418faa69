package io.dataflow.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SchedulerOptionsTest {
    @Test
    void what_is_not_stated_stays_as_it_was() {
        SchedulerOptions first =
                SchedulerOptions.builder().leaseMillis(7).maxRunningJobs(3).build();

        SchedulerOptions second = first.toBuilder().maxRunningJobs(4).build();

        assertThat(first.maxRunningJobs()).isEqualTo(3);
        assertThat(second.maxRunningJobs()).isEqualTo(4);
        assertThat(second.leaseMillis()).isEqualTo(7);
        assertThat(second.maxAttemptsPerTask())
                .isEqualTo(SchedulerOptions.defaults().maxAttemptsPerTask());
    }

    @Test
    void a_builder_that_goes_on_does_not_change_what_it_built() {
        SchedulerOptions.Builder builder = SchedulerOptions.builder().leaseMillis(7);
        SchedulerOptions built = builder.build();

        builder.leaseMillis(8);

        assertThat(built.leaseMillis()).isEqualTo(7);
    }

    @Test
    void values_that_make_no_sense_are_refused_by_name() {
        SchedulerOptions.Builder builder = SchedulerOptions.builder();

        assertThatThrownBy(() -> builder.localityDelayMillis(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("localityDelayMillis must be at least 1, not 0");
        assertThatThrownBy(() -> builder.speculationQuantile(1.5)).hasMessageContaining("speculationQuantile");
        assertThatThrownBy(() -> builder.speculationMultiplier(Double.NaN))
                .hasMessageContaining("speculationMultiplier");
    }
}
