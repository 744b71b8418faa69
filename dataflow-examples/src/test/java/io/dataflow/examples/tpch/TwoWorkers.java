package io.dataflow.examples.tpch;

import io.dataflow.api.Session;
import io.dataflow.runtime.CoordinatorServer;
import io.dataflow.runtime.WorkerServer;
import java.nio.file.Path;
import java.util.Optional;

/** A coordinator and two workers of one slot each in this process, joined by sockets. */
public record TwoWorkers(CoordinatorServer coordinator, WorkerServer first, WorkerServer second)
        implements AutoCloseable {

    public static TwoWorkers start(Path folder, long memoryBytes) {
        CoordinatorServer coordinator = CoordinatorServer.start(
                new CoordinatorServer.Options("127.0.0.1:0", Optional.empty(), folder.resolve("coordinator")));
        return new TwoWorkers(
                coordinator,
                worker(coordinator, folder.resolve("first"), memoryBytes),
                worker(coordinator, folder.resolve("second"), memoryBytes));
    }

    private static WorkerServer worker(CoordinatorServer coordinator, Path folder, long memoryBytes) {
        return WorkerServer.start(new WorkerServer.Options(
                coordinator.address(), "127.0.0.1:0", Optional.empty(), 1, memoryBytes, folder));
    }

    public Session connect() {
        return Session.connect("dataflow://" + coordinator.address());
    }

    @Override
    public void close() {
        first.close();
        second.close();
        coordinator.close();
    }
}
