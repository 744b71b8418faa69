package io.dataflow.cli;

import io.dataflow.runtime.TlsFiles;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Addresses as {@link io.dataflow.api.Session#connect} takes them. */
final class SessionAddress {
    private SessionAddress() {}

    /** @param coordinator {@code host:port} */
    static String of(String coordinator, @Nullable Path secretFile, Optional<TlsFiles> tls) {
        List<String> files = new ArrayList<>();
        add(files, "secretFile", Optional.ofNullable(secretFile));
        add(files, "tlsCa", tls.map(TlsFiles::authorities));
        add(files, "tlsCertificate", tls.flatMap(TlsFiles::certificate));
        add(files, "tlsKey", tls.flatMap(TlsFiles::key));
        return "dataflow://" + coordinator + (files.isEmpty() ? "" : "?" + String.join("&", files));
    }

    /** The same, of a session that tells what its tasks log. */
    static String withTaskLogs(String address) {
        return address + (address.contains("?") ? "&" : "?") + "taskLogs=true";
    }

    private static void add(List<String> files, String name, Optional<Path> file) {
        file.ifPresent(
                path -> files.add(name + "=" + quoted(path.toAbsolutePath().toString())));
    }

    /** What ends a part of a query is quoted too. */
    private static String quoted(String path) {
        try {
            return new URI(null, null, null, path, null).getRawQuery().replace("&", "%26");
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("'" + path + "' cannot be part of an address", malformed);
        }
    }
}
