package io.dataflow.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Addresses as {@link io.dataflow.api.Session#connect} takes them. */
final class SessionAddress {
    private SessionAddress() {}

    /** @param coordinator {@code host:port} */
    static String of(String coordinator, @Nullable Path secretFile) {
        String query = secretFile == null ? null : "secretFile=" + secretFile.toAbsolutePath();
        try {
            return new URI("dataflow", coordinator, null, query, null).toString();
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("'" + coordinator + "' is no address", malformed);
        }
    }
}
