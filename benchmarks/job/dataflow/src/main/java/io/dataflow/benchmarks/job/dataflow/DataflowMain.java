package io.dataflow.benchmarks.job.dataflow;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Rounds;
import java.io.IOException;

/** The process of {@code dataflow}, and the one of {@code dataflow-cluster} that submits. */
public final class DataflowMain {
    private DataflowMain() {}

    public static void main(String[] arguments) {
        Rounds.main(DataflowMain::open, arguments);
    }

    static Contestant open(String name, Inputs inputs) throws IOException {
        return switch (name) {
            case "dataflow" -> new DataflowContestant(name, local(inputs), () -> {});
            case "dataflow-cluster" -> {
                Cluster cluster = Cluster.start(inputs);
                yield new DataflowContestant(name, Session.connect(cluster.address()), cluster);
            }
            default -> throw new IllegalArgumentException("There is no contestant '" + name + "' here");
        };
    }

    private static Session local(Inputs inputs) {
        return Session.local(SessionOptions.defaults()
                .slots(inputs.threads())
                .memoryBytes(taskBytes(inputs.heapBytes()))
                .spillDirectory(inputs.temporary()));
    }

    /** What tasks may hold of a heap: the rest is for what is not counted, such as records in flight. */
    static long taskBytes(long heapBytes) {
        return heapBytes / 4 * 3;
    }
}
