package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.Connection;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** A registered worker's connection, and what it was told of each job. Confined to the coordinator's loop. */
@SuppressWarnings("serial") // Its connection can be written wherever there is a journal.
final class WorkerLink implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String worker;
    private final Connection connection;
    private final long incarnation;
    private final long registration;
    private long reportCount;
    private final Map<String, Set<Integer>> openedStages = new LinkedHashMap<>();

    WorkerLink(Message.RegisterWorker register, Connection connection) {
        this.worker = register.worker();
        this.incarnation = register.incarnation();
        this.registration = register.registration();
        this.connection = connection;
    }

    /** Whether the worker had registered before it did so for this. */
    boolean isNewerThan(Message.RegisterWorker other) {
        return other.incarnation() < incarnation
                || (other.incarnation() == incarnation && other.registration() <= registration);
    }

    void onReport() {
        reportCount++;
    }

    /** The reports that came over this connection since the worker registered. */
    long reportCount() {
        return reportCount;
    }

    String worker() {
        return worker;
    }

    Connection connection() {
        return connection;
    }

    /** Whether this is the first time the worker hears of the job. */
    boolean openJob(String job) {
        return openedStages.putIfAbsent(job, new LinkedHashSet<>()) == null;
    }

    /** Whether this is the first time the worker hears of the stage. */
    boolean openStage(String job, int stage) {
        return openedStages.computeIfAbsent(job, none -> new LinkedHashSet<>()).add(stage);
    }

    void forget(String job) {
        openedStages.remove(job);
    }

    void forgetAll() {
        openedStages.clear();
    }
}
