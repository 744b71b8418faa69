package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.operations.WorkerState;
import io.dataflow.runtime.operations.WorkerSummary;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.WorkerStanding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The workers that are there, in the order in which they came. Confined to the coordinator's loop. */
final class WorkerRoster {
    /** One heartbeat may be late by itself; several are not. */
    private static final int LATE_AFTER_HEARTBEATS = 4;

    private final Clock clock;
    private final Function<String, Optional<WorkerStanding>> standing;
    private final long lateMillis;
    private final Map<String, Present> workers = new LinkedHashMap<>();

    private static final class Present {
        private final Message.RegisterWorker registered;
        private final long joinedNanos;
        private long heardNanos;
        private int busySlots;

        Present(Message.RegisterWorker registered, long nowNanos) {
            this.registered = registered;
            this.joinedNanos = nowNanos;
            this.heardNanos = nowNanos;
        }
    }

    /** @param standing whether a worker is given attempts; empty of one that is lost */
    WorkerRoster(Clock clock, Function<String, Optional<WorkerStanding>> standing, long heartbeatMillis) {
        this.clock = clock;
        this.standing = standing;
        this.lateMillis = heartbeatMillis * LATE_AFTER_HEARTBEATS;
    }

    void onJoined(Message.RegisterWorker registered) {
        workers.put(registered.worker(), new Present(registered, clock.nanos()));
    }

    void onHeartbeat(Message.Heartbeat heartbeat) {
        Present worker = workers.get(heartbeat.worker());
        if (worker != null) {
            worker.heardNanos = clock.nanos();
            worker.busySlots = heartbeat.running().size();
        }
    }

    void onLeft(String worker) {
        workers.remove(worker);
    }

    /** All others are lost. */
    void retain(List<String> known) {
        workers.keySet().retainAll(Set.copyOf(known));
    }

    List<WorkerSummary> summaries() {
        long nowNanos = clock.nanos();
        return workers.values().stream()
                .map(worker -> summary(worker, nowNanos))
                .toList();
    }

    private WorkerSummary summary(Present worker, long nowNanos) {
        Message.RegisterWorker registered = worker.registered;
        long silentMillis = TimeUnit.NANOSECONDS.toMillis(nowNanos - worker.heardNanos);
        return new WorkerSummary(
                registered.worker(),
                registered.address(),
                registered.slots(),
                worker.busySlots,
                registered.memoryBytes(),
                TimeUnit.NANOSECONDS.toMillis(nowNanos - worker.joinedNanos),
                silentMillis,
                state(registered.worker(), silentMillis));
    }

    private WorkerState state(String worker, long silentMillis) {
        WorkerStanding now = standing.apply(worker).orElse(WorkerStanding.ABSENT);
        return switch (now) {
            case ABSENT -> WorkerState.ABSENT;
            case DRAINING -> WorkerState.DRAINING;
            case EXCLUDED -> WorkerState.EXCLUDED;
            case ACCEPTING -> silentMillis > lateMillis ? WorkerState.LATE : WorkerState.UP;
        };
    }
}
