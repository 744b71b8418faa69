package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class HostPortTest {
    private final HostPort.Converter converter = new HostPort.Converter();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "localhost:7070", "node-1.example.org:65535", "[::1]:7070"})
    void addresses_are_kept_as_they_are_written(String text) {
        assertThat(converter.convert(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:",
                ":7070",
                "localhost:65536",
                "localhost:-1",
                "::1:7070",
                "a b:1",
                "a/b:1"
            })
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is no address");
    }
}
