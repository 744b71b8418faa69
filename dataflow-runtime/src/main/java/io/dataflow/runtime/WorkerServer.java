package io.dataflow.runtime;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.closure.ArtifactStore;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.protocol.Message;
import io.dataflow.runtime.transport.BlockServer;
import io.dataflow.runtime.transport.Connection;
import io.dataflow.runtime.transport.NettyTransport;
import io.dataflow.runtime.transport.Reconnector;
import io.dataflow.runtime.transport.RemoteBlockFetcher;
import io.dataflow.runtime.transport.Transport;
import io.dataflow.runtime.worker.LocalBlockFetcher;
import io.dataflow.runtime.worker.ShippedCode;
import io.dataflow.runtime.worker.SpillHome;
import io.dataflow.runtime.worker.Worker;
import io.dataflow.runtime.worker.WorkerOptions;
import io.dataflow.runtime.worker.WorkerPorts;
import io.dataflow.shuffle.ShuffleStore;
import io.dataflow.shuffle.file.DiskSpillDirectory;
import io.dataflow.shuffle.file.EncryptedSpillDirectory;
import io.dataflow.shuffle.file.SpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
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

    /** Of the memory for the network: only blocks that have to be copied take any when they are sent. */
    private static final int SENDING_DIVISOR = 4;

    private final String address;
    private final Worker worker;
    private final MemoryPool network;
    private final Transport transport;
    private final SpillHome home;
    private final Closing closing;

    private WorkerServer(
            String address, Worker worker, MemoryPool network, Transport transport, SpillHome home, Closing closing) {
        this.address = address;
        this.worker = worker;
        this.network = network;
        this.transport = transport;
        this.home = home;
        this.closing = closing;
    }

    /**
     * Whom to work for, and with what.
     *
     * @param coordinator {@code host:port}
     * @param bind where to serve outputs, {@code host:port}; port 0 takes a free one; other than loopback only with a secret
     * @param slots attempts that run at a time
     * @param memoryBytes for all attempts, published outputs and blocks on their way together
     * @param spillDirectory for what does not fit the memory, and for shipped code
     * @param tls certificates, if all connections are to be encrypted; the certificate must be for the host in {@code bind},
     *     under which others reach this worker
     * @param encryptSpill whether files of the spill directory are encrypted, with a key that this process alone has
     * @param patience how long it tries to reach a coordinator again that it lost
     */
    public record Options(
            String coordinator,
            String bind,
            Optional<Path> secretFile,
            int slots,
            long memoryBytes,
            Path spillDirectory,
            Optional<TlsFiles> tls,
            boolean encryptSpill,
            Duration patience) {
        /** Time for a coordinator to be started again, by a person or not. */
        public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(2);

        /** Without TLS, with spill files as they are, and with the default patience. */
        public Options(
                String coordinator,
                String bind,
                Optional<Path> secretFile,
                int slots,
                long memoryBytes,
                Path spillDirectory) {
            this(
                    coordinator,
                    bind,
                    secretFile,
                    slots,
                    memoryBytes,
                    spillDirectory,
                    Optional.empty(),
                    false,
                    DEFAULT_PATIENCE);
        }

        /** The same with TLS. */
        public Options withTls(TlsFiles files) {
            return new Options(
                    coordinator,
                    bind,
                    secretFile,
                    slots,
                    memoryBytes,
                    spillDirectory,
                    Optional.of(files),
                    encryptSpill,
                    patience);
        }

        /** The same with spill files encrypted. */
        public Options withEncryptedSpill() {
            return new Options(coordinator, bind, secretFile, slots, memoryBytes, spillDirectory, tls, true, patience);
        }

        /** The same with so long to find a coordinator again that it lost. */
        public Options withPatience(Duration limit) {
            return new Options(
                    coordinator, bind, secretFile, slots, memoryBytes, spillDirectory, tls, encryptSpill, limit);
        }
    }

    /** Returns when the coordinator was reached. The caller closes it. */
    public static WorkerServer start(Options options) {
        return start(options, WorkerPorts.PLAIN);
    }

    /** As {@link #start(Options)}, with something in front of its disk and its network. Internal, for tests of faults. */
    public static WorkerServer start(Options options, WorkerPorts ports) {
        Closing closing = new Closing();
        try {
            return start(options, ports, closing);
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

    private static WorkerServer start(Options options, WorkerPorts ports, Closing closing) throws IOException {
        String id = Names.unique(new SecureRandom());
        SpillHome home = closing.add(SpillHome.open(options.spillDirectory(), id));
        SecureRandom random = new SecureRandom();
        Transport transport = ports.network(new NettyTransport(Secrets.options(options.secretFile(), options.tls())));
        Reconnector reconnector = closing.add(new Reconnector(
                transport, options.coordinator(), options.patience().toMillis(), random::nextDouble, Clock.system()));
        closing.add(transport);
        ExecutorService reads = new NamedThreads("dataflow-serve").pool(READ_THREADS, MAX_WAITING_READS);
        closing.add(reads::shutdownNow);

        WorkerOptions own = WorkerOptions.networked(id, options.slots(), options.memoryBytes());
        MemoryPool network = new MemoryPool(own.networkBytes());
        MemoryBudget sending = network.budget("blocks that are sent", own.networkBytes() / SENDING_DIVISOR);
        MemoryBudget receiving =
                network.budget("blocks that are fetched", own.networkBytes() - own.networkBytes() / SENDING_DIVISOR);
        ShuffleStore store = new ShuffleStore();
        Transport.Listener listener =
                closing.add(transport.listen(options.bind(), new BlockServer(store, reads, sending)));
        String address = reachable(listener.address());
        RemoteBlockFetcher remote = closing.add(new RemoteBlockFetcher(transport, receiving));

        AtomicReference<Worker> joined = new AtomicReference<>();
        ShippedCode code = new ShippedCode(
                new ArtifactStore(home.folder().resolve("code")),
                WorkerServer.class.getClassLoader(),
                message -> tell(joined, message));
        Worker worker = closing.add(new Worker(
                own,
                new MemoryPool(options.memoryBytes() - own.networkBytes()),
                store,
                ports.disk(spillDirectory(home.folder().resolve("spill"), options.encryptSpill())),
                ports.blocks(new LocalBlockFetcher(address, store, remote)),
                code,
                Clock.system()));
        Connection connection = transport.connect(options.coordinator(), worker);
        joined.set(worker);
        worker.join(connection, address, reconnector);
        return new WorkerServer(address, worker, network, transport, home, closing);
    }

    static SpillDirectory spillDirectory(Path folder, boolean encrypted) {
        SpillDirectory directory = new DiskSpillDirectory(folder);
        return encrypted ? new EncryptedSpillDirectory(directory, new SecureRandom()) : directory;
    }

    /** A worker that listens on all addresses tells others the one that its host name stands for. */
    private static String reachable(String bound) throws IOException {
        int colon = bound.lastIndexOf(':');
        InetAddress host = InetAddress.getByName(bound.substring(0, colon));
        return host.isAnyLocalAddress() ? InetAddress.getLocalHost().getHostAddress() + bound.substring(colon) : bound;
    }

    private static void tell(AtomicReference<Worker> joined, Message message) {
        Worker worker = joined.get();
        if (worker != null) {
            worker.tell(message);
        }
    }

    /** Where its outputs are served, {@code host:port}. */
    public String address() {
        return address;
    }

    /**
     * Hands on what a task of this worker has logged, so that whoever submitted its job can see it; false when no such task runs
     * here. To be called by a handler of the process's own logging, for which {@link LogLine#here} makes the line. Never blocks.
     */
    public boolean log(LogLine line) {
        return worker.log(line);
    }

    /**
     * Returns when the coordinator is gone for as long as the worker has patience, when it has released the worker (see {@link
     * #isReleased}), or when the worker was closed.
     */
    public void awaitDisconnect() throws InterruptedException {
        worker.awaitDisconnect();
    }

    /**
     * Whether somebody has asked the worker to leave ({@link ClusterClient#drain}), and it may be closed: nothing of it is needed
     * any more, or its time is over.
     */
    public boolean isReleased() {
        return worker.isReleased();
    }

    /**
     * Takes no more attempts, finishes those that run, and serves outputs as long as unfinished jobs need them, but no longer
     * than {@code timeout}; returns when that is over, or the coordinator is gone. What is needed of it after that is computed
     * again elsewhere. To be followed by {@link #close()}.
     *
     * <pre>{@code
     * var options = new WorkerServer.Options("localhost:7070", "localhost:0", Optional.empty(), 4, 1L << 30, folder);
     * try (WorkerServer worker = WorkerServer.start(options)) {
     *     System.in.read();
     *     worker.drain(Duration.ofSeconds(25));
     * }
     * }</pre>
     */
    public void drain(Duration timeout) throws InterruptedException {
        worker.drain(timeout);
    }

    /** Bytes that attempts, published outputs and blocks on their way hold now. */
    public long reservedBytes() {
        return worker.reservedBytes() + network.reservedBytes();
    }

    /**
     * Ends it as the death of its process would: connections break without a goodbye, and its files are left for whoever
     * starts next in the same folder to remove. Then gives back threads and memory. Internal, for tests of faults.
     */
    public void kill() {
        transport.abort();
        home.abandon();
        close();
    }

    /** Says goodbye to the coordinator, and gives back everything. */
    @Override
    public void close() {
        closing.close();
    }
}
