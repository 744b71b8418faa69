package io.dataflow.testing.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.dataflow.api.Session;
import io.dataflow.runtime.ClusterSession;
import io.dataflow.runtime.CoordinatorServer;
import io.dataflow.runtime.coordinator.CoordinatorOptions;
import io.dataflow.runtime.loop.Clock;
import io.dataflow.runtime.loop.EventLoop;
import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.scheduler.SchedulerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator and some workers in this process, joined by real sockets on the loopback address and spilling to real files. It
 * runs programs as a cluster of processes does, code shipping included, and its {@link #faults()} make it fail as one does.
 *
 * <pre>{@code
 * try (LocalCluster cluster = LocalCluster.start(ClusterOptions.defaults())) {
 *     cluster.faults().killWorkerAfterTasks(1, 1);
 *     System.out.println(cluster.session().range(0, 100_000).map(n -> n % 10).distinct().count());
 * }
 * }</pre>
 *
 * <p>Workers are numbered from 0. Closing the cluster fails with an {@code AssertionError} when something is left: memory, spill
 * files, connections or threads, or a fault that was asked for and never happened. The threads are recognized by their names
 * and by being new, so no other session should be opened in the same process meanwhile. In JUnit tests {@link
 * LocalClusterExtension} opens and closes it. Safe for use by many threads.
 */
public final class LocalCluster implements AutoCloseable {
    /** Workers ever, restarts included: each waits on a thread while it lives. */
    private static final int MAX_PLACES = 1_000;

    private final ClusterOptions options;
    private final LeakCheck leaks;
    private final Path folder;
    private final CoordinatorServer coordinator;
    private final EventLoop loop;
    private final ExecutorService threads;
    private final Faults faults = new Faults(this);

    @GuardedBy("this")
    private final List<Place> places = new ArrayList<>();

    @GuardedBy("this")
    private final List<Place> replaced = new ArrayList<>();

    @GuardedBy("this")
    private @Nullable Session session;

    @GuardedBy("this")
    private boolean restarting;

    @GuardedBy("this")
    private boolean closed;

    private LocalCluster(ClusterOptions options, LeakCheck leaks, Path folder, CoordinatorServer coordinator) {
        this.options = options;
        this.leaks = leaks;
        this.folder = folder;
        this.coordinator = coordinator;
        this.loop =
                new EventLoop("dataflow-faults", Clock.system(), failure -> leaks.add("a fault failed: " + failure));
        this.threads = new NamedThreads("dataflow-process").pool(MAX_PLACES, MAX_PLACES);
    }

    /** Returns when all workers have joined. The caller closes it. */
    public static LocalCluster start(ClusterOptions options) {
        LeakCheck leaks = new LeakCheck();
        Path folder = newFolder();
        CoordinatorServer coordinator = CoordinatorServer.start(
                new CoordinatorServer.Options("127.0.0.1:0", Optional.empty(), folder.resolve("coordinator")),
                bounds(options));
        LocalCluster cluster = new LocalCluster(options, leaks, folder, coordinator);
        try {
            for (int i = 0; i < options.workers(); i++) {
                cluster.addWorker();
            }
        } catch (RuntimeException failure) {
            cluster.closeAfter(failure);
            throw failure;
        }
        return cluster;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("dataflow-cluster-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Workers are heard of ten times in a lease, and clients hear of their jobs as often as from any coordinator. */
    private static CoordinatorOptions bounds(ClusterOptions options) {
        CoordinatorOptions defaults = CoordinatorOptions.defaults();
        long leaseMillis = options.lease().toMillis();
        long heartbeatMillis = Math.min(defaults.heartbeatMillis(), leaseMillis / 10);
        return defaults.with(
                SchedulerOptions.builder().leaseMillis(leaseMillis).build(),
                heartbeatMillis,
                Math.min(defaults.updateMillis(), leaseMillis / 4));
    }

    private void closeAfter(RuntimeException failure) {
        try {
            close();
        } catch (RuntimeException | AssertionError second) {
            failure.addSuppressed(second);
        }
    }

    /** A session on this cluster, always the same, which the cluster closes. */
    public synchronized Session session() {
        if (session == null) {
            session = connect();
        }
        return session;
    }

    /**
     * Another session on this cluster, which gives up a coordinator that is gone for as long as a lease. The caller closes it
     * before the cluster.
     */
    public Session connect() {
        return ClusterSession.connect(address(), options.lease());
    }

    /** Where sessions connect to, {@code dataflow://host:port}. */
    public String address() {
        return "dataflow://" + coordinator.address();
    }

    /** What can go wrong here. */
    public Faults faults() {
        return faults;
    }

    /** Starts one more worker, and returns its number. */
    public synchronized int addWorker() {
        places.add(launch(places.size()));
        return places.size() - 1;
    }

    /** How many workers there are, those that have ended included: the next one has this number. */
    public synchronized int workerCount() {
        return places.size();
    }

    /** Whether this worker has neither been killed nor ended because its coordinator was gone. */
    public boolean isAlive(int worker) {
        return !place(worker).hasEnded();
    }

    private Place launch(int index) {
        Place place =
                Place.start(index, folder.resolve("worker-" + index), coordinator.address(), options, loop, threads);
        threads.execute(() -> {
            place.live();
            replaceIfWanted(index, place);
        });
        return place;
    }

    private void replaceIfWanted(int index, Place ended) {
        synchronized (this) {
            if (!restarting || places.get(index) != ended) {
                return;
            }
        }
        restart(index);
    }

    /** Also called by a thread of the cluster, when killed workers are to be replaced. */
    void restart(int worker) {
        Place old = place(worker);
        old.kill();
        synchronized (this) {
            if (!closed && places.get(worker) == old) {
                replaced.add(old);
                places.set(worker, launch(worker));
            }
        }
    }

    synchronized void restarting() {
        restarting = true;
    }

    synchronized Place place(int worker) {
        if (worker < 0 || worker >= places.size()) {
            throw new IllegalArgumentException(
                    "There is no worker " + worker + "; the cluster has workers 0 to " + (places.size() - 1));
        }
        return places.get(worker);
    }

    void killCoordinator() {
        synchronized (this) {
            restarting = false;
        }
        coordinator.kill();
    }

    /** Lets out what was held. */
    void thaw(Place place) {
        place.ports().conditions().frozen(false);
        loop.execute(place.ports().network()::thaw);
    }

    /** Ends everything, and fails when something is left; see there. */
    @Override
    public void close() {
        List<Place> all;
        Session own;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            all = new ArrayList<>(places);
            all.addAll(replaced);
            own = session;
        }
        all.forEach(this::heal);
        if (own != null) {
            leaks.run("the session could not be closed", own::close);
        }
        leaks.awaitQuiet(all);
        all.forEach(Place::end);
        leaks.run("the coordinator could not be closed", coordinator::close);
        leaks.run("the cluster's own threads do not end", this::endThreads);
        loop.close();
        leaks.check(all, folder);
    }

    private void endThreads() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LeakCheck.WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("a worker does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void heal(Place place) {
        place.ports().conditions().delayMillis(0);
        place.ports().conditions().diskMillis(0);
        thaw(place);
    }
}
