package io.dataflow.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete commands and options. */
@Command(
        name = "completion",
        description = "Print the completion of this command for bash, and for zsh with bashcompinit.",
        footer = {"", "Example:", "  source <(dataflow completion)"})
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    @SuppressWarnings("UnusedVariable") // for picocli
    private final CommonOptions common = new CommonOptions();

    private final Console console;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CommandSpec root = Objects.requireNonNull(command).root();
        console.out().print(AutoComplete.bash(root.name(), root.commandLine()));
        console.out().flush();
        return 0;
    }
}
