package io.dataflow.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunningClockTest {
    private final ManualClock clock = new ManualClock();
    private final RunningClock running = new RunningClock(clock, 1_000);
    private final long startNanos = running.nanos();

    private long passedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(running.nanos() - startNanos);
    }

    @Test
    void time_passes_as_long_as_it_is_read() {
        for (int i = 0; i < 10; i++) {
            clock.advanceMillis(999);
            running.nanos();
        }

        assertThat(passedMillis()).isEqualTo(9_990);
    }

    @Test
    void of_a_longer_stop_a_step_counts() {
        clock.advanceMillis(3_600_000);
        assertThat(passedMillis()).isEqualTo(1_000);

        clock.advanceMillis(500);
        assertThat(passedMillis()).isEqualTo(1_500);

        clock.advanceMillis(1_001);
        assertThat(passedMillis()).isEqualTo(2_500);
    }

    @Test
    void the_time_of_people_misses_nothing() {
        clock.advanceMillis(3_600_000);
        running.nanos();

        assertThat(running.millis()).isEqualTo(clock.millis());
    }
}
