package io.dataflow.runtime.scheduler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which workers are alive, by lease, and which of their slots are free. Confined to the scheduler's thread. */
final class WorkerRegistry {
    private static final Comparator<LiveWorker> MOST_FREE_FIRST =
            Comparator.comparingInt((LiveWorker worker) -> -worker.freeSlots()).thenComparingLong(w -> w.joinOrder);

    private record Stopping(LiveWorker worker, long deadlineMillis) {}

    private final SchedulerOptions options;
    private final Map<String, LiveWorker> workers = new LinkedHashMap<>();
    private final NavigableSet<LiveWorker> withFreeSlots = new TreeSet<>(MOST_FREE_FIRST);
    /** In the order of their deadlines, as each gets the same grace. */
    private final Map<AttemptId, Stopping> stopping = new LinkedHashMap<>();

    private long joinCount;
    private long slotCount;
    private long emptySinceMillis = Long.MIN_VALUE;
    /** No lease ends before this; spares most ticks the look at every worker. */
    private long nextExpiryMillis = Long.MAX_VALUE;

    WorkerRegistry(SchedulerOptions options) {
        this.options = options;
    }

    LiveWorker join(String id, String address, int slots, long attemptBytes, long nowMillis) {
        assert !workers.containsKey(id) : id;
        LiveWorker worker = new LiveWorker(id, address, slots, attemptBytes, joinCount);
        joinCount++;
        slotCount += slots;
        workers.put(id, worker);
        withFreeSlots.add(worker);
        renew(worker, nowMillis);
        return worker;
    }

    void renew(LiveWorker worker, long nowMillis) {
        worker.leaseDeadlineMillis = nowMillis + options.leaseMillis();
        nextExpiryMillis = Math.min(nextExpiryMillis, worker.leaseDeadlineMillis);
    }

    @Nullable
    LiveWorker find(String id) {
        return workers.get(id);
    }

    void remove(LiveWorker worker, long nowMillis) {
        workers.remove(worker.id);
        withFreeSlots.remove(worker);
        slotCount -= worker.slots;
        for (AttemptId attempt : worker.slotHolders) {
            stopping.remove(attempt);
        }
        if (workers.isEmpty()) {
            emptySinceMillis = nowMillis;
        }
    }

    /** What any attempt has at least; 0 if there is no worker. */
    long leastAttemptBytes() {
        return workers.values().stream()
                .mapToLong(worker -> worker.attemptBytes)
                .min()
                .orElse(0);
    }

    /** The workers whose lease has run out. */
    List<LiveWorker> expired(long nowMillis) {
        List<LiveWorker> expired = new ArrayList<>();
        if (nowMillis < nextExpiryMillis) {
            return expired;
        }
        nextExpiryMillis = Long.MAX_VALUE;
        for (LiveWorker worker : workers.values()) {
            if (worker.leaseDeadlineMillis <= nowMillis) {
                expired.add(worker);
            } else {
                nextExpiryMillis = Math.min(nextExpiryMillis, worker.leaseDeadlineMillis);
            }
        }
        return expired;
    }

    void occupy(LiveWorker worker, AttemptId attempt) {
        assert worker.freeSlots() > 0 : worker.id;
        withFreeSlots.remove(worker);
        worker.slotHolders.add(attempt);
        if (worker.freeSlots() > 0) {
            withFreeSlots.add(worker);
        }
    }

    /** Frees the slot of an attempt that ended; does nothing if it had none. */
    void vacate(LiveWorker worker, AttemptId attempt) {
        if (worker.slotHolders.contains(attempt)) {
            withFreeSlots.remove(worker);
            worker.slotHolders.remove(attempt);
            withFreeSlots.add(worker);
            stopping.remove(attempt);
        }
    }

    /** The worker is told to stop the attempt; its slot stays taken until it says so, or for the cancel grace. */
    void stop(LiveWorker worker, AttemptId attempt, long nowMillis) {
        assert worker.slotHolders.contains(attempt) : attempt;
        stopping.put(attempt, new Stopping(worker, nowMillis + options.cancelGraceMillis()));
    }

    void vacateOverdue(long nowMillis) {
        List<AttemptId> overdue = new ArrayList<>();
        Iterator<Map.Entry<AttemptId, Stopping>> entries = stopping.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<AttemptId, Stopping> entry = entries.next();
            if (entry.getValue().deadlineMillis > nowMillis) {
                break;
            }
            overdue.add(entry.getKey());
        }
        for (AttemptId attempt : overdue) {
            Stopping late = stopping.get(attempt);
            if (late != null) {
                vacate(late.worker, attempt);
            }
        }
    }

    /**
     * Workers that can take an attempt: the one with the most free slots first, of equals the one that joined first.
     */
    NavigableSet<LiveWorker> withFreeSlots() {
        return withFreeSlots;
    }

    boolean isLive(LiveWorker worker) {
        return workers.get(worker.id) == worker;
    }

    Iterable<LiveWorker> live() {
        return workers.values();
    }

    boolean isEmpty() {
        return workers.isEmpty();
    }

    /** When the last worker went; a time before all others if there never was one. */
    long emptySinceMillis() {
        return emptySinceMillis;
    }

    int slotCount() {
        return (int) Math.min(Integer.MAX_VALUE, slotCount);
    }
}
