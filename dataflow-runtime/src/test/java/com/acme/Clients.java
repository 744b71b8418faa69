package com.acme;

import java.util.concurrent.atomic.AtomicInteger;

/** A stand-in for something expensive that tasks open. Counts, since embedded tasks run in the test's own process. */
public final class Clients {
    private static final AtomicInteger OPENED = new AtomicInteger();
    private static final AtomicInteger CLOSED = new AtomicInteger();
    private static final AtomicInteger SEEN = new AtomicInteger();

    private Clients() {}

    /** Doubles what it is given, until it is closed. */
    public static final class Client implements AutoCloseable {
        private boolean closed;

        public Client() {
            OPENED.incrementAndGet();
        }

        public long twice(long value) {
            if (closed) {
                throw new IllegalStateException("used after close");
            }
            return 2 * value;
        }

        @Override
        public void close() {
            closed = true;
            CLOSED.incrementAndGet();
        }
    }

    public static int see() {
        return SEEN.incrementAndGet();
    }

    public static void reset() {
        OPENED.set(0);
        CLOSED.set(0);
        SEEN.set(0);
    }

    public static int opened() {
        return OPENED.get();
    }

    public static int closed() {
        return CLOSED.get();
    }

    public static int seen() {
        return SEEN.get();
    }
}
