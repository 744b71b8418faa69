package io.dataflow.runtime;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.runtime.client.CodeHere;
import io.dataflow.runtime.client.EngineSession;
import io.dataflow.runtime.client.KnownSlots;
import io.dataflow.runtime.coordinator.Coordinator;
import io.dataflow.runtime.coordinator.CoordinatorOptions;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.transport.InProcessTransport;
import io.dataflow.runtime.worker.LocalBlockFetcher;
import io.dataflow.runtime.worker.SpillHome;
import io.dataflow.runtime.worker.Worker;
import io.dataflow.runtime.worker.WorkerOptions;
import io.dataflow.shuffle.BlockFetcher;
import io.dataflow.shuffle.ShuffleStore;
import io.dataflow.shuffle.memory.MemoryPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The engine in this process: a coordinator and one worker, joined without sockets.
 *
 * <p>Programs open it as {@link Session#local()}:
 *
 * <pre>{@code
 * try (Session session = LocalSession.open(SessionOptions.defaults().slots(2))) {
 *     System.out.println(session.range(0, 10).count());
 * }
 * }</pre>
 */
public final class LocalSession {
    private static final String COORDINATOR = "coordinator:1";
    private static final String HERE = "here";
    private static final int HEAP_DIVISOR = 2;

    private LocalSession() {}

    /** Opens a session of its own; any number may be open in a process. The caller closes it. */
    public static Session open(SessionOptions options) {
        return open(options, CoordinatorOptions.defaults());
    }

    /** With a coordinator of other options than programs have. */
    static Session open(SessionOptions options, CoordinatorOptions coordinator) {
        Closing closing = new Closing();
        try {
            return open(options, coordinator, closing);
        } catch (RuntimeException failure) {
            closing.closeAfter(failure);
            throw failure;
        }
    }

    private static Session open(SessionOptions options, CoordinatorOptions coordinatorOptions, Closing closing) {
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.system();
        String id = Names.unique(random);
        long memoryBytes = options.memoryBytes().orElse(Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
        int slots = options.slots().orElse(Runtime.getRuntime().availableProcessors());
        Path spill = options.spillDirectory().orElse(Path.of(System.getProperty("java.io.tmpdir")));
        SpillHome home = closing.add(SpillHome.open(spill, id));
        InProcessTransport transport = closing.add(new InProcessTransport());

        Coordinator coordinator = closing.add(new Coordinator(coordinatorOptions, null, clock));
        listen(transport, coordinator);

        CodeHere code = new CodeHere(loader());
        ShuffleStore store = new ShuffleStore();
        BlockFetcher fetcher = new LocalBlockFetcher(HERE, store, (location, selection) -> {
            throw new IOException("there is no worker " + location.address() + " in this process");
        });
        Worker worker = closing.add(new Worker(
                new WorkerOptions(id, slots, memoryBytes),
                new MemoryPool(memoryBytes),
                store,
                WorkerServer.spillDirectory(home.folder(), options.encryptSpill()),
                fetcher,
                code,
                clock));
        worker.join(transport.connect(COORDINATOR, worker), HERE);

        EngineSession session =
                new EngineSession(() -> Names.unique(random), code, fetcher, KnownSlots.of(slots), closing);
        session.attach(transport.connect(COORDINATOR, session));
        return session;
    }

    private static void listen(InProcessTransport transport, Coordinator coordinator) {
        try {
            transport.listen(COORDINATOR, coordinator);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : LocalSession.class.getClassLoader();
    }
}
