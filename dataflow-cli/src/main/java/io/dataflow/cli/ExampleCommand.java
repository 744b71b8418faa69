package io.dataflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The examples by name. */
@Command(
        name = "example",
        description = "Run an example.",
        subcommands = WordCountCommand.class,
        synopsisSubcommandLabel = "EXAMPLE",
        footer = {"", "Example:", "  dataflow example wordcount --input 'books/*.txt'"})
final class ExampleCommand implements Runnable {
    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Name an example: " + String.join(", ", spec.subcommands().keySet()));
    }
}
