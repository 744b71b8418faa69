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
    /** The hundredths of a number with so many fit a long. */
    private static final int MAX_DIGITS = 16;

    private final String table;
    private final Text line;

    /** Those of the line, and more around them. */
    private final byte[] bytes;

    private final int end;

    /** The field that was read last, counted from 1, and where it is. */
    private int number;

    private int from;
    private int to;

    Fields(String table, Text line) {
        this.table = table;
        this.line = line;
        this.bytes = line.bytes();
        this.end = line.offset() + line.length();
        this.to = line.offset() - 1;
    }

    Text text() {
        next();
        return Text.of(bytes, from, to - from);
    }

    /** The last field: the line must end behind it. */
    Text lastText() {
        Text text = text();
        if (to < end - 1) {
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
        return digits(firstDigit(), to) * sign();
    }

    /** A number with at most two digits behind the point, in hundredths. */
    long hundredths() {
        next();
        int point = from;
        while (point < to && bytes[point] != '.') {
            point++;
        }
        long whole = digits(firstDigit(), point);
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
        if (to - from != 10 || bytes[from + 4] != '-' || bytes[from + 7] != '-') {
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
        if (from >= end) {
            throw new DataflowException(
                    FailureKind.BAD_DATA, "The line '" + line + "' of " + table + " ends before field " + number);
        }
        int position = from;
        while (position < end && bytes[position] != '|') {
            position++;
        }
        to = position;
    }

    private int sign() {
        return from < to && bytes[from] == '-' ? -1 : 1;
    }

    private int firstDigit() {
        return from < to && bytes[from] == '-' ? from + 1 : from;
    }

    private long digits(int start, int stop) {
        if (start >= stop || stop - start > MAX_DIGITS) {
            throw malformed("is no number of 1 to " + MAX_DIGITS + " digits");
        }
        long value = 0;
        for (int i = start; i < stop; i++) {
            int digit = bytes[i] - '0';
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
                "Field " + number + ", '" + Text.of(bytes, from, to - from) + "', of the line '" + line + "' of "
                        + table + " " + why);
    }
}
