package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({"'', '', 0", "'', abc, 3", "abc, '', 3", "slot, slots, 1", "solts, slots, 2", "kitten, sitting, 3"})
    void the_distance_is_the_number_of_changes(String from, String to, int distance) {
        assertThat(Nearest.distance(from, to)).isEqualTo(distance);
    }

    @Test
    void the_first_of_equally_near_words_is_taken() {
        assertThat(Nearest.of("x", List.of("b", "a", "xyz"))).isEqualTo("a");
        assertThat(Nearest.of("memori", List.of("slots", "memory", "bind"))).isEqualTo("memory");
    }
}
