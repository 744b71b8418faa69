package io.dataflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "997, 997",
        "0.5k, 512",
        "64MB, 67108864",
        "64mb, 67108864",
        "64 MB, 67108864",
        "512k, 524288",
        "2GiB, 2147483648",
        "1.5g, 1610612736",
        "1T, 1099511627776",
        "10B, 10",
        "9223372036854775807, 9223372036854775807"
    })
    void sizes_are_read_as_people_write_them(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MB",
                "-1",
                "0",
                "0.5",
                "64 MBit",
                "1e6",
                "64XB",
                "1.k",
                "9223372036854775808",
                "9999999T",
                "１MB"
            })
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> Sizes.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is no size");
    }

    @Test
    void memory_has_a_least_size() {
        var converter = new Sizes.MemoryConverter();

        assertThat(converter.convert("4MB")).isEqualTo(4 << 20);
        assertThatThrownBy(() -> converter.convert("4095k")).hasMessageContaining("at least 4.0 MB");
    }
}
