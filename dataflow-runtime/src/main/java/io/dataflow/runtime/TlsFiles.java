package io.dataflow.runtime;

import io.dataflow.runtime.transport.Tls;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the certificates of a process are, as PEM files. With them everything that it sends and receives over the network is
 * within TLS 1.3, and whoever it connects to has to show a certificate for the host that was asked for, of an authority
 * that is named here.
 *
 * <pre>{@code
 * TlsFiles client = TlsFiles.trusting(Path.of("/etc/dataflow/ca.pem"));
 * TlsFiles server = client.identity(Path.of("/etc/dataflow/worker7.pem"), Path.of("/etc/dataflow/worker7.key"));
 * TlsFiles mutual = server.demandingCertificates();
 * }</pre>
 *
 * @param authorities certificates of those whose signature is believed
 * @param certificate the process's own, and what leads from it to the authority; coordinators and workers need one
 * @param key of the certificate: PKCS #8 without a password
 * @param demandsCertificates whether whoever connects here must show a certificate of an authority, too
 */
public record TlsFiles(Path authorities, Optional<Path> certificate, Optional<Path> key, boolean demandsCertificates) {

    /** For a client that shows no certificate itself. */
    public static TlsFiles trusting(Path authorities) {
        return new TlsFiles(authorities, Optional.empty(), Optional.empty(), false);
    }

    /** The same with a certificate to show. */
    public TlsFiles identity(Path newCertificate, Path newKey) {
        return new TlsFiles(authorities, Optional.of(newCertificate), Optional.of(newKey), demandsCertificates);
    }

    /** Mutual TLS: whoever connects must show a certificate of one of the authorities. */
    public TlsFiles demandingCertificates() {
        return new TlsFiles(authorities, certificate, key, true);
    }

    Tls read() {
        return Tls.read(authorities, certificate, key, demandsCertificates);
    }
}
