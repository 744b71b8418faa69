package io.dataflow.cli;

import io.dataflow.api.io.TextFiles;
import io.dataflow.examples.tpch.Queries;
import io.dataflow.examples.tpch.Tables;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answers a question of TPC-H. */
@Command(
        name = "tpch",
        description = {
            "Answer one of the 22 queries of TPC-H, with the parameters by which its answers are validated.",
            "Prints the rows with | between the columns, in the query's order, or writes them with --output; then, to standard"
                    + " error, where the time went."
        },
        footer = {
            "",
            "Example: the third query, on two worker processes:",
            "  dataflow example tpch --data tables --query 3 --workers 2"
        })
final class TpchCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description =
                    "Folder of the tables: customer.tbl, lineitem.tbl and so on, as dbgen makes them, or packed as .tbl.gz.")
    private Path data = Path.of("");

    @Option(
            names = "--query",
            paramLabel = "N",
            required = true,
            converter = Counts.Queried.class,
            description = "Number of the query, 1 to 22.")
    private int query;

    @Mixin
    private final RunningOptions running = new RunningOptions();

    private final Console console;

    TpchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Inputs.check(TextFiles.of(data));
        running.run(console, this::run);
        return 0;
    }

    private void run(ReportedSession session) throws InterruptedException {
        running.deliver(Queries.lines(query, new Tables(session, data, running.splitBytes())), console);
        StageTable.print(console.err(), session.reports());
    }
}
