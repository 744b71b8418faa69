package io.dataflow.runtime;

import io.dataflow.api.Session;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.client.CodeUpload;
import io.dataflow.runtime.client.EngineSession;
import io.dataflow.runtime.closure.CodeFinder;
import io.dataflow.runtime.transport.NettyTransport;
import io.dataflow.runtime.transport.RemoteBlockFetcher;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * A session whose jobs run on a cluster.
 *
 * <p>Programs open it as {@link Session#connect}:
 *
 * <pre>{@code
 * try (Session session = ClusterSession.connect("dataflow://localhost:7070")) {
 *     System.out.println(session.range(0, 10).count());
 * }
 * }</pre>
 */
public final class ClusterSession {
    private static final String SCHEME = "dataflow";
    private static final String SECRET_FILE = "secretFile=";

    private ClusterSession() {}

    /** Connects to {@code dataflow://host:port}, or {@code dataflow://host:port?secretFile=/path}. The caller closes it. */
    public static Session connect(String address) {
        URI uri = parse(address);
        Closing closing = new Closing();
        try {
            SecureRandom random = new SecureRandom();
            NettyTransport transport = closing.add(new NettyTransport(Secrets.options(secretFile(uri, address))));
            RemoteBlockFetcher fetcher = closing.add(new RemoteBlockFetcher(transport));
            CodeUpload code = new CodeUpload(new CodeFinder(Path.of(System.getProperty("java.io.tmpdir"))));
            EngineSession session = new EngineSession(() -> Names.unique(random), code, fetcher, closing);
            session.attach(transport.connect(uri.getHost() + ":" + uri.getPort(), session));
            return session;
        } catch (RuntimeException failure) {
            closing.closeAfter(failure);
            throw failure;
        }
    }

    private static URI parse(String address) {
        try {
            URI uri = URI.create(address);
            if (SCHEME.equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            throw refused(address);
        }
        throw refused(address);
    }

    private static Optional<Path> secretFile(URI uri, String address) {
        String query = uri.getQuery();
        if (query == null) {
            return Optional.empty();
        }
        if (!query.startsWith(SECRET_FILE)) {
            throw refused(address);
        }
        return Optional.of(Path.of(query.substring(SECRET_FILE.length())));
    }

    private static DataflowException refused(String address) {
        return new DataflowException(
                FailureKind.CONNECTION,
                "'" + address + "' is not the address of a coordinator; write dataflow://host:port or"
                        + " dataflow://host:port?secretFile=/path");
    }
}
