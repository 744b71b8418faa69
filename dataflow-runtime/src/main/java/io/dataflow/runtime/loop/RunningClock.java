package io.dataflow.runtime.loop;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;

/**
 * The time in which a process ran. It has to be read again and again; when longer than a step has passed between two readings, the process,
 * or its machine, was stopped, and no more than a step counts. So what was to be heard of in the meantime is not overdue: it waits
 * to be read. Safe for use by many threads.
 */
public final class RunningClock implements Clock {
    private final Clock clock;
    private final long maxStepNanos;

    @GuardedBy("this")
    private long lastNanos;

    @GuardedBy("this")
    private long missedNanos;

    /** @param maxStepMillis several times what usually passes between two readings */
    public RunningClock(Clock clock, long maxStepMillis) {
        this.clock = clock;
        this.maxStepNanos = TimeUnit.MILLISECONDS.toNanos(maxStepMillis);
        this.lastNanos = clock.nanos();
    }

    /** That of people, in which nothing is missed. */
    @Override
    public long millis() {
        return clock.millis();
    }

    @Override
    public synchronized long nanos() {
        long now = clock.nanos();
        missedNanos += Math.max(0, now - lastNanos - maxStepNanos);
        lastNanos = now;
        return now - missedNanos;
    }
}
