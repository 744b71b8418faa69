package io.dataflow.runtime.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * What this process shows to others, and whom it believes: TLS 1.3 of the JDK, with certificates from PEM files. Whoever
 * connects checks that the certificate is of a trusted authority and for the host that it asked for; whoever listens
 * checks certificates only if it demands them. Safe for use by many threads.
 */
public final class Tls {
    /** All peers are of this library, on JDK 17 or newer; older versions only widen what can go wrong. */
    private static final String PROTOCOL = "TLSv1.3";

    private static final String VERIFY_HOST = "HTTPS";

    private final SslContext connecting;
    private final @Nullable SslContext listening;
    private final byte[] identityHash;

    private Tls(SslContext connecting, @Nullable SslContext listening, byte[] identityHash) {
        this.connecting = connecting;
        this.listening = listening;
        this.identityHash = identityHash;
    }

    /**
     * Reads the files, which are not needed afterwards. A file that cannot be used is a {@code DataflowException} that
     * names it.
     *
     * @param authorities certificates of those whose signature is believed
     * @param certificate this process's own, followed by those between it and the authority; needed to listen
     * @param key the private key of the certificate, PKCS #8 without a password
     * @param demandCertificates whether those who connect here must show a certificate of an authority, too
     */
    public static Tls read(
            Path authorities, Optional<Path> certificate, Optional<Path> key, boolean demandCertificates) {
        List<X509Certificate> trusted = PemFiles.certificates(authorities);
        if (certificate.isPresent() != key.isPresent()) {
            throw PemFiles.refused(
                    certificate.or(() -> key).orElseThrow(), "a certificate and its key go together", "name both");
        }
        PemFiles.Identity identity =
                certificate.isEmpty() ? null : PemFiles.identity(certificate.get(), key.orElseThrow());
        if (identity == null && demandCertificates) {
            throw PemFiles.refused(
                    authorities,
                    "certificates cannot be demanded without one to show",
                    "name a certificate and its key too");
        }
        try {
            return new Tls(
                    connecting(trusted, identity),
                    identity == null ? null : listening(trusted, identity, demandCertificates),
                    identity == null ? new byte[0] : sha256(identity.chain().get(0)));
        } catch (IOException | CertificateEncodingException | IllegalArgumentException e) {
            throw PemFiles.refused(certificate.orElse(authorities), e.toString(), "check the PEM files");
        }
    }

    private static SslContext connecting(List<X509Certificate> trusted, PemFiles.@Nullable Identity identity)
            throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (identity != null) {
            builder.keyManager(identity.key(), identity.chain());
        }
        return builder.sslProvider(SslProvider.JDK)
                .protocols(PROTOCOL)
                .trustManager(trusted)
                .endpointIdentificationAlgorithm(VERIFY_HOST)
                .build();
    }

    private static SslContext listening(
            List<X509Certificate> trusted, PemFiles.Identity identity, boolean demandCertificates) throws SSLException {
        return SslContextBuilder.forServer(identity.key(), identity.chain())
                .sslProvider(SslProvider.JDK)
                .protocols(PROTOCOL)
                .trustManager(trusted)
                .clientAuth(demandCertificates ? ClientAuth.REQUIRE : ClientAuth.NONE)
                .build();
    }

    /** Whether there is a certificate to show to those who connect. */
    boolean canListen() {
        return listening != null;
    }

    /** For a channel to a server; {@code host} is who the server must prove to be. */
    SslHandler connecting(ByteBufAllocator buffers, HostPort address) {
        return limited(connecting.newHandler(buffers, address.host(), address.port()));
    }

    /** For a channel that was accepted. */
    SslHandler listening(ByteBufAllocator buffers) {
        if (listening == null) {
            throw new IllegalStateException("There is no certificate to listen with");
        }
        return limited(listening.newHandler(buffers));
    }

    /** The time that TLS takes is part of what the handshake may take, which its handler limits. */
    private static SslHandler limited(SslHandler handler) {
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeout(NettyConnection.CLOSE_GRACE_MILLIS, TimeUnit.MILLISECONDS);
        return handler;
    }

    /** What a server's proofs are bound to: the hash of its certificate. */
    byte[] ownBinding() {
        return identityHash.clone();
    }

    /** The same as seen by a client: the hash of the certificate that the server has shown. */
    static byte[] peerBinding(SslHandler handler) throws IOException {
        try {
            return sha256(handler.engine().getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
            throw new IOException("it has shown no certificate", e);
        }
    }

    private static byte[] sha256(Certificate certificate) throws CertificateEncodingException {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime lacks SHA-256, which all must have", e);
        }
    }
}
