package io.dataflow.runtime.scheduler;

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
final class LiveWorker {
    final String id;
    final String address;
    final int slots;

    /** What an attempt has. */
    final long attemptBytes;

    final long joinOrder;
    long leaseDeadlineMillis;

    /** Attempts that take a slot: running, or told to stop and not heard of since. */
    final Set<AttemptId> slotHolders = new LinkedHashSet<>();

    private final Map<String, int[]> toldVersionsByJob = new LinkedHashMap<>();

    LiveWorker(String id, String address, int slots, long attemptBytes, long joinOrder) {
        this.id = id;
        this.address = address;
        this.slots = slots;
        this.attemptBytes = attemptBytes;
        this.joinOrder = joinOrder;
    }

    int freeSlots() {
        return slots - slotHolders.size();
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
