package io.dataflow.runtime.simulation;

import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.scheduler.AttemptId;
import io.dataflow.runtime.scheduler.Effect;
import io.dataflow.runtime.scheduler.Failure;
import io.dataflow.runtime.scheduler.Holdings;
import io.dataflow.runtime.scheduler.JobGraph;
import io.dataflow.runtime.scheduler.Location;
import io.dataflow.runtime.scheduler.LostOutput;
import io.dataflow.runtime.scheduler.StageSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A worker process: runs what it is told to, reads inputs from other workers, keeps outputs, reports. */
final class SimulatedWorker {
    final String id;
    final String address;
    final int slots;
    /** How many times as long as others it takes. */
    final int slowness;

    /** Whether it fails most attempts. */
    final boolean sick;

    private final SimulatedCluster cluster;
    private final Map<String, Map<Integer, Effect.PublishLocations>> toldByJob = new LinkedHashMap<>();
    /** Those on a slot, and those that wait for one. */
    private final Set<AttemptId> running = new LinkedHashSet<>();

    private final Set<AttemptId> onSlots = new LinkedHashSet<>();
    private final Map<AttemptId, Runnable> waiting = new LinkedHashMap<>();
    private final Set<String> toldOf = new LinkedHashSet<>();
    private final Map<AttemptId, SimulatedOutput> outputs = new LinkedHashMap<>();
    /** To be reported together with others. */
    private final List<Event.Finished> untold = new ArrayList<>();

    /** Reports that the coordinator has not said it has seen. */
    private final Set<Event> unseen = new LinkedHashSet<>();

    private boolean alive = true;
    /** Counts connections; what was sent over a former one does not arrive. */
    private int epoch;
    /** Counts the times it began anew; what belongs to a former one is void. */
    private int life;

    private long lastArrivalMillis;

    SimulatedWorker(SimulatedCluster cluster, String id, String address, int slots, int slowness, boolean sick) {
        this.cluster = cluster;
        this.id = id;
        this.address = address;
        this.slots = slots;
        this.slowness = slowness;
        this.sick = sick;
    }

    boolean isAlive() {
        return alive;
    }

    int epoch() {
        return epoch;
    }

    void crash() {
        alive = false;
        dropAll();
    }

    /** Begins anew, with nothing. */
    void dropAll() {
        disconnect();
        life++;
        running.clear();
        onSlots.clear();
        waiting.clear();
        outputs.clear();
        toldByJob.clear();
        toldOf.clear();
        untold.clear();
        unseen.clear();
    }

    /** The connection is gone; all else stays. */
    void disconnect() {
        epoch++;
    }

    String incarnation() {
        return address + "/" + life;
    }

    Holdings holdings() {
        if (!untold.isEmpty()) {
            unseen.add(takeUntold());
        }
        List<AttemptId> reported = new ArrayList<>();
        for (Event report : unseen) {
            if (report instanceof Event.Finished e) {
                reported.add(e.attempt());
            } else if (report instanceof Event.Together e) {
                e.reports().forEach(each -> reported.add(each.attempt()));
            } else if (report instanceof Event.Failed e) {
                reported.add(e.attempt());
            }
        }
        return new Holdings(List.copyOf(toldOf), List.copyOf(running), reported, List.copyOf(outputs.keySet()));
    }

    /** After registering: says again what may not have been heard. */
    void repeatReports() {
        List.copyOf(unseen).forEach(report -> cluster.transmit(this, report));
    }

    private void report(Event report) {
        if (report instanceof Event.Finished finished && !waiting.isEmpty()) {
            untold.add(finished);
            cluster.time().after(cluster.random().nextInt(100), guarded(this::tell));
            return;
        }
        tell();
        unseen.add(report);
        cluster.report(this, report);
    }

    private void tell() {
        if (!untold.isEmpty()) {
            Event together = takeUntold();
            unseen.add(together);
            cluster.report(this, together);
        }
    }

    private Event takeUntold() {
        Event together = new Event.Together(id, List.copyOf(untold));
        untold.clear();
        return together;
    }

    /** The coordinator has heard a report; that it says so may be lost like anything else. */
    void onSeen(Event report, int sentTo) {
        cluster.time().after(cluster.random().nextInt(300), () -> {
            if (epoch == sentTo) {
                unseen.remove(report);
            }
        });
    }

    @Nullable
    SimulatedOutput output(AttemptId attempt) {
        return outputs.get(attempt);
    }

    /** Sends an effect over this connection; effects arrive in the order in which they were sent. */
    void send(Effect effect) {
        int sentTo = epoch;
        lastArrivalMillis = Math.max(
                lastArrivalMillis, cluster.time().nowMillis() + cluster.random().nextInt(20));
        cluster.time().at(lastArrivalMillis, () -> {
            if (alive && epoch == sentTo) {
                receive(effect);
            }
        });
    }

    private void receive(Effect effect) {
        if (effect instanceof Effect.PublishLocations e) {
            toldOf.add(e.job());
            toldByJob.computeIfAbsent(e.job(), job -> new LinkedHashMap<>()).put(e.stage(), e);
        } else if (effect instanceof Effect.Launch e) {
            toldOf.add(e.attempt().job());
            launch(e.attempt(), e.fused());
        } else if (effect instanceof Effect.Cancel e) {
            cancel(e.attempt());
        } else if (effect instanceof Effect.WithdrawStage e) {
            outputs.keySet().removeIf(id -> id.job().equals(e.job()) && id.stage() == e.stage());
        } else if (effect instanceof Effect.WithdrawAttempt e) {
            outputs.remove(e.attempt());
        } else if (effect instanceof Effect.EndJob e) {
            outputs.keySet().removeIf(id -> id.job().equals(e.job()));
            toldByJob.remove(e.job());
            toldOf.remove(e.job());
        } else {
            throw new AssertionError(effect);
        }
    }

    private void cancel(AttemptId attempt) {
        boolean ran = leave(attempt);
        if (!ran || cluster.happens(cluster.faults().deafness())) {
            return;
        }
        Failure cancelled = new Failure(FailureKind.CANCELLED, "cancelled", null);
        cluster.time()
                .after(cluster.random().nextInt(200), guarded(() -> report(new Event.Failed(attempt, id, cancelled))));
    }

    private void launch(AttemptId attempt, List<Integer> fused) {
        running.add(attempt);
        waiting.put(attempt, () -> run(attempt, fused));
        fillSlots();
    }

    private void fillSlots() {
        while (onSlots.size() < slots && !waiting.isEmpty()) {
            AttemptId next = waiting.keySet().iterator().next();
            onSlots.add(next);
            Invariants.present(waiting.remove(next), next).run();
        }
    }

    /** False if it was not there. */
    private boolean leave(AttemptId attempt) {
        if (!running.remove(attempt)) {
            return false;
        }
        waiting.remove(attempt);
        onSlots.remove(attempt);
        fillSlots();
        return true;
    }

    private void run(AttemptId attempt, List<Integer> fused) {
        JobGraph graph = cluster.graph(attempt.job());
        StageSpec stage = graph.stage(attempt.stage());
        List<SimulatedOutput> read = new ArrayList<>();
        Map<Integer, Effect.PublishLocations> told = Map.copyOf(toldByJob.getOrDefault(attempt.job(), Map.of()));
        long delayMillis = 0;
        List<Integer> inputs = fused.stream()
                .flatMap(each -> graph.stage(each).inputs().stream())
                .filter(input -> !fused.contains(input))
                .distinct()
                .toList();
        for (int input : withFilter(inputs, attempt.stage(), graph, told)) {
            delayMillis += slowness * cluster.taskMillis();
            Effect.PublishLocations locations = Invariants.present(told.get(input), attempt);
            cluster.time().after(delayMillis, guarded(() -> read(attempt, locations, read)));
        }
        delayMillis += slowness * cluster.taskMillis();
        cluster.time().after(delayMillis, guarded(() -> finish(attempt, stage, read)));
    }

    /** A filter is read where it is known to be. */
    private static List<Integer> withFilter(
            List<Integer> inputs, int stage, JobGraph graph, Map<Integer, Effect.PublishLocations> told) {
        StageSpec join = graph.broadcastBy(stage);
        Integer filter = join == null || join.broadcast() == null
                ? null
                : join.broadcast().filterStage();
        List<Integer> all = new ArrayList<>(inputs);
        if (filter != null && told.containsKey(filter)) {
            all.add(filter);
        }
        return all;
    }

    private void read(AttemptId attempt, Effect.PublishLocations told, List<SimulatedOutput> read) {
        Effect.Owner owner = told.owner();
        for (Location location : told.locations()) {
            AttemptId id = new AttemptId(owner.job(), owner.stage(), location.task(), location.attempt());
            SimulatedOutput output = cluster.read(location.address(), id);
            if (output == null) {
                LostOutput lost = new LostOutput(owner.job(), owner.stage(), location.task(), location.attempt());
                fail(attempt, new Failure(FailureKind.WORKER_LOST, "cannot read " + id, lost));
                return;
            }
            read.add(output);
        }
    }

    private void finish(AttemptId attempt, StageSpec stage, List<SimulatedOutput> read) {
        if (!running.contains(attempt)) {
            return;
        }
        if (cluster.happens(cluster.faults().userFailure())) {
            fail(attempt, new Failure(FailureKind.USER_CODE, "the function threw", null));
        } else if (cluster.happens(sick ? 0.67 : cluster.faults().taskFailure())) {
            fail(attempt, new Failure(FailureKind.RESOURCES, "the disk is full", null));
        } else {
            leave(attempt);
            long salt = cluster.happens(cluster.faults().divergence())
                    ? cluster.random().nextLong()
                    : 0;
            SimulatedOutput output = SimulatedOutput.of(attempt, stage.output(), read, salt);
            outputs.put(attempt, output);
            report(new Event.Finished(attempt, id, output.sizes()));
        }
    }

    private void fail(AttemptId attempt, Failure failure) {
        if (leave(attempt)) {
            report(new Event.Failed(attempt, id, failure));
        }
    }

    /** What this life has begun ends with it. */
    private Runnable guarded(Runnable action) {
        int begunIn = life;
        return () -> {
            if (alive && life == begunIn) {
                action.run();
            }
        };
    }
}
