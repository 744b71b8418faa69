package io.dataflow.benchmarks.job.spark;

import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Rounds;

/** The process of Spark's contestants. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Rounds.main(Main::open, arguments);
    }

    private static Contestant open(String name, Inputs inputs) {
        return switch (name) {
            case SparkRdd.NAME -> SparkRdd.open(inputs);
            case SparkSql.NAME -> SparkSql.open(inputs);
            default ->
                throw new IllegalArgumentException(
                        "There is no contestant '" + name + "'; there are " + SparkRdd.NAME + " " + SparkSql.NAME);
        };
    }
}
