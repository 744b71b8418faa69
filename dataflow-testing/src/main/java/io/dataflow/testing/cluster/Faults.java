package io.dataflow.testing.cluster;

import java.time.Duration;
import java.util.List;

/**
 * What can go wrong in a {@link LocalCluster}. Workers are numbered from 0, what is counted begins with 1 and from the call.
 *
 * <pre>{@code
 * try (LocalCluster cluster = LocalCluster.start(ClusterOptions.defaults().memoryBytes(4L << 20))) {
 *     cluster.faults().slowDisk(0, Duration.ofMillis(2));
 *     cluster.faults().killWorkerAfterTasks(1, 2);
 *     cluster.faults().restartKilledWorkers();
 *     long sorted = cluster.session().range(0, 500_000).sortBy(n -> -n).count();
 * }
 * }</pre>
 *
 * <p>Some faults happen at the call, others at a moment of the job, which is counted in what the worker does; so tests need no
 * clock. A fault of the second kind that never happens fails the closing of the cluster, since the test did not see what
 * it meant to see. Faults belong to the worker as it is: one that is restarted has none. Safe for use by many threads.
 */
public final class Faults {
    private final LocalCluster cluster;

    Faults(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Kills a worker as {@code kill -9} would: its connections break without a goodbye, its outputs are gone, its files are left
     * for the next worker in the same place to remove. Returns when it is dead.
     */
    public void killWorker(int worker) {
        living(worker).kill();
    }

    /**
     * Kills a worker when it has handed out so many blocks of its outputs, to other workers, to a client or to itself. An output
     * has at least one block for each of its partitions that has records.
     */
    public void killWorkerAfterBlocks(int worker, int blocks) {
        script(worker, Script.Fault.KILL_AFTER_BLOCKS, "killWorkerAfterBlocks", blocks);
    }

    /** Kills a worker when it has told the coordinator that so many of its tasks have finished. */
    public void killWorkerAfterTasks(int worker, int tasks) {
        script(worker, Script.Fault.KILL_AFTER_TASKS, "killWorkerAfterTasks", tasks);
    }

    /** Starts a new worker in the folder of this one, which is killed before unless it has ended already. */
    public void restartWorker(int worker) {
        cluster.restart(worker);
    }

    /** From here on, each worker that ends in whatever way is replaced at once by a new one in the same folder. */
    public void restartKilledWorkers() {
        cluster.restarting();
    }

    /** Ends the coordinator as {@code kill -9} would. */
    public void killCoordinator() {
        cluster.killCoordinator();
    }

    /**
     * Stops a worker as {@code SIGSTOP} would, as far as anybody else can see: nothing of what it says gets out, heartbeats
     * included, and nothing gets in, until it is thawed. Its connections stay.
     */
    public void freezeWorker(int worker) {
        living(worker).ports().conditions().frozen(true);
    }

    /** Lets a frozen worker go on: all that was held back arrives, in order. */
    public void thawWorker(int worker) {
        cluster.thaw(living(worker));
    }

    /** Cuts the connection between a worker and the coordinator. */
    public void cutConnection(int worker) {
        links(worker, true).forEach(FaultyNetwork.Link::abort);
    }

    /** Cuts all connections on which blocks come to a worker or go from it. */
    public void cutBlockConnections(int worker) {
        links(worker, false).forEach(FaultyNetwork.Link::abort);
    }

    /**
     * Loses the n-th message, heartbeats not counted, that the worker sends to the coordinator, and with it the connection: on
     * a TCP connection nothing is lost in another way.
     */
    public void dropMessage(int worker, int number) {
        script(worker, Script.Fault.DROP_MESSAGE, "dropMessage", number);
    }

    /** Each message to and from a worker, blocks included, takes so much longer; zero ends it. */
    public void delayMessages(int worker, Duration delay) {
        living(worker).ports().conditions().delayMillis(millis(delay));
    }

    /** Flips a bit in the n-th block that a worker sends to another one or to a client. */
    public void corruptBlock(int worker, int number) {
        script(worker, Script.Fault.CORRUPT_BLOCK, "corruptBlock", number);
    }

    /** Flips a bit, on the disk, in the n-th block that a worker writes to its spill files. */
    public void corruptSpillFile(int worker, int block) {
        script(worker, Script.Fault.CORRUPT_SPILL, "corruptSpillFile", block);
    }

    /** Lets the n-th spill file that a worker begins end in the midst of its first block. */
    public void truncateSpillFile(int worker, int number) {
        script(worker, Script.Fault.TRUNCATE_SPILL, "truncateSpillFile", number);
    }

    /** Each reading from a spill file and each writing takes so much longer; zero ends it. */
    public void slowDisk(int worker, Duration delay) {
        living(worker).ports().conditions().diskMillis(millis(delay));
    }

    /** The spill folder has room for so many bytes in all; what is more fails as on a full disk. */
    public void fullDisk(int worker, long roomBytes) {
        if (roomBytes < 0) {
            throw new IllegalArgumentException("a disk has no room for " + roomBytes + " bytes");
        }
        living(worker).ports().conditions().diskRoomBytes(roomBytes);
    }

    private void script(int worker, Script.Fault fault, String method, int count) {
        living(worker).ports().script().add(fault, method + "(" + worker + ", " + count + ")", count);
    }

    private Place living(int worker) {
        Place place = cluster.place(worker);
        if (place.hasEnded()) {
            throw new IllegalStateException("Worker " + worker + " has ended already; restart it first");
        }
        return place;
    }

    private List<FaultyNetwork.Link> links(int worker, boolean toCoordinator) {
        return living(worker).ports().network().links().stream()
                .filter(link -> link.toCoordinator() == toCoordinator)
                .toList();
    }

    private static long millis(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a delay cannot be " + delay);
        }
        return delay.toMillis();
    }
}
