package io.dataflow.runtime.loop;

/** The machine's own time. */
enum SystemClock implements Clock {
    SYSTEM;

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
