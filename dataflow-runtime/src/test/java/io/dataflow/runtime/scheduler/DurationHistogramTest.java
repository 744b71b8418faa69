package io.dataflow.runtime.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {
    @Seeds(50)
    void the_median_is_known_to_within_an_eighth(Random random) {
        var histogram = new DurationHistogram();
        long[] durations = new long[1 + random.nextInt(200)];
        for (int i = 0; i < durations.length; i++) {
            durations[i] = random.nextLong(1L << (1 + random.nextInt(40)));
            histogram.add(durations[i]);
        }
        Arrays.sort(durations);
        long median = durations[(durations.length - 1) / 2];

        assertThat(histogram.medianMillis()).isBetween(median, median + median / 8);
    }

    @Test
    void nothing_has_a_median_of_0_and_all_that_fits_a_long_is_taken() {
        var histogram = new DurationHistogram();
        assertThat(histogram.medianMillis()).isZero();

        histogram.add(Long.MAX_VALUE);

        assertThat(histogram.medianMillis()).isEqualTo(Long.MAX_VALUE);
    }
}
