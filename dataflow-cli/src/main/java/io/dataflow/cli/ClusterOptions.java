package io.dataflow.cli;

import io.dataflow.runtime.ClusterClient;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cluster a command is about. */
final class ClusterOptions {
    @Option(
            names = "--cluster",
            required = true,
            paramLabel = "HOST:PORT",
            converter = HostPort.Converter.class,
            description = "The coordinator of the cluster. Or set DATAFLOW_CLUSTER.")
    private @Nullable HostPort cluster;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "File with the secret of the cluster. Or set DATAFLOW_SECRET_FILE.")
    private @Nullable Path secretFile;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "File with options as KEY=VALUE lines. Or set DATAFLOW_CONFIG.")
    @SuppressWarnings("UnusedVariable") // read before all others
    private @Nullable Path config;

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    /** As sessions take it. */
    String address() {
        return SessionAddress.of(Objects.requireNonNull(cluster).toString(), secretFile, tls.files());
    }

    /** The caller closes it. */
    ClusterClient connect() {
        return ClusterClient.connect(address());
    }
}
