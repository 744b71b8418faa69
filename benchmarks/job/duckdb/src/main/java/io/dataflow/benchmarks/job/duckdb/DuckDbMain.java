package io.dataflow.benchmarks.job.duckdb;

import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Rounds;
import java.sql.SQLException;

/** The process of {@code duckdb}. */
public final class DuckDbMain {
    private DuckDbMain() {}

    public static void main(String[] arguments) {
        Rounds.main(DuckDbMain::open, arguments);
    }

    /** {@code duckdb}. */
    public static Contestant open(String name, Inputs inputs) throws SQLException {
        return DuckDbContestant.open(name, inputs);
    }
}
