package io.dataflow.runtime;

import io.dataflow.api.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A coordinator and a few workers in this process, joined by real sockets. Confined to one thread. */
public final class SmallCluster implements AutoCloseable {
    private final Path folder;
    private final CoordinatorServer coordinator;
    private final List<WorkerServer> workers = new ArrayList<>();

    private SmallCluster(Path folder, CoordinatorServer coordinator) {
        this.folder = folder;
        this.coordinator = coordinator;
    }

    /** Has no workers yet. The caller closes it. */
    public static SmallCluster start(Path folder) throws IOException {
        Path own = Files.createTempDirectory(folder, "cluster-");
        return new SmallCluster(
                own,
                CoordinatorServer.start(
                        new CoordinatorServer.Options("127.0.0.1:0", Optional.empty(), own.resolve("coordinator"))));
    }

    public SmallCluster withWorkers(int count, int slots, long memoryBytes) {
        for (int i = 0; i < count; i++) {
            workers.add(WorkerServer.start(new WorkerServer.Options(
                    coordinator.address(),
                    "127.0.0.1:0",
                    Optional.empty(),
                    slots,
                    memoryBytes,
                    folder.resolve("worker-" + i))));
        }
        return this;
    }

    /** The caller closes it. */
    public Session connect() {
        return ClusterSession.connect("dataflow://" + coordinator.address());
    }

    /** Without a goodbye. */
    public void killWorker(int index) {
        workers.remove(index).kill();
    }

    public void closeWorker(int index) {
        workers.remove(index).close();
    }

    /** Where workers and coordinator have their files; nothing when all are closed. */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try (Closing closing = new Closing()) {
            closing.add(coordinator);
            workers.forEach(closing::add);
        }
    }
}
