package io.dataflow.runtime;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The address of a coordinator, and what is needed to be let in:
 * {@code dataflow://host:port?secretFile=/path&tlsCa=/path&tlsCertificate=/path&tlsKey=/path}, each but the first part
 * only where it is needed; and {@code taskLogs=true} where what tasks log is to be logged by the client, too.
 */
record SessionUrl(String coordinator, Optional<Path> secretFile, Optional<TlsFiles> tls, boolean taskLogs) {
    private static final String SCHEME = "dataflow";
    private static final String SECRET_FILE = "secretFile";
    private static final String TLS_CA = "tlsCa";
    private static final String TLS_CERTIFICATE = "tlsCertificate";
    private static final String TLS_KEY = "tlsKey";
    private static final String TASK_LOGS = "taskLogs";
    private static final Set<String> FILES = Set.of(SECRET_FILE, TLS_CA, TLS_CERTIFICATE, TLS_KEY);

    static SessionUrl parse(String address) {
        try {
            URI uri = URI.create(address);
            if (SCHEME.equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0) {
                Map<String, String> values = values(uri.getRawQuery());
                boolean taskLogs = isTrue(values.remove(TASK_LOGS));
                Map<String, Path> files = files(values);
                return new SessionUrl(
                        uri.getHost() + ":" + uri.getPort(),
                        Optional.ofNullable(files.get(SECRET_FILE)),
                        tls(files),
                        taskLogs);
            }
        } catch (IllegalArgumentException malformed) {
            throw refused(address);
        }
        throw refused(address);
    }

    private static Map<String, String> values(@Nullable String query) {
        Map<String, String> values = new LinkedHashMap<>();
        if (query == null) {
            return values;
        }
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            // A part of a URI is decoded as a whole one's query, since form decoding would make spaces of plus signs.
            String value = equals < 0
                    ? ""
                    : URI.create("?" + part.substring(equals + 1)).getQuery();
            if (value.isEmpty() || values.put(name, value) != null) {
                throw new IllegalArgumentException(part);
            }
        }
        return values;
    }

    private static boolean isTrue(@Nullable String value) {
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(TASK_LOGS);
        }
        return "true".equals(value);
    }

    private static Map<String, Path> files(Map<String, String> values) {
        Map<String, Path> files = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (!FILES.contains(name)) {
                throw new IllegalArgumentException(name);
            }
            files.put(name, Path.of(value));
        });
        return files;
    }

    private static Optional<TlsFiles> tls(Map<String, Path> files) {
        Path authorities = files.get(TLS_CA);
        Optional<Path> certificate = Optional.ofNullable(files.get(TLS_CERTIFICATE));
        Optional<Path> key = Optional.ofNullable(files.get(TLS_KEY));
        if (authorities != null) {
            return Optional.of(new TlsFiles(authorities, certificate, key, false));
        }
        if (certificate.isPresent() || key.isPresent()) {
            throw new IllegalArgumentException(TLS_CA);
        }
        return Optional.empty();
    }

    private static DataflowException refused(String address) {
        return new DataflowException(
                FailureKind.CONNECTION,
                "'" + address + "' is not the address of a coordinator; write dataflow://host:port,"
                        + " dataflow://host:port?secretFile=/path, and with TLS &tlsCa=/path and where certificates are"
                        + " demanded &tlsCertificate=/path&tlsKey=/path");
    }
}
