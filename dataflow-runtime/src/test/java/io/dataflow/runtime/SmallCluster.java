package io.dataflow.runtime;

import io.dataflow.api.Session;
import io.dataflow.runtime.worker.SpillHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A coordinator and a few workers in this process, joined by real sockets. Confined to one thread. */
public final class SmallCluster implements AutoCloseable {
    private final Path folder;
    private final Optional<Path> journal;
    private CoordinatorServer coordinator;
    private final List<WorkerServer> workers = new ArrayList<>();
    private int started;

    private SmallCluster(Path folder, Optional<Path> journal) {
        this.folder = folder;
        this.journal = journal;
        this.coordinator = coordinator("127.0.0.1:0");
    }

    private CoordinatorServer coordinator(String address) {
        return CoordinatorServer.start(new CoordinatorServer.Options(
                address, Optional.empty(), folder.resolve("coordinator"), Optional.empty(), journal));
    }

    /** Has no workers yet. The caller closes it. */
    public static SmallCluster start(Path folder) throws IOException {
        return new SmallCluster(Files.createTempDirectory(folder, "cluster-"), Optional.empty());
    }

    /** Its coordinator can be started again. */
    public static SmallCluster lasting(Path folder) throws IOException {
        Path own = Files.createTempDirectory(folder, "cluster-");
        return new SmallCluster(own, Optional.of(own.resolve("journal")));
    }

    public void killCoordinator() {
        coordinator.kill();
    }

    public void closeCoordinator() {
        coordinator.close();
    }

    /** After its end, at the same address. */
    public void restartCoordinator() {
        coordinator = coordinator(coordinator.address());
    }

    public SmallCluster withWorkers(int count, int slots, long memoryBytes) {
        return withWorkersOf(coordinator.address(), count, slots, memoryBytes);
    }

    /**
     * Adds workers.
     *
     * @param address at which they find the coordinator
     */
    public SmallCluster withWorkersOf(String address, int count, int slots, long memoryBytes) {
        for (int i = 0; i < count; i++) {
            workers.add(WorkerServer.start(new WorkerServer.Options(
                    address,
                    "127.0.0.1:0",
                    Optional.empty(),
                    slots,
                    memoryBytes,
                    folder.resolve("worker-" + started++))));
        }
        return this;
    }

    /** Of the coordinator, {@code host:port}. */
    public String coordinatorAddress() {
        return coordinator.address();
    }

    /** As sessions take it. */
    public String address() {
        return "dataflow://" + coordinator.address();
    }

    /** The caller closes it. */
    public Session connect() {
        return ClusterSession.connect(address());
    }

    /** Without a goodbye; its files go when the cluster is closed. */
    public void killWorker(int index) {
        workers.remove(index).kill();
    }

    public void closeWorker(int index) {
        workers.remove(index).close();
    }

    /** Lets the worker finish what it runs, and serve what it has for as long as jobs need it or so long; then closes it. */
    public void drainWorker(int index, Duration timeout) throws InterruptedException {
        workers.get(index).drain(timeout);
        closeWorker(index);
    }

    /** Closes the worker at this address once it is released; false when it is not, but has lost its coordinator. */
    public boolean awaitReleased(String address) throws InterruptedException {
        WorkerServer worker = workers.stream()
                .filter(candidate -> candidate.address().equals(address))
                .findFirst()
                .orElseThrow();
        worker.awaitDisconnect();
        workers.remove(worker);
        worker.close();
        return worker.isReleased();
    }

    /** Where workers and coordinator have their files; nothing when all are closed. */
    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try (Closing closing = new Closing()) {
            for (int i = 0; i < started; i++) {
                // What the next worker in the same place would do.
                Path place = folder.resolve("worker-" + i);
                closing.add(() -> SpillHome.open(place, "next").close());
            }
            closing.add(coordinator);
            workers.forEach(closing::add);
        }
    }
}
