package io.dataflow.examples.tpch;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.text.Text;
import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * The fields of a line, from left to right; a {@code |} ends each, and may be missing behind the last. Numbers and dates are
 * read from the bytes, texts are slices of them. Confined to one thread.
 */
final class Fields {
    /** More might not fit a long. */
    private static final int MAX_DIGITS = 18;

    private final String table;
    private final Text line;

    /** The field that was read last, counted from 1, and where it is. */
    private int number;

    private int from;
    private int to = -1;

    Fields(String table, Text line) {
        this.table = table;
        this.line = line;
    }

    Text text() {
        next();
        return line.slice(from, to);
    }

    /** The last field: the line must end behind it. */
    Text lastText() {
        Text text = text();
        if (to < line.length() - 1) {
            throw malformed("is followed by more than its table has");
        }
        return text;
    }

    int intNumber() {
        long value = longNumber();
        if (value != (int) value) {
            throw malformed("does not fit 32 bits");
        }
        return (int) value;
    }

    long longNumber() {
        next();
        return digits(signLength(), to) * sign();
    }

    /** A number with at most two digits behind the point, in hundredths. */
    long hundredths() {
        next();
        int point = from;
        while (point < to && line.byteAt(point) != '.') {
            point++;
        }
        long whole = digits(signLength(), point);
        int fractionLength = Math.max(0, to - point - 1);
        if (fractionLength > 2) {
            throw malformed("has more than two digits behind the point");
        }
        long fraction = fractionLength == 0 ? 0 : digits(point + 1, to);
        return sign() * (whole * 100 + (fractionLength == 1 ? fraction * 10 : fraction));
    }

    /** As in 1998-09-02. */
    LocalDate date() {
        next();
        if (to - from != 10 || line.byteAt(from + 4) != '-' || line.byteAt(from + 7) != '-') {
            throw malformed("is no date such as 1998-09-02");
        }
        try {
            return LocalDate.of(
                    (int) digits(from, from + 4), (int) digits(from + 5, from + 7), (int) digits(from + 8, to));
        } catch (DateTimeException notInTheCalendar) {
            throw malformed("is no date: " + notInTheCalendar.getMessage());
        }
    }

    private void next() {
        number++;
        from = to + 1;
        if (from >= line.length()) {
            throw new DataflowException(
                    FailureKind.BAD_DATA, "The line '" + line + "' of " + table + " ends before field " + number);
        }
        to = from;
        while (to < line.length() && line.byteAt(to) != '|') {
            to++;
        }
    }

    private int sign() {
        return line.byteAt(from) == '-' ? -1 : 1;
    }

    private int signLength() {
        return from < to && line.byteAt(from) == '-' ? from + 1 : from;
    }

    private long digits(int start, int end) {
        if (start >= end || end - start > MAX_DIGITS) {
            throw malformed("is no number of 1 to " + MAX_DIGITS + " digits");
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = line.byteAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw malformed("is no number");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private DataflowException malformed(String why) {
        return new DataflowException(
                FailureKind.BAD_DATA,
                "Field " + number + ", '" + line.slice(from, to) + "', of the line '" + line + "' of " + table + " "
                        + why);
    }
}
