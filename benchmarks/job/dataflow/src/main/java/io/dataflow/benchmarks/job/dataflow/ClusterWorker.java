package io.dataflow.benchmarks.job.dataflow;

import io.dataflow.runtime.WorkerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The process of a worker: prints a line when it has joined, and ends with its standard input. */
public final class ClusterWorker {
    private ClusterWorker() {}

    public static void main(String[] arguments) throws IOException {
        WorkerServer.Options options = new WorkerServer.Options(
                arguments[0], "127.0.0.1:0", Optional.empty(), 1, Long.parseLong(arguments[1]), Path.of(arguments[2]));
        try (WorkerServer worker = WorkerServer.start(options)) {
            System.out.println(worker.address());
            while (System.in.read() >= 0) {
                // Nobody writes there.
            }
        }
        System.exit(0);
    }
}
