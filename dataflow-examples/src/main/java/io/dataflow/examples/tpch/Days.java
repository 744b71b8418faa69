package io.dataflow.examples.tpch;

import java.time.LocalDate;

/** The days from {@code first}, inclusive, to {@code end}, exclusive. */
record Days(LocalDate first, LocalDate end) {
    static Days ofYear(int year) {
        return ofMonths(year, 1, 12);
    }

    /** So many months from the first of one on. */
    static Days ofMonths(int year, int month, int count) {
        LocalDate first = LocalDate.of(year, month, 1);
        return new Days(first, first.plusMonths(count));
    }

    boolean include(LocalDate day) {
        return !day.isBefore(first) && day.isBefore(end);
    }
}
