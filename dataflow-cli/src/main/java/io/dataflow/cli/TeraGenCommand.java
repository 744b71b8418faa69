package io.dataflow.cli;

import io.dataflow.api.io.FixedWidthFiles;
import io.dataflow.examples.tera.TeraGen;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes records to sort. */
@Command(
        name = "teragen",
        description = {
            "Make records of 100 bytes for terasort, those of Hadoop's TeraGen.",
            "Writes them into the folder --output, then prints where the time went."
        },
        footer = {
            "",
            "Example: ten million records, a gigabyte:",
            "  dataflow example teragen --records 10000000 --output unsorted"
        })
final class TeraGenCommand implements Callable<Integer> {
    @Option(
            names = "--records",
            paramLabel = "N",
            required = true,
            converter = Counts.Records.class,
            description = "How many records to make.")
    private long recordCount;

    @Option(
            names = "--skewed",
            description = "Half of the records have the same key, a quarter another, and so on for ten keys.")
    private boolean skewed;

    @Mixin
    private final RunningOptions running = new RunningOptions();

    private final Console console;

    TeraGenCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Path output = running.requiredOutput();
        running.run(console, session -> {
            TeraGen.records(session, recordCount, skewed).write(FixedWidthFiles.into(output));
            console.out().println("wrote " + Quantities.count(recordCount) + " records into " + output);
            console.out().println();
            StageTable.print(console.out(), session.reports());
        });
        return 0;
    }
}
