package io.dataflow.cli;

import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {
    @Option(names = "--verbose", description = "Also print what goes on, and of a failure the whole stack trace.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this text.")
    @SuppressWarnings("UnusedVariable") // for picocli
    private boolean help;

    boolean verbose() {
        return verbose;
    }

    /** To be called before the engine is touched, so that nothing of its log is missed. */
    void applyLogLevel() {
        if (verbose) {
            CommandLog.tellMore();
        }
    }
}
