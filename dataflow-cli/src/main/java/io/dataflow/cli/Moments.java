package io.dataflow.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Points in time as people read them, in one time zone. */
record Moments(ZoneId zone) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    static Moments here() {
        return new Moments(ZoneId.systemDefault());
    }

    private ZonedDateTime at(long millis) {
        return Instant.ofEpochMilli(millis).atZone(zone);
    }

    /** {@code 2026-03-01 14:05:09}. */
    String day(long millis) {
        return DAY.format(at(millis));
    }

    /** {@code 14:05:09}, with the day in front of it if that is another. */
    String brief(long millis, LocalDate today) {
        ZonedDateTime at = at(millis);
        return (at.toLocalDate().equals(today) ? TODAY : DAY).format(at);
    }

    /** {@code 14:05:09.123}. */
    String precise(long millis) {
        return MILLIS.format(at(millis));
    }
}
