package io.dataflow.cli;

import io.dataflow.runtime.TlsFiles;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What coordinators and workers have in common. */
final class ServerOptions {
    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description =
                    "File with the secret that coordinator, workers and clients share. Without one only this machine"
                            + " can connect.")
    private @Nullable Path secretFile;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description =
                    "Write this file when ready, and remove it before anything else when told to stop: for probes.")
    private @Nullable Path readyFile;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "File with options as KEY=VALUE lines. Or set DATAFLOW_CONFIG.")
    @SuppressWarnings("UnusedVariable") // read before all others
    private @Nullable Path config;

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    @Option(
            names = "--tls-demand-certificates",
            description = "Let in only who shows a certificate of a trusted authority, too (mutual TLS).")
    private boolean demandCertificates;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--exit-with-stdin", paramLabel = "DIR", hidden = true)
    private @Nullable Path childFolder;

    Optional<Path> secretFile() {
        return Optional.ofNullable(secretFile);
    }

    /** To be called when the server is ready, of which {@code life} has taken ownership. */
    void ready(ServerLife life, String address) throws Exception {
        if (readyFile != null) {
            life.keep(ReadyFile.write(readyFile, address));
        }
    }

    Optional<TlsFiles> tls() {
        Optional<TlsFiles> files = tls.files();
        if (files.isEmpty() && demandCertificates && command != null) {
            throw new ParameterException(command.commandLine(), "Missing required option: '--tls-ca=FILE'");
        }
        return demandCertificates ? files.map(TlsFiles::demandingCertificates) : files;
    }

    ServerLife begin(InputStream parent) throws Exception {
        return childFolder == null ? ServerLife.untilSignal() : ServerLife.untilEndOf(parent, childFolder);
    }
}
