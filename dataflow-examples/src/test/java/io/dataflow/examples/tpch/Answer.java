package io.dataflow.examples.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The answer to a query as another program gave it: rows of columns as text. Numbers of none, two, four or six digits behind
 * the point are decimals and compared exactly; all others are averages or shares, and compared to 1e-9.
 */
record Answer(String question, List<List<String>> rows) {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE]-?\\d+)?");
    private static final BigDecimal TOLERANCE = new BigDecimal("1e-9");
    private static final int MAX_DECIMALS = 6;

    static Answer ofLines(String question, List<String> lines) {
        return new Answer(question, lines.stream().map(Answer::columns).toList());
    }

    /** Lines with {@code |} between the columns, in the order of the rows. */
    void assertEquals(List<String> lines) {
        assertThat(lines).as(question).hasSameSizeAs(rows);
        for (int i = 0; i < lines.size(); i++) {
            List<String> actual = columns(lines.get(i));
            List<String> expected = rows.get(i);
            assertThat(isEqual(expected, actual))
                    .as("%s, row %d: %s should be %s", question, i + 1, actual, expected)
                    .isTrue();
        }
    }

    private static List<String> columns(String line) {
        return List.of(line.split("\\|", -1));
    }

    private static boolean isEqual(List<String> expected, List<String> actual) {
        boolean equal = expected.size() == actual.size();
        for (int i = 0; equal && i < expected.size(); i++) {
            equal = isEqual(expected.get(i), actual.get(i));
        }
        return equal;
    }

    private static boolean isEqual(String expected, String actual) {
        if (!NUMBER.matcher(expected).matches() || !NUMBER.matcher(actual).matches()) {
            return expected.equals(actual);
        }
        BigDecimal wanted = new BigDecimal(expected);
        BigDecimal given = new BigDecimal(actual);
        boolean exact = !expected.toLowerCase(Locale.ROOT).contains("e")
                && wanted.scale() % 2 == 0
                && wanted.scale() <= MAX_DECIMALS;
        BigDecimal difference = wanted.subtract(given).abs();
        return exact
                ? difference.signum() == 0
                : difference.compareTo(TOLERANCE.multiply(wanted.abs().max(BigDecimal.ONE))) <= 0;
    }
}
