package planted.cli;

import picocli.CommandLine;

/** May know picocli. */
@CommandLine.Command(name = "dataflow")
public final class HasOptions {}
