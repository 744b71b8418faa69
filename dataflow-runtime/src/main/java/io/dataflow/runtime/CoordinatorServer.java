package io.dataflow.runtime;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.closure.ArtifactStore;
import io.dataflow.runtime.coordinator.CodeDepot;
import io.dataflow.runtime.coordinator.Coordinator;
import io.dataflow.runtime.coordinator.CoordinatorOptions;
import io.dataflow.runtime.coordinator.Journal;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.transport.NettyTransport;
import io.dataflow.runtime.transport.Transport;
import io.dataflow.runtime.worker.SpillHome;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

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
    private static final String CODE = "code";

    private final String address;
    private final Coordinator coordinator;
    private final Transport transport;
    private final Closing closing;
    private final CountDownLatch closed;
    private final AtomicReference<IOException> failure;

    private CoordinatorServer(
            String address,
            Coordinator coordinator,
            Transport transport,
            Closing closing,
            CountDownLatch closed,
            AtomicReference<IOException> failure) {
        this.address = address;
        this.coordinator = coordinator;
        this.transport = transport;
        this.closing = closing;
        this.closed = closed;
        this.failure = failure;
    }

    /**
     * Where to listen, and what to know.
     *
     * @param bind {@code host:port}; port 0 takes a free one; other than loopback only with a secret
     * @param secretFile holds what workers and clients must know too
     * @param directory for code on its way from clients to workers
     * @param tls certificates, if all connections are to be encrypted
     * @param journal folder that holds what another coordinator, started after this one's end, has to know to go on with its
     *     jobs; without one they end with it
     */
    public record Options(
            String bind, Optional<Path> secretFile, Path directory, Optional<TlsFiles> tls, Optional<Path> journal) {
        /** Without TLS and without a journal. */
        public Options(String bind, Optional<Path> secretFile, Path directory) {
            this(bind, secretFile, directory, Optional.empty(), Optional.empty());
        }

        /** The same with TLS. */
        public Options withTls(TlsFiles files) {
            return new Options(bind, secretFile, directory, Optional.of(files), journal);
        }

        /** The same with a journal in this folder. */
        public Options withJournal(Path folder) {
            return new Options(bind, secretFile, directory, tls, Optional.of(folder));
        }
    }

    /** Returns when workers and clients can connect. The caller closes it. */
    public static CoordinatorServer start(Options options) {
        return start(options, CoordinatorOptions.defaults());
    }

    /**
     * As {@link #start(Options)}, with other periods and bounds than the defaults. With a journal they may be others than those of
     * the coordinator before, and count from here on.
     */
    public static CoordinatorServer start(Options options, CoordinatorOptions bounds) {
        Closing closing = new Closing();
        AtomicReference<IOException> failure = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        try {
            Coordinator coordinator = closing.add(open(options, bounds, closing, reason -> {
                failure.set(reason);
                closed.countDown();
            }));
            NettyTransport transport =
                    closing.add(new NettyTransport(Secrets.options(options.secretFile(), options.tls())));
            closing.add(coordinator::stop);
            Transport.Listener listener = closing.add(transport.listen(options.bind(), coordinator));
            return new CoordinatorServer(listener.address(), coordinator, transport, closing, closed, failure);
        } catch (IOException taken) {
            DataflowException refused =
                    new DataflowException(FailureKind.CONNECTION, String.valueOf(taken.getMessage()), taken);
            closing.closeAfter(refused);
            throw refused;
        } catch (RuntimeException refused) {
            closing.closeAfter(refused);
            throw refused;
        }
    }

    private static Coordinator open(
            Options options, CoordinatorOptions bounds, Closing closing, Consumer<IOException> onFailure) {
        if (options.journal().isEmpty()) {
            SpillHome home = closing.add(SpillHome.open(options.directory(), Names.unique(new SecureRandom())));
            CodeDepot depot = new CodeDepot(new ArtifactStore(home.folder().resolve(CODE)));
            return new Coordinator(bounds, depot, Clock.system());
        }
        Journal journal = Journal.open(options.journal().get());
        try {
            CodeDepot depot =
                    new CodeDepot(ArtifactStore.lasting(journal.folder().resolve(CODE)));
            return new Coordinator(bounds, depot, Clock.system(), journal, onFailure);
        } catch (RuntimeException refused) {
            journal.close();
            throw refused;
        }
    }

    /** Where it listens, {@code host:port}. */
    public String address() {
        return address;
    }

    /** Returns when it is closed; fails with kind {@code RESOURCES} when its journal cannot be written. */
    public void awaitClose() throws InterruptedException {
        closed.await();
        IOException reason = failure.get();
        if (reason != null) {
            throw new DataflowException(
                    FailureKind.RESOURCES,
                    "The journal cannot be written: " + reason.getMessage()
                            + "; free or replace its disk, and start the coordinator again",
                    reason);
        }
    }

    /**
     * Ends it as the death of its process would, but for the threads and, without a journal, the files that it gives back:
     * connections break without a word. Internal, for tests of faults.
     */
    public void kill() {
        coordinator.abandon();
        transport.abort();
        close();
    }

    /** Ends all connections and, without a journal, all jobs. */
    @Override
    public void close() {
        try {
            closing.close();
        } finally {
            closed.countDown();
        }
    }
}
