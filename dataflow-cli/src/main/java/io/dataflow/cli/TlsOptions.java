package io.dataflow.cli;

import io.dataflow.runtime.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Certificates, which coordinators, workers and clients name in the same way. */
final class TlsOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description =
                    "PEM file with the certificates of trusted authorities. With it all connections are encrypted (TLS 1.3).")
    private @Nullable Path authorities;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "PEM file with this process's own certificate, for the host that others know it by.")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM file with the key of the certificate, PKCS #8 without a password.")
    private @Nullable Path key;

    /** Empty without {@code --tls-ca}; a half of what is needed is refused. */
    Optional<TlsFiles> files() {
        if (authorities != null) {
            return Optional.of(
                    new TlsFiles(authorities, Optional.ofNullable(certificate), Optional.ofNullable(key), false));
        }
        if ((certificate != null || key != null) && command != null) {
            throw new ParameterException(command.commandLine(), "Missing required option: '--tls-ca=FILE'");
        }
        return Optional.empty();
    }
}
