package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.transport.Connection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A registered worker's connection, and what it was told of each job. Confined to the coordinator's loop. */
final class WorkerLink {
    private final String worker;
    private final Connection connection;
    private final Map<String, Set<Integer>> openedStages = new HashMap<>();

    WorkerLink(String worker, Connection connection) {
        this.worker = worker;
        this.connection = connection;
    }

    String worker() {
        return worker;
    }

    Connection connection() {
        return connection;
    }

    /** Whether this is the first time the worker hears of the job. */
    boolean openJob(String job) {
        return openedStages.putIfAbsent(job, new HashSet<>()) == null;
    }

    /** Whether this is the first time the worker hears of the stage. */
    boolean openStage(String job, int stage) {
        return openedStages.computeIfAbsent(job, none -> new HashSet<>()).add(stage);
    }

    void forget(String job) {
        openedStages.remove(job);
    }

    void forgetAll() {
        openedStages.clear();
    }
}
