package planted.examples;

import picocli.CommandLine;

/** Must not know picocli. */
@CommandLine.Command(name = "example")
public final class HasOptions {}
