package io.dataflow.benchmarks.job.jet;

import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Rounds;

/** The process of Jet's contestant. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Rounds.main(Main::open, arguments);
    }

    private static Contestant open(String name, Inputs inputs) {
        if (!name.equals(Jet.NAME)) {
            throw new IllegalArgumentException("There is no contestant '" + name + "'; there is " + Jet.NAME);
        }
        return Jet.open(inputs);
    }
}
