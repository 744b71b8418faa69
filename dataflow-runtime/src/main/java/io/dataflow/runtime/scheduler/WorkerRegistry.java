package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which workers are alive, by lease, and which of their slots are free. Confined to the scheduler's thread. */
final class WorkerRegistry implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final class MostFreeFirst implements Comparator<LiveWorker>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(LiveWorker first, LiveWorker second) {
            int byFreeSlots = Integer.compare(second.freeSlots(), first.freeSlots());
            return byFreeSlots != 0 ? byFreeSlots : Long.compare(first.joinOrder, second.joinOrder);
        }
    }

    private record Stopping(LiveWorker worker, long deadlineMillis) implements Serializable {}

    private final SchedulerOptions options;
    private final Map<String, LiveWorker> workers = new LinkedHashMap<>();
    private final NavigableSet<LiveWorker> withFreeSlots = new TreeSet<>(new MostFreeFirst());
    /** In the order of their deadlines, as each gets the same grace. */
    private final Map<AttemptId, Stopping> stopping = new LinkedHashMap<>();

    private final Set<LiveWorker> draining = new LinkedHashSet<>();
    private final Set<LiveWorker> excluded = new LinkedHashSet<>();
    private final Set<LiveWorker> crowded = new LinkedHashSet<>();
    private int acceptingCount;
    private long joinCount;
    private long slotCount;
    private long emptySinceMillis = Long.MIN_VALUE;
    /** No lease ends before this; spares most ticks the look at every worker. */
    private long nextExpiryMillis = Long.MAX_VALUE;

    WorkerRegistry(SchedulerOptions options) {
        this.options = options;
    }

    LiveWorker join(String id, String incarnation, String address, int slots, long attemptBytes, long nowMillis) {
        assert !workers.containsKey(id) : id;
        LiveWorker worker = new LiveWorker(id, incarnation, address, slots, attemptBytes, joinCount);
        joinCount++;
        slotCount += slots;
        workers.put(id, worker);
        acceptingCount++;
        withFreeSlots.add(worker);
        renew(worker, nowMillis);
        return worker;
    }

    void renew(LiveWorker worker, long nowMillis) {
        worker.leaseDeadlineMillis = nowMillis + options.leaseMillis();
        nextExpiryMillis = Math.min(nextExpiryMillis, worker.leaseDeadlineMillis);
    }

    /** The worker gets no more attempts, and has so much time to come back. */
    void makeAbsent(LiveWorker worker, long graceMillis, long nowMillis) {
        stopAccepting(worker, () -> worker.absent = true);
        worker.leaseDeadlineMillis = nowMillis + graceMillis;
        nextExpiryMillis = Math.min(nextExpiryMillis, worker.leaseDeadlineMillis);
    }

    void makePresent(LiveWorker worker, long nowMillis) {
        if (worker.absent) {
            worker.absent = false;
            acceptingCount += worker.isAccepting() ? 1 : 0;
            offerSlots(worker);
        }
        // It may not have heard that it can go.
        worker.drained = false;
        renew(worker, nowMillis);
    }

    @Nullable
    LiveWorker find(String id) {
        return workers.get(id);
    }

    void remove(LiveWorker worker, long nowMillis) {
        stopAccepting(worker, () -> {
            worker.live = false;
        });
        workers.remove(worker.id);
        draining.remove(worker);
        excluded.remove(worker);
        crowded.remove(worker);
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
        } else {
            worker.wantedBy.forEach(pending -> pending.onNoFreeSlot(worker));
        }
    }

    /** The attempt waits on a worker that has no free slot. */
    void queue(LiveWorker worker, AttemptId attempt) {
        assert worker.freeSlots() == 0 && worker.isAccepting() : worker.id;
        worker.slotHolders.add(attempt);
        crowded.add(worker);
    }

    /** Workers on which attempts wait, in the order in which that began. */
    Set<LiveWorker> crowded() {
        return crowded;
    }

    /** Frees the slot of an attempt that ended; does nothing if it had none. */
    void vacate(LiveWorker worker, AttemptId attempt) {
        if (worker.slotHolders.contains(attempt)) {
            withFreeSlots.remove(worker);
            worker.slotHolders.remove(attempt);
            stopping.remove(attempt);
            if (worker.waitingCount() == 0) {
                crowded.remove(worker);
            }
            offerSlots(worker);
        }
    }

    private void offerSlots(LiveWorker worker) {
        if (worker.hasFreeSlot()) {
            withFreeSlots.add(worker);
            List.copyOf(worker.wantedBy).forEach(pending -> pending.onFreeSlot(worker));
        }
    }

    /** The change has the worker take no attempts; nothing waits for it from here on. */
    private void stopAccepting(LiveWorker worker, Runnable change) {
        acceptingCount -= worker.isAccepting() ? 1 : 0;
        withFreeSlots.remove(worker);
        change.run();
        List.copyOf(worker.wantedBy).forEach(pending -> pending.forget(worker));
    }

    /** From here on the worker gets no attempts, until it leaves; of several deadlines the earliest counts. */
    void drain(LiveWorker worker, long deadlineMillis) {
        stopAccepting(worker, () -> {
            worker.draining = true;
        });
        worker.drainDeadlineMillis = Math.min(worker.drainDeadlineMillis, deadlineMillis);
        draining.add(worker);
    }

    /** In the order in which they began. */
    Iterable<LiveWorker> draining() {
        return draining;
    }

    /** The worker gets no attempts of any job for a while. */
    void exclude(LiveWorker worker, long untilMillis) {
        stopAccepting(worker, () -> {
            worker.excluded = true;
        });
        worker.excludedUntilMillis = untilMillis;
        excluded.add(worker);
    }

    /** Ends exclusions whose time is over, and all of them if there is no other worker that takes attempts. */
    void endExclusions(long nowMillis) {
        boolean all = acceptingCount == 0;
        for (LiveWorker worker : List.copyOf(excluded)) {
            if (all || worker.excludedUntilMillis <= nowMillis) {
                excluded.remove(worker);
                worker.excluded = false;
                acceptingCount += worker.isAccepting() ? 1 : 0;
                offerSlots(worker);
            }
        }
    }

    /** How many workers take attempts, now or when a slot of theirs is free. */
    int acceptingCount() {
        return acceptingCount;
    }

    /** The worker is told to stop the attempt; its slot stays taken until it says so, or for the cancel grace. */
    void stop(LiveWorker worker, AttemptId attempt, long nowMillis) {
        assert worker.slotHolders.contains(attempt) : attempt;
        stopping.put(attempt, new Stopping(worker, nowMillis + options.cancelGraceMillis()));
    }

    /** Whether its worker was told to stop the attempt. */
    boolean isStopping(AttemptId attempt) {
        return stopping.containsKey(attempt);
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
