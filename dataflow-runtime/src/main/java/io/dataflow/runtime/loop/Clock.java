package io.dataflow.runtime.loop;

/** Where time comes from. Safe for use by many threads. */
public interface Clock {

    /** Milliseconds since 1970: for people. It may jump. */
    long millis();

    /** Nanoseconds since some fixed moment: for measuring. It never goes back. */
    long nanos();

    /** The machine's own time. */
    static Clock system() {
        return SystemClock.SYSTEM;
    }
}
