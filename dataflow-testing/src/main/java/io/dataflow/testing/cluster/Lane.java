package io.dataflow.testing.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.loop.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * One direction of one connection. What is put in comes out in the same order: at once, or later when there is a delay, or
 * when the worker is thawed. Safe for use by many threads.
 */
final class Lane {
    private record Held(long dueNanos, Runnable delivery) {}

    private final Conditions conditions;
    private final EventLoop loop;
    private final Clock clock;

    @GuardedBy("this")
    private final ArrayDeque<Held> held = new ArrayDeque<>();

    Lane(Conditions conditions, EventLoop loop, Clock clock) {
        this.conditions = conditions;
        this.loop = loop;
        this.clock = clock;
    }

    void pass(Runnable delivery) {
        long delayMillis = conditions.delayMillis();
        synchronized (this) {
            if (!held.isEmpty() || delayMillis > 0 || conditions.frozen()) {
                held.add(new Held(clock.nanos() + TimeUnit.MILLISECONDS.toNanos(delayMillis), delivery));
                loop.schedule(delayMillis, this::drain);
                return;
            }
        }
        delivery.run();
    }

    /** Lets out what is due. Called on the loop alone, so that nothing overtakes. */
    void drain() {
        while (true) {
            Held first;
            synchronized (this) {
                first = held.peek();
                if (first == null || conditions.frozen()) {
                    return;
                }
                long earlyNanos = first.dueNanos() - clock.nanos();
                if (earlyNanos > 0) {
                    loop.schedule(1 + TimeUnit.NANOSECONDS.toMillis(earlyNanos), this::drain);
                    return;
                }
            }
            first.delivery().run();
            synchronized (this) {
                held.poll();
            }
        }
    }
}
