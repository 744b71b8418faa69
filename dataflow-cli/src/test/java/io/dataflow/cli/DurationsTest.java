package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"90s, PT90S", "30min, PT30M", "30 m, PT30M", "2h, PT2H", "1d, PT24H", "999999999d, PT23999999976H"})
    void durations_are_numbers_with_a_unit(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "soon", "0min", "-1h", "1.5h", "1y", "9999999999s", "500ms"})
    void anything_else_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is no duration")
                .hasMessageContaining("30min");
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "1 ms, PT0.001S", "90s, PT90S"})
    void some_durations_may_be_below_a_second(String text, Duration duration) {
        assertThat(Durations.parseShort(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0ms", "soon", "1us"})
    void others_than_those_are_refused_too(String text) {
        assertThatThrownBy(() -> Durations.parseShort(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is no duration")
                .hasMessageContaining("500ms");
    }
}
