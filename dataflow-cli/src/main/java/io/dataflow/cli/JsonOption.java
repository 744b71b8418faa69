package io.dataflow.cli;

import picocli.CommandLine.Option;

/** For whom a command prints. */
final class JsonOption {
    @Option(names = "--json", description = "Print JSON, for programs; a line for each object where there are several.")
    private boolean json;

    boolean json() {
        return json;
    }
}
