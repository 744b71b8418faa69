package io.dataflow.benchmarks.job.flink;

import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Rounds;

/** The process of Flink's contestants. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Rounds.main(Main::open, arguments);
    }

    private static Contestant open(String name, Inputs inputs) throws Exception {
        return switch (name) {
            case FlinkStreams.NAME -> new FlinkStreams(LocalCluster.start(inputs));
            case FlinkTables.NAME -> new FlinkTables(LocalCluster.start(inputs));
            default ->
                throw new IllegalArgumentException("There is no contestant '" + name + "'; there are "
                        + FlinkStreams.NAME + " " + FlinkTables.NAME);
        };
    }
}
