package io.dataflow.benchmarks.job.plain;

import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Rounds;

/** The process of each contestant of this module. */
public final class PlainMain {
    private PlainMain() {}

    public static void main(String[] arguments) {
        Rounds.main(PlainMain::open, arguments);
    }

    /** {@code plain-1}, {@code plain-2} or {@code gnu-sort}. */
    public static Contestant open(String name, Inputs inputs) {
        return switch (name) {
            case "plain-1" -> new PlainContestant(name, 1);
            case "plain-2" -> new PlainContestant(name, 2);
            case "gnu-sort" -> new GnuSort();
            default -> throw new IllegalArgumentException("There is no contestant '" + name + "' here");
        };
    }
}
