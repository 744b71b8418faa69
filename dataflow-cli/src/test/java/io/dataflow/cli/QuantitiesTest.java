package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuantitiesTest {
    @Test
    void bytes_have_at_most_three_digits_and_a_unit() {
        assertThat(Quantities.bytes(0)).isEqualTo("0 B");
        assertThat(Quantities.bytes(1023)).isEqualTo("1023 B");
        assertThat(Quantities.bytes(1536)).isEqualTo("1.5 kB");
        assertThat(Quantities.bytes(64L << 20)).isEqualTo("64.0 MB");
        assertThat(Quantities.bytes(640L << 20)).isEqualTo("640 MB");
        assertThat(Quantities.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EB");
    }

    @Test
    void counts_are_grouped_or_short() {
        assertThat(Quantities.count(12_345_678)).isEqualTo("12,345,678");
        assertThat(Quantities.shortCount(9_999)).isEqualTo("9999");
        assertThat(Quantities.shortCount(12_345)).isEqualTo("12.3 k");
        assertThat(Quantities.shortCount(12_345_678)).isEqualTo("12.35 M");
        assertThat(Quantities.shortCount(5_000_000_000L)).isEqualTo("5.00 G");
    }

    @Test
    void durations_are_as_exact_as_matters() {
        assertThat(Quantities.duration(Duration.ofMillis(12))).isEqualTo("12 ms");
        assertThat(Quantities.duration(Duration.ofMillis(3_450))).isEqualTo("3.5 s");
        assertThat(Quantities.duration(Duration.ofSeconds(125))).isEqualTo("2 min 05 s");
        assertThat(Quantities.duration(Duration.ofMinutes(62))).isEqualTo("1 h 02 min");
    }

    @Test
    void guesses_are_rough() {
        assertThat(Quantities.roughly(Duration.ofMillis(3_450))).isEqualTo("3 s");
        assertThat(Quantities.roughly(Duration.ofSeconds(125))).isEqualTo("2 min");
        assertThat(Quantities.roughly(Duration.ofMinutes(62))).isEqualTo("1 h 2 min");
    }
}
