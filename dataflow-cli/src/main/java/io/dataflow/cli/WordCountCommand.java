package io.dataflow.cli;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.api.io.TextFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts words. */
@Command(
        name = "wordcount",
        description = {
            "Count how often each word occurs. Words are what stands between white space, byte for byte.",
            "Prints the most frequent words, then where the time went. With --output all counts are written, as lines of"
                    + " word, tab and count, sorted by the word's bytes."
        },
        footer = {
            "",
            "Example: the words of a folder, sorted into another one, with three worker processes:",
            "  dataflow example wordcount --input books --output counts --workers 3"
        })
final class WordCountCommand implements Callable<Integer> {
    /** The Markdown and Java files of this checkout; the folders of the build's results are none of these. */
    private static final String OWN_TEXT = "/{*.md,*/*.md,docs/**.md,*/src/**.java}";

    @Option(
            names = "--input",
            paramLabel = "PATH",
            arity = "1..*",
            description =
                    "File, folder or glob to read, .gz unpacked; any number of them. Default: this repository's own text.")
    private List<String> inputs = new ArrayList<>();

    @Option(
            names = "--top",
            paramLabel = "K",
            converter = Counts.Words.class,
            description = "How many words to print. Default: ${DEFAULT-VALUE}.")
    private int top = 20;

    @Option(names = "--lowercase", description = "Take A to Z as a to z.")
    private boolean lowercase;

    @Mixin
    private final RunningOptions running = new RunningOptions();

    private final Console console;

    WordCountCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        TextFiles input = input();
        Inputs.check(input);
        WordCountRun run = new WordCountRun(input, running.output(), lowercase, top);
        running.run(console, session -> run.on(session).print(console.out()));
        return 0;
    }

    private TextFiles input() {
        List<String> paths = inputs.isEmpty() ? List.of(ownText()) : inputs;
        return TextFiles.of(paths.toArray(String[]::new)).splitBytes(running.splitBytes());
    }

    private static String ownText() {
        String home = System.getProperty("dataflow.home");
        if (home == null) {
            throw new DataflowException(
                    FailureKind.BAD_DATA, "There is no text to count: name some with --input, or use bin/dataflow");
        }
        return home + OWN_TEXT;
    }
}
