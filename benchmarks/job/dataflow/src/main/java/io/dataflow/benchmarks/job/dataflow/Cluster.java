package io.dataflow.benchmarks.job.dataflow;

import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.runtime.CoordinatorServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A coordinator in this process, and as many worker processes as threads are allowed, with one slot each. They end when this
 * process does, however that comes.
 */
final class Cluster implements Closeable {
    private static final long COORDINATOR_HEAP_BYTES = 256L << 20;

    private final CoordinatorServer coordinator;
    private final List<Process> workers = new ArrayList<>();

    private Cluster(CoordinatorServer coordinator) {
        this.coordinator = coordinator;
    }

    /** Returns when all workers are there. */
    static Cluster start(Inputs inputs) throws IOException {
        Path folder = inputs.temporary();
        Path directory = Files.createDirectory(folder.resolve("coordinator"));
        Cluster cluster = new Cluster(
                CoordinatorServer.start(new CoordinatorServer.Options("127.0.0.1:0", Optional.empty(), directory)));
        long heapBytes = Math.max(64L << 20, (inputs.heapBytes() - COORDINATOR_HEAP_BYTES) / inputs.threads());
        for (int i = 0; i < inputs.threads(); i++) {
            cluster.startWorker(heapBytes, Files.createDirectory(folder.resolve("worker-" + i)));
        }
        for (Process worker : cluster.workers) {
            // One line, when it has joined.
            if (worker.getInputStream().read() < 0) {
                cluster.close();
                throw new IOException("A worker ended before it had joined; see standard error");
            }
        }
        return cluster;
    }

    private void startWorker(long heapBytes, Path folder) throws IOException {
        workers.add(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heapBytes,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClusterWorker.class.getName(),
                        coordinator.address(),
                        Long.toString(DataflowMain.taskBytes(heapBytes)),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    String address() {
        return "dataflow://" + coordinator.address();
    }

    /** Waits for the workers, whose files are gone afterwards. */
    @Override
    public void close() throws IOException {
        for (Process worker : workers) {
            worker.getOutputStream().close();
        }
        try {
            for (Process worker : workers) {
                if (!worker.waitFor(10, TimeUnit.SECONDS)) {
                    worker.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException interrupted) {
            workers.forEach(Process::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        coordinator.close();
    }
}
