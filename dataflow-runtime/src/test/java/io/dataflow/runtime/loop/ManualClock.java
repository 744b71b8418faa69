package io.dataflow.runtime.loop;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when a test says so. A loop notices with the next thing it is given. Safe for use by many threads. */
public final class ManualClock implements Clock {
    private final AtomicLong nanos;

    /** Starts just before the point where nanoseconds overflow, so that comparisons must be by difference. */
    public ManualClock() {
        this.nanos = new AtomicLong(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1));
    }

    public void advanceMillis(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos());
    }

    @Override
    public long nanos() {
        return nanos.get();
    }
}
