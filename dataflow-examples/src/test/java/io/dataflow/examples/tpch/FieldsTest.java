package io.dataflow.examples.tpch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.text.Text;
import io.dataflow.testing.Seeds;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldsTest {
    @Seeds(100)
    void fields_are_read_as_they_were_written(Random random) {
        long whole = random.nextLong() % 10_000_000_000_000_000L;
        int small = random.nextInt();
        long hundredths = random.nextLong() % 1_000_000_000_000_000_000L;
        LocalDate date = LocalDate.ofEpochDay(random.nextInt(100_000));
        String line =
                whole + "|" + small + "|" + BigDecimal.valueOf(hundredths, 2).toPlainString() + "|" + date + "||é, b|";
        Fields fields = fields(line);

        assertThat(fields.longNumber()).isEqualTo(whole);
        assertThat(fields.intNumber()).isEqualTo(small);
        assertThat(fields.hundredths()).isEqualTo(hundredths);
        assertThat(fields.date()).isEqualTo(date);
        assertThat(fields.text()).isEqualTo(Text.of(""));
        assertThat(fields.lastText()).isEqualTo(Text.of("é, b"));
    }

    @Test
    void digits_behind_the_point_may_be_missing() {
        Fields fields = fields("17|0.5|-0.05|-3.|4");

        assertThat(fields.hundredths()).isEqualTo(1700);
        assertThat(fields.hundredths()).isEqualTo(50);
        assertThat(fields.hundredths()).isEqualTo(-5);
        assertThat(fields.hundredths()).isEqualTo(-300);
        assertThat(fields.lastText()).isEqualTo(Text.of("4"));
    }

    @Test
    void malformed_fields_are_named_with_their_line() {
        assertThatThrownBy(() -> fields("1x|").longNumber())
                .isInstanceOf(DataflowException.class)
                .hasMessage("Field 1, '1x', of the line '1x|' of things is no number");
        assertThatThrownBy(() -> fields("|").longNumber()).hasMessageContaining("no number of 1 to 16 digits");
        assertThatThrownBy(() -> fields("-|").longNumber()).hasMessageContaining("no number of 1 to 16 digits");
        assertThatThrownBy(() -> fields("12345678901234567|").hundredths()).hasMessageContaining("1 to 16 digits");
        assertThatThrownBy(() -> fields("3000000000|").intNumber()).hasMessageContaining("does not fit 32 bits");
        assertThatThrownBy(() -> fields("1.234|").hundredths()).hasMessageContaining("more than two digits");
        assertThatThrownBy(() -> fields("1998-9-02|").date()).hasMessageContaining("is no date such as 1998-09-02");
        assertThatThrownBy(() -> fields("1998-02-30|").date()).hasMessageContaining("is no date: ");
    }

    @Test
    void a_line_has_as_many_fields_as_its_table() {
        assertThatThrownBy(() -> fields("").text()).hasMessage("The line '' of things ends before field 1");
        assertThatThrownBy(() -> fields("a|b|").lastText()).hasMessageContaining("more than its table has");
    }

    private static Fields fields(String line) {
        // A line is a slice of much else.
        Text around = Text.of("9|" + line + "|9");
        return new Fields("things", around.slice(2, around.length() - 2));
    }
}
