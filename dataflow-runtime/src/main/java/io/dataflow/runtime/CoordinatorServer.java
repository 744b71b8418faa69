package io.dataflow.runtime;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.closure.ArtifactStore;
import io.dataflow.runtime.coordinator.CodeDepot;
import io.dataflow.runtime.coordinator.Coordinator;
import io.dataflow.runtime.coordinator.CoordinatorOptions;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.transport.NettyTransport;
import io.dataflow.runtime.transport.Transport;
import io.dataflow.runtime.worker.SpillHome;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * The process, or the part of one, that workers join and clients submit jobs to. Safe for use by many threads.
 *
 * <pre>{@code
 * var options = new CoordinatorServer.Options("localhost:7070", Optional.empty(), folder);
 * try (CoordinatorServer coordinator = CoordinatorServer.start(options)) {
 *     coordinator.awaitClose();
 * }
 * }</pre>
 */
public final class CoordinatorServer implements AutoCloseable {
    private final String address;
    private final Closing closing;
    private final CountDownLatch closed = new CountDownLatch(1);

    private CoordinatorServer(String address, Closing closing) {
        this.address = address;
        this.closing = closing;
    }

    /**
     * Where to listen, and what to know.
     *
     * @param bind {@code host:port}; port 0 takes a free one; other than loopback only with a secret
     * @param secretFile holds what workers and clients must know too
     * @param directory for code on its way from clients to workers
     */
    public record Options(String bind, Optional<Path> secretFile, Path directory) {}

    /** Returns when workers and clients can connect. The caller closes it. */
    public static CoordinatorServer start(Options options) {
        Closing closing = new Closing();
        try {
            SpillHome home = closing.add(SpillHome.open(options.directory(), Names.unique(new SecureRandom())));
            CodeDepot depot = new CodeDepot(new ArtifactStore(home.folder().resolve("code")));
            Coordinator coordinator =
                    closing.add(new Coordinator(CoordinatorOptions.defaults(), depot, Clock.system()));
            NettyTransport transport = closing.add(new NettyTransport(Secrets.options(options.secretFile())));
            Transport.Listener listener = closing.add(transport.listen(options.bind(), coordinator));
            return new CoordinatorServer(listener.address(), closing);
        } catch (IOException failure) {
            DataflowException refused =
                    new DataflowException(FailureKind.CONNECTION, String.valueOf(failure.getMessage()), failure);
            closing.closeAfter(refused);
            throw refused;
        } catch (RuntimeException failure) {
            closing.closeAfter(failure);
            throw failure;
        }
    }

    /** Where it listens, {@code host:port}. */
    public String address() {
        return address;
    }

    /** Returns when it is closed. */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /** Ends all jobs, and all connections. */
    @Override
    public void close() {
        try {
            closing.close();
        } finally {
            closed.countDown();
        }
    }
}
