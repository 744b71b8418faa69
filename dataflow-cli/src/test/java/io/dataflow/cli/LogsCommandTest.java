package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogsCommandTest {
    @Test
    void a_text_cannot_command_the_terminal() {
        assertThat(LogsCommand.readable("a\u001B[2Jb\r\u202Ec")).isEqualTo("a\uFFFD[2Jb\uFFFD\uFFFDc");
        assertThat(LogsCommand.readable("one\n\ttwo \u00e9\u20ac")).isEqualTo("one\n\ttwo \u00e9\u20ac");
    }

    @Test
    void a_logger_goes_by_its_last_name() {
        assertThat(LogsCommand.shortName("com.acme.Words")).isEqualTo("Words");
        assertThat(LogsCommand.shortName("plain")).isEqualTo("plain");
    }
}
