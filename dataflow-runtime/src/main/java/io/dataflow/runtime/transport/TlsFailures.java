package io.dataflow.runtime.transport;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in words of this library why two sides did not come to terms over TLS. */
final class TlsFailures {
    private TlsFailures() {}

    /** A failure whose message follows the words "was refused: ". */
    static IOException explained(Throwable failure) {
        return new IOException(reason(failure), failure);
    }

    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return "TLS failed: " + (failure.getMessage() == null ? failure.toString() : failure.getMessage());
    }

    private static @Nullable String known(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
            return "its certificate is not valid at this time (" + message + "); renew it, or set the clock";
        }
        if (cause instanceof CertPathValidatorException validation && validation.getCause() == null) {
            return "its certificate is not accepted (" + message + ")";
        }
        if (cause instanceof CertPathBuilderException) {
            return "its certificate is of no authority that is trusted here; name the authority's with --tls-ca";
        }
        if (cause instanceof CertificateException && cause.getCause() == null && message.startsWith("No ")) {
            return "its certificate is for another host (" + message + "); use the name that the certificate has";
        }
        if (cause instanceof NotSslRecordException) {
            return "it does not speak TLS, and this side does; use TLS on both sides";
        }
        if (cause instanceof SSLException && message.contains("Received fatal alert")) {
            return "it broke TLS off (" + message + "); it demands or refuses a certificate of this side, or speaks"
                    + " another version; its log says which";
        }
        return null;
    }
}
