package io.dataflow.cli;

import io.dataflow.api.io.FixedWidthFiles;
import io.dataflow.api.io.TextFiles;
import io.dataflow.examples.tera.TeraSort;
import io.dataflow.examples.tera.TeraValidate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether records are sorted, and whether they are still the same. */
@Command(
        name = "teravalidate",
        description = {
            "Look through records of 100 bytes in the order of their files.",
            "Prints how many there are, the sum of their CRC-32 (which sorting does not change), how many have the key of the"
                    + " record before them, and the first one whose key is less than that; then where the time went."
        },
        footer = {"", "Example:", "  dataflow example teravalidate --input sorted"})
final class TeraValidateCommand implements Callable<Integer> {
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

    TeraValidateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        FixedWidthFiles input = TeraSort.files(inputs.toArray(String[]::new)).splitBytes(running.splitBytes());
        Inputs.check(input);
        running.run(console, session -> {
            List<String> lines = lines(TeraValidate.of(session, input));
            lines.forEach(console.out()::println);
            running.output().ifPresent(folder -> session.fromIterable(lines, String.class)
                    .write(TextFiles.into(folder)));
            console.out().println();
            StageTable.print(console.out(), session.reports());
        });
        return 0;
    }

    private static List<String> lines(TeraValidate found) {
        String outOfOrder = found.outOfOrder()
                .map(place -> "at byte " + place.offset() + " of " + place.path())
                .orElse("none");
        return List.of(
                "records " + found.recordCount(),
                "checksum " + Long.toHexString(found.checksum()),
                "duplicate keys " + found.duplicateKeyCount(),
                "first record out of order " + outOfOrder);
    }
}
