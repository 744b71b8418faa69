package io.dataflow.runtime.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What happens when; ties in the order in which they were planned. */
final class VirtualTime {
    private record Planned(long millis, long order, Runnable action) {}

    private final PriorityQueue<Planned> queue =
            new PriorityQueue<>(Comparator.comparingLong(Planned::millis).thenComparingLong(Planned::order));

    private long nowMillis;
    private long plannedCount;

    void after(long delayMillis, Runnable action) {
        at(nowMillis + delayMillis, action);
    }

    void at(long millis, Runnable action) {
        queue.add(new Planned(Math.max(millis, nowMillis), plannedCount, action));
        plannedCount++;
    }

    /** Lets the next thing happen; false if nothing is planned. */
    boolean step() {
        Planned next = queue.poll();
        if (next == null) {
            return false;
        }
        nowMillis = next.millis;
        next.action.run();
        return true;
    }

    long nowMillis() {
        return nowMillis;
    }
}
