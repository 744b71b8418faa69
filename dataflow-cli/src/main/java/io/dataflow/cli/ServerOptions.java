package io.dataflow.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What coordinators and workers have in common. */
final class ServerOptions {
    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description =
                    "File with the secret that coordinator, workers and clients share. Without one only this machine"
                            + " can connect.")
    private @Nullable Path secretFile;

    @Option(names = "--exit-with-stdin", paramLabel = "DIR", hidden = true)
    private @Nullable Path childFolder;

    Optional<Path> secretFile() {
        return Optional.ofNullable(secretFile);
    }

    ServerLife begin(InputStream parent) throws Exception {
        return childFolder == null ? ServerLife.untilSignal() : ServerLife.untilEndOf(parent, childFolder);
    }
}
