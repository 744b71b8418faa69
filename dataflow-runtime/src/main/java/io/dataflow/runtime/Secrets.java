package io.dataflow.runtime;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.transport.TransportOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads what both sides of a connection must know. */
final class Secrets {
    private static final long MAX_BYTES = 4_096;

    private Secrets() {}

    static TransportOptions options(Optional<Path> secretFile, Optional<TlsFiles> tls) {
        TransportOptions options = TransportOptions.defaults();
        if (secretFile.isPresent()) {
            options = options.withSecret(read(secretFile.get()));
        }
        return tls.isPresent() ? options.withTls(tls.get().read()) : options;
    }

    /** The file's content without white space around it. */
    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw refused(file, "it has more than " + MAX_BYTES + " bytes");
            }
            byte[] secret =
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip().getBytes(StandardCharsets.ISO_8859_1);
            if (secret.length == 0) {
                throw refused(file, "it is empty");
            }
            return secret;
        } catch (IOException failure) {
            throw refused(file, failure.toString());
        }
    }

    private static DataflowException refused(Path file, String why) {
        return new DataflowException(
                FailureKind.CONNECTION,
                "The secret file " + file + " cannot be used: " + why + "; name a readable file");
    }
}
