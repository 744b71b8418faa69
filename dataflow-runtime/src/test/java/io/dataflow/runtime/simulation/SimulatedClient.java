package io.dataflow.runtime.simulation;

import io.dataflow.runtime.scheduler.Location;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Waits for a job, reads its results one after the other, complains of those it cannot read, and releases the job. */
final class SimulatedClient {
    enum Outcome {
        OPEN,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    private final SimulatedCluster cluster;
    private final String job;
    private Outcome outcome = Outcome.OPEN;
    private int readingCount;
    private boolean readAll;

    SimulatedClient(SimulatedCluster cluster, String job) {
        this.cluster = cluster;
        this.job = job;
    }

    void onResultsReady(List<Location> locations) {
        readingCount++;
        read(readingCount, locations, 0, new TreeMap<>());
    }

    private void read(int reading, List<Location> locations, int index, Map<String, Long> origins) {
        cluster.time().after(cluster.random().nextInt(1_000), () -> {
            if (reading != readingCount || outcome != Outcome.OPEN) {
                return;
            }
            if (index == locations.size()) {
                if (cluster.isReadByOthers(job)) {
                    read(reading, locations, index, origins);
                    return;
                }
                readAll = true;
                cluster.deliver(new Event.Released(job));
                return;
            }
            int stage = cluster.graph(job).resultStage();
            Location location = locations.get(index);
            SimulatedOutput output = cluster.read(job, stage, location);
            if (output == null) {
                cluster.deliver(new Event.ResultLost(job, stage, location.task(), location.attempt()));
                return;
            }
            SimulatedOutput.merge(origins, output.origins());
            read(reading, locations, index + 1, origins);
        });
    }

    void onFailed() {
        end(Outcome.FAILED);
    }

    void onCancelled() {
        end(Outcome.CANCELLED);
    }

    void onReleased() {
        if (outcome == Outcome.OPEN) {
            end(readAll ? Outcome.SUCCEEDED : Outcome.CANCELLED);
        }
    }

    private void end(Outcome ending) {
        if (outcome != Outcome.OPEN) {
            throw new AssertionError("Job " + job + " ended " + ending + " after it had ended " + outcome);
        }
        outcome = ending;
    }

    Outcome outcome() {
        return outcome;
    }
}
