package io.dataflow.examples.graph;

import io.dataflow.api.Session;
import io.dataflow.runtime.CoordinatorServer;
import io.dataflow.runtime.WorkerServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A coordinator and workers of one slot each in this process, joined by sockets. */
record Cluster(CoordinatorServer coordinator, List<WorkerServer> workers) implements AutoCloseable {
    private static final long MEMORY_BYTES = 32L << 20;

    static Cluster start(Path folder, int workerCount) {
        CoordinatorServer coordinator = CoordinatorServer.start(
                new CoordinatorServer.Options("127.0.0.1:0", Optional.empty(), folder.resolve("coordinator")));
        return new Cluster(
                coordinator,
                IntStream.range(0, workerCount)
                        .mapToObj(number -> worker(coordinator, folder.resolve("worker-" + number)))
                        .toList());
    }

    private static WorkerServer worker(CoordinatorServer coordinator, Path folder) {
        return WorkerServer.start(new WorkerServer.Options(
                coordinator.address(), "127.0.0.1:0", Optional.empty(), 1, MEMORY_BYTES, folder));
    }

    Session connect() {
        return Session.connect("dataflow://" + coordinator.address());
    }

    @Override
    public void close() {
        workers.forEach(WorkerServer::close);
        coordinator.close();
    }
}
