package io.dataflow.runtime;

import io.dataflow.api.Session;
import io.dataflow.runtime.client.CodeUpload;
import io.dataflow.runtime.client.EngineSession;
import io.dataflow.runtime.client.Inquiries;
import io.dataflow.runtime.client.KnownSlots;
import io.dataflow.runtime.client.TaskLogFollower;
import io.dataflow.runtime.closure.CodeFinder;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.transport.NettyTransport;
import io.dataflow.runtime.transport.Reconnector;
import io.dataflow.runtime.transport.RemoteBlockFetcher;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;

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
    /** Time for a coordinator to be started again, by a person or not. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(2);

    private ClusterSession() {}

    /**
     * Connects to {@code dataflow://host:port}, with {@code ?secretFile=/path} where the cluster has a secret, and {@code
     * tlsCa=/path} where it speaks TLS; {@code tlsCertificate=/path&tlsKey=/path} is the client's own certificate where one
     * is demanded. With {@code taskLogs=true} what the tasks of its jobs log on the cluster is logged here too, at most half a
     * second later and by the logger {@code io.dataflow.tasks}. The caller closes it.
     */
    public static Session connect(String address) {
        return connect(address, DEFAULT_PATIENCE);
    }

    /**
     * As {@link #connect(String)}.
     *
     * @param patience how long it tries to reach a coordinator again that it lost, before its jobs fail with kind
     *     {@code CONNECTION}
     */
    public static Session connect(String address, Duration patience) {
        SessionUrl url = SessionUrl.parse(address);
        Closing closing = new Closing();
        try {
            SecureRandom random = new SecureRandom();
            NettyTransport transport = new NettyTransport(Secrets.options(url.secretFile(), url.tls()));
            Reconnector reconnector = closing.add(new Reconnector(
                    transport, url.coordinator(), patience.toMillis(), random::nextDouble, Clock.system()));
            closing.add(transport);
            RemoteBlockFetcher fetcher = closing.add(new RemoteBlockFetcher(transport));
            CodeUpload code = new CodeUpload(new CodeFinder(Path.of(System.getProperty("java.io.tmpdir"))));
            EngineSession session =
                    new EngineSession(() -> Names.unique(random), code, fetcher, KnownSlots.ofCluster(), closing);
            if (url.taskLogs()) {
                session.listen(closing.add(TaskLogFollower.start(() -> inquiries(transport, url))));
            }
            session.attach(transport.connect(url.coordinator(), session), reconnector);
            return session;
        } catch (RuntimeException failure) {
            closing.closeAfter(failure);
            throw failure;
        }
    }

    private static Inquiries inquiries(NettyTransport transport, SessionUrl url) {
        Inquiries inquiries = new Inquiries();
        inquiries.attach(transport.connect(url.coordinator(), inquiries));
        return inquiries;
    }
}
