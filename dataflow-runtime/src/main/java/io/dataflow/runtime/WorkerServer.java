package io.dataflow.runtime;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.closure.ArtifactStore;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.BlockServer;
import io.dataflow.runtime.transport.Connection;
import io.dataflow.runtime.transport.NettyTransport;
import io.dataflow.runtime.transport.RemoteBlockFetcher;
import io.dataflow.runtime.transport.Transport;
import io.dataflow.runtime.worker.LocalBlockFetcher;
import io.dataflow.runtime.worker.ShippedCode;
import io.dataflow.runtime.worker.SpillHome;
import io.dataflow.runtime.worker.Worker;
import io.dataflow.runtime.worker.WorkerOptions;
import io.dataflow.shuffle.ShuffleStore;
import io.dataflow.shuffle.file.DiskSpillDirectory;
import io.dataflow.shuffle.memory.MemoryPool;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The process, or the part of one, that runs attempts for a coordinator. Safe for use by many threads.
 *
 * <pre>{@code
 * var options = new WorkerServer.Options("localhost:7070", "localhost:0", Optional.empty(), 4, 1L << 30, folder);
 * try (WorkerServer worker = WorkerServer.start(options)) {
 *     worker.awaitDisconnect();
 * }
 * }</pre>
 */
public final class WorkerServer implements AutoCloseable {
    /** Readers of outputs that are on disk; more would only make the disk seek. */
    private static final int READ_THREADS = 4;

    /** One piece of work for each open stream; far more streams than a cluster of thousands of tasks opens. */
    private static final int MAX_WAITING_READS = 100_000;

    private final String address;
    private final Worker worker;
    private final NettyTransport transport;
    private final Closing closing;

    private WorkerServer(String address, Worker worker, NettyTransport transport, Closing closing) {
        this.address = address;
        this.worker = worker;
        this.transport = transport;
        this.closing = closing;
    }

    /**
     * Whom to work for, and with what.
     *
     * @param coordinator {@code host:port}
     * @param bind where to serve outputs, {@code host:port}; port 0 takes a free one; other than loopback only with a secret
     * @param slots attempts that run at a time
     * @param memoryBytes for all attempts and published outputs together
     * @param spillDirectory for what does not fit the memory, and for shipped code
     */
    public record Options(
            String coordinator,
            String bind,
            Optional<Path> secretFile,
            int slots,
            long memoryBytes,
            Path spillDirectory) {}

    /** Returns when the coordinator was reached. The caller closes it. */
    public static WorkerServer start(Options options) {
        Closing closing = new Closing();
        try {
            return start(options, closing);
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

    private static WorkerServer start(Options options, Closing closing) throws IOException {
        String id = Names.unique(new SecureRandom());
        SpillHome home = closing.add(SpillHome.open(options.spillDirectory(), id));
        NettyTransport transport = closing.add(new NettyTransport(Secrets.options(options.secretFile())));
        ExecutorService reads = new NamedThreads("dataflow-serve").pool(READ_THREADS, MAX_WAITING_READS);
        closing.add(reads::shutdownNow);

        ShuffleStore store = new ShuffleStore();
        Transport.Listener listener = closing.add(transport.listen(options.bind(), new BlockServer(store, reads)));
        String address = reachable(listener.address());
        RemoteBlockFetcher remote = closing.add(new RemoteBlockFetcher(transport));

        AtomicReference<Connection> coordinator = new AtomicReference<>();
        ShippedCode code = new ShippedCode(
                new ArtifactStore(home.folder().resolve("code")),
                WorkerServer.class.getClassLoader(),
                message -> send(coordinator, message));
        Worker worker = closing.add(new Worker(
                new WorkerOptions(id, options.slots(), options.memoryBytes()),
                new MemoryPool(options.memoryBytes()),
                store,
                new DiskSpillDirectory(home.folder().resolve("spill")),
                new LocalBlockFetcher(address, store, remote),
                code,
                Clock.system()));
        Connection connection = transport.connect(options.coordinator(), worker);
        coordinator.set(connection);
        worker.join(connection, address);
        return new WorkerServer(address, worker, transport, closing);
    }

    /** A worker that listens on all addresses tells others the one that its host name stands for. */
    private static String reachable(String bound) throws IOException {
        int colon = bound.lastIndexOf(':');
        InetAddress host = InetAddress.getByName(bound.substring(0, colon));
        return host.isAnyLocalAddress() ? InetAddress.getLocalHost().getHostAddress() + bound.substring(colon) : bound;
    }

    private static void send(AtomicReference<Connection> coordinator, Message message) {
        Connection connection = coordinator.get();
        if (connection != null) {
            connection.send(message);
        }
    }

    /** Where its outputs are served, {@code host:port}. */
    public String address() {
        return address;
    }

    /** Returns when the coordinator is gone. */
    public void awaitDisconnect() throws InterruptedException {
        worker.awaitDisconnect();
    }

    /** Breaks all connections as the death of its process would, without a goodbye; then gives back everything. */
    void kill() {
        transport.close();
        close();
    }

    /** Says goodbye to the coordinator, and gives back everything. */
    @Override
    public void close() {
        closing.close();
    }
}
