package io.dataflow.runtime.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class LogLineTest {
    @Test
    void what_fits_is_kept_as_it_is() {
        String text = "x".repeat(LogLine.MAX_TEXT_CHARACTERS);

        assertThat(of(text).text()).isEqualTo(text);
    }

    @Test
    void what_is_too_long_is_cut_and_says_so() {
        LogLine line = of("x".repeat(100_000));

        assertThat(line.text())
                .hasSizeLessThanOrEqualTo(LogLine.MAX_TEXT_CHARACTERS)
                .endsWith("x... (83656 characters more)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x"})
    void a_character_is_never_cut_in_two(String before) {
        LogLine line = of(before + "\uD83D\uDE00".repeat(100_000));

        assertThat(line.text().codePoints()).noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }

    @Test
    void a_line_beyond_the_bound_cannot_be_made() {
        assertThatThrownBy(() -> new LogLine("job", 0, 0, 0, 0, Level.INFO, "", "x".repeat(20_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("A line of 20000 characters");
    }

    @Test
    void a_thread_that_runs_no_attempt_has_no_line() {
        assertThat(LogLine.here(0, Level.INFO, "logger", "text")).isEmpty();
    }

    private static LogLine of(String text) {
        return LogLine.of("job", 0, 0, 0, 0, Level.INFO, "logger", text);
    }
}
