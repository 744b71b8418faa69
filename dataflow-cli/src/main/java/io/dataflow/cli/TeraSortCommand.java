package io.dataflow.cli;

import io.dataflow.api.JobReport;
import io.dataflow.api.io.FixedWidthFiles;
import io.dataflow.examples.tera.TeraSort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sorts records. */
@Command(
        name = "terasort",
        description = {
            "Sort records of 100 bytes by their first ten, as unsigned bytes.",
            "Writes them into the folder --output: part-00000 has the least keys, and so on. Then prints where the time went."
        },
        footer = {
            "",
            "Example: with little memory:",
            "  dataflow example terasort --input unsorted --output sorted --memory 64MB"
        })
final class TeraSortCommand implements Callable<Integer> {
    @Option(
            names = "--input",
            paramLabel = "PATH",
            arity = "1..*",
            required = true,
            description = "File, folder or glob to read, .gz unpacked; any number of them.")
    private List<String> inputs = new ArrayList<>();

    @Mixin
    private final RunningOptions running = new RunningOptions();

    private final Console console;

    TeraSortCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Path output = running.requiredOutput();
        FixedWidthFiles input = TeraSort.files(inputs.toArray(String[]::new)).splitBytes(running.splitBytes());
        Inputs.check(input);
        running.run(console, session -> {
            TeraSort.sorted(session.read(input)).write(FixedWidthFiles.into(output));
            List<JobReport> reports = session.reports();
            console.out()
                    .println(
                            "sorted " + Quantities.count(JobReports.inputRecords(reports)) + " records into " + output);
            console.out().println();
            StageTable.print(console.out(), reports);
        });
        return 0;
    }
}
