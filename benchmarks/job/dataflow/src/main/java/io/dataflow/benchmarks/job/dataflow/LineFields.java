package io.dataflow.benchmarks.job.dataflow;

import io.dataflow.api.text.Text;
import java.time.LocalDate;

/** The fields of a line, from left to right, read from its bytes. What the generators write is trusted. */
final class LineFields {
    private final byte[] bytes;
    private final int end;
    private final char delimiter;
    private int at;

    LineFields(Text line, char delimiter) {
        this.bytes = line.bytes();
        this.at = line.offset();
        this.end = line.offset() + line.length();
        this.delimiter = delimiter;
    }

    void skip(int fields) {
        for (int i = 0; i < fields; i++) {
            at = fieldEnd() + 1;
        }
    }

    long number() {
        long value = 0;
        for (; at < end && bytes[at] != delimiter; at++) {
            value = value * 10 + bytes[at] - '0';
        }
        at++;
        return value;
    }

    /** A number with two digits behind the point. */
    long hundredths() {
        long value = 0;
        for (; at < end && bytes[at] != delimiter; at++) {
            if (bytes[at] != '.') {
                value = value * 10 + bytes[at] - '0';
            }
        }
        at++;
        return value;
    }

    /** A date as in 1998-09-02, as the number of its day. */
    int day() {
        int year = digits(at, 4);
        int month = digits(at + 5, 2);
        int day = digits(at + 8, 2);
        at += 11;
        return (int) LocalDate.of(year, month, day).toEpochDay();
    }

    Text text() {
        int from = at;
        int to = fieldEnd();
        at = to + 1;
        return Text.of(bytes, from, to - from);
    }

    private int digits(int from, int count) {
        int value = 0;
        for (int i = from; i < from + count; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private int fieldEnd() {
        int to = at;
        while (to < end && bytes[to] != delimiter) {
            to++;
        }
        return to;
    }
}
