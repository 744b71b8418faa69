package io.dataflow.runtime.coordinator;

import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.scheduler.JobScheduler;
import io.dataflow.runtime.transport.Connection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a coordinator knows, as one object that can be written and read again. What follows from it must not depend on
 * which: maps are of a kind that keeps its order. Confined to the coordinator's loop.
 */
@SuppressWarnings("serial") // Its connections are of the kind that can be written wherever there is a journal.
final class CoordinatorState implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Clients that come back for a job that has ended in the meantime find out how. */
    private static final int MAX_ENDED_JOBS = 100;

    /** What a state is made of, and nothing else. */
    private static final ObjectInputFilter KNOWN_CLASSES = ObjectInputFilter.Config.createFilter(
            "io.dataflow.runtime.**;io.dataflow.api.failure.*;java.util.*;java.lang.*;!*");

    /** Those of the life that is going on: what happened in it happens again in the same way with these only. */
    CoordinatorOptions options;

    final JobScheduler scheduler;
    final Map<String, WorkerLink> workers = new LinkedHashMap<>();
    final Map<Connection, String> workerByConnection = new IdentityHashMap<>();
    final Map<String, Integer> slotsByWorker = new LinkedHashMap<>();
    final Map<String, Long> attemptBytesByWorker = new LinkedHashMap<>();
    final Map<String, CoordinatorJob> jobs = new LinkedHashMap<>();
    private final Map<String, Message.JobEnded> endedJobs = new LinkedHashMap<>();
    /** By number; those that have not ended. */
    final Map<Long, RecordedConnection> connections = new LinkedHashMap<>();

    long connectionCount;
    long millis;

    /** The jobs that ended last, for people. */
    final JobHistory history = new JobHistory();

    /** Milliseconds since 1970 when the coordinator's own time was 0, as of the life that is going on. */
    long originMillis;

    CoordinatorState(CoordinatorOptions options) {
        this.options = options;
        scheduler = new JobScheduler(options.scheduler(), options.filters());
    }

    /** Another life of the coordinator begins. */
    void begin(CoordinatorOptions others, long epochMillis) {
        options = others;
        scheduler.changeOptions(others.scheduler());
        originMillis = epochMillis - millis;
    }

    void remember(Message.JobEnded end) {
        endedJobs.put(end.job(), end);
        if (endedJobs.size() > MAX_ENDED_JOBS) {
            endedJobs.remove(endedJobs.keySet().iterator().next());
        }
    }

    boolean hasEnded(String job) {
        return endedJobs.containsKey(job);
    }

    /** How a job has ended. */
    Message.JobEnded endOf(String job, Message.JobEnded ifUnknown) {
        return endedJobs.getOrDefault(job, ifUnknown);
    }

    byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(this);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return bytes.toByteArray();
    }

    static CoordinatorState read(byte[] bytes) throws IOException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            in.setObjectInputFilter(KNOWN_CLASSES);
            return (CoordinatorState) in.readObject();
        } catch (ClassNotFoundException otherVersion) {
            throw new IOException("its state is of another version: " + otherVersion.getMessage(), otherVersion);
        }
    }
}
