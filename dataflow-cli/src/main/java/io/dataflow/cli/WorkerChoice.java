package io.dataflow.cli;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.operations.WorkerSummary;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the worker that somebody means. */
final class WorkerChoice {
    private WorkerChoice() {}

    /** @param named an id, the beginning of one that no other has, or an address */
    static WorkerSummary of(List<WorkerSummary> workers, String named) {
        Optional<WorkerSummary> exact = workers.stream()
                .filter(worker ->
                        worker.worker().equals(named) || worker.address().equals(named))
                .findFirst();
        if (exact.isPresent()) {
            return exact.get();
        }
        List<WorkerSummary> matching = workers.stream()
                .filter(worker -> worker.worker().startsWith(named))
                .toList();
        if (matching.isEmpty()) {
            throw refused(
                    "There is no worker " + named + " on this cluster; 'dataflow workers' lists those that there are");
        }
        if (matching.size() > 1) {
            throw refused("Several workers begin with " + named + ": "
                    + matching.stream()
                            .map(worker -> worker.worker() + " at " + worker.address())
                            .collect(Collectors.joining(", ")));
        }
        return matching.get(0);
    }

    private static DataflowException refused(String why) {
        return new DataflowException(FailureKind.BAD_DATA, why);
    }
}
