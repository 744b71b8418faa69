package io.dataflow.runtime.scheduler;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A worker from joining to loss. One that joins again under the same id is another one, which has nothing of the
 * former. The {@link WorkerRegistry} changes it.
 */
final class LiveWorker implements Serializable {
    private static final long serialVersionUID = 1L;

    final String id;
    /** Which life of the worker this is: after one in which it was given up it has nothing of before. */
    final String incarnation;

    final String address;
    final int slots;

    /** What an attempt has. */
    final long attemptBytes;

    final long joinOrder;
    long leaseDeadlineMillis;

    /** Its connection is broken. It gets nothing to do, and keeps what it has until the lease ends. */
    boolean absent;

    /**
     * Attempts that take a slot: running, or told to stop and not heard of since; and, in the order of their launch, those that
     * wait there for one of these to end.
     */
    final Set<AttemptId> slotHolders = new LinkedHashSet<>();

    /** Where tasks wait for this worker. */
    final Set<PendingTasks> wantedBy = new LinkedHashSet<>();

    /** Jobs that do not use it for a while. */
    final Set<String> excludedBy = new LinkedHashSet<>();

    boolean live = true;
    boolean excluded;
    long excludedUntilMillis;
    boolean draining;
    long drainDeadlineMillis = Long.MAX_VALUE;
    boolean drained;

    private final Map<String, int[]> toldVersionsByJob = new LinkedHashMap<>();

    LiveWorker(String id, String incarnation, String address, int slots, long attemptBytes, long joinOrder) {
        this.id = id;
        this.incarnation = incarnation;
        this.address = address;
        this.slots = slots;
        this.attemptBytes = attemptBytes;
        this.joinOrder = joinOrder;
    }

    int freeSlots() {
        return Math.max(0, slots - slotHolders.size());
    }

    /** How many attempts wait there for a slot. */
    int waitingCount() {
        return Math.max(0, slotHolders.size() - slots);
    }

    /** The attempts that wait there for a slot: as many as there are slots are in front of them. */
    List<AttemptId> waiting() {
        return slotHolders.stream().skip(slots).toList();
    }

    /** Whether an attempt of the stage is on one of its slots. */
    boolean runs(String job, int stage) {
        int slot = 0;
        for (AttemptId attempt : slotHolders) {
            if (slot == slots) {
                return false;
            }
            if (attempt.stage() == stage && attempt.job().equals(job)) {
                return true;
            }
            slot++;
        }
        return false;
    }

    /** Whether it is there and may be given attempts, if it has a free slot. */
    boolean isAccepting() {
        return live && !absent && !draining && !excluded;
    }

    WorkerStanding standing() {
        if (absent) {
            return WorkerStanding.ABSENT;
        }
        if (draining) {
            return WorkerStanding.DRAINING;
        }
        return excluded ? WorkerStanding.EXCLUDED : WorkerStanding.ACCEPTING;
    }

    boolean hasFreeSlot() {
        return isAccepting() && freeSlots() > 0;
    }

    /** Notes that the worker is being told the locations of a stage; false if it knows this version. */
    boolean tell(String job, int stage, int stageCount, int version) {
        int[] versions = toldVersionsByJob.computeIfAbsent(job, key -> new int[stageCount]);
        if (versions[stage] == version) {
            return false;
        }
        versions[stage] = version;
        return true;
    }

    void forget(String job) {
        toldVersionsByJob.remove(job);
    }

    /** What it was told may not have arrived. */
    void forgetAllTold() {
        toldVersionsByJob.clear();
    }

    boolean isIdle() {
        return toldVersionsByJob.isEmpty() && slotHolders.isEmpty();
    }

    List<AttemptId> slotHoldersOf(String job) {
        List<AttemptId> attempts = new ArrayList<>();
        for (AttemptId attempt : slotHolders) {
            if (attempt.job().equals(job)) {
                attempts.add(attempt);
            }
        }
        return attempts;
    }
}
