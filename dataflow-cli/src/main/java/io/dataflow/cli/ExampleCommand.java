package io.dataflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The examples by name. */
@Command(
        name = "example",
        description = "Run an example.",
        synopsisSubcommandLabel = "EXAMPLE",
        footer = {
            "",
            "Example:",
            "  dataflow example wordcount --input 'books/*.txt'",
            "",
            "All take --workers, --cluster, --memory and the other options of 'dataflow example wordcount --help'."
        })
final class ExampleCommand {
    @Mixin
    @SuppressWarnings("UnusedVariable") // for picocli
    private final CommonOptions common = new CommonOptions();
}
