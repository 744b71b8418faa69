package io.dataflow.cli.reliability;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** What goes wrong in the midst of a job. */
enum Fault {
    NONE("none"),
    WORKER_KILLED("worker killed"),
    WORKER_RESTARTED("worker killed, restarted"),
    COORDINATOR_KILLED("coordinator killed"),
    CLIENT_KILLED("client killed, run again"),
    WORKER_STOPPED("worker stopped for 12 s"),
    COORDINATOR_STOPPED("coordinator stopped for 12 s"),
    SPILL_CORRUPTED("spill file corrupted"),
    SPILL_TRUNCATED("spill file truncated"),
    DISK_FULL("disk of a worker full"),
    CABLE_SHORT("cable pulled for 2 s"),
    CABLE_LONG("cable pulled for 12 s"),
    WORKERS_APART("two workers cut off from each other for 12 s"),
    NETWORK_LOSSY("lossy network"),
    NETWORK_NARROW("narrow network"),
    NETWORK_SLOW("slow and lossy network");

    /** Longer than the ten seconds of the lease. */
    private static final long STOPPED_MILLIS = 12_000;

    private static final long CABLE_MILLIS = 2_000;
    private static final long LOOK_AGAIN_MILLIS = 5;
    private static final String FILLER = "filler";

    private final String title;

    Fault(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Whether it is a {@code kill -9}. */
    boolean isKill() {
        return switch (this) {
            case WORKER_KILLED, WORKER_RESTARTED, COORDINATOR_KILLED, CLIENT_KILLED -> true;
            default -> false;
        };
    }

    boolean needsNetworks() {
        return this == CABLE_SHORT || this == CABLE_LONG || this == WORKERS_APART || isOfWholeNetwork();
    }

    private boolean isOfWholeNetwork() {
        return this == NETWORK_LOSSY || this == NETWORK_NARROW || this == NETWORK_SLOW;
    }

    /** Does it, while {@code client} runs; false when the job was over before. */
    boolean strike(Cluster cluster, Child client, Random random) throws IOException, InterruptedException {
        int victim = random.nextInt(Cluster.WORKERS);
        Child worker = cluster.worker(victim);
        switch (this) {
            case NONE -> {}
            case WORKER_KILLED -> worker.kill();
            case WORKER_RESTARTED -> {
                worker.kill();
                cluster.restartWorker(victim);
            }
            case COORDINATOR_KILLED -> {
                cluster.coordinator().kill();
                if (cluster.machine().journal()) {
                    cluster.restartCoordinator();
                }
            }
            case CLIENT_KILLED -> client.kill();
            case WORKER_STOPPED -> stop(worker, client);
            case COORDINATOR_STOPPED -> stop(cluster.coordinator(), client);
            case SPILL_CORRUPTED -> {
                return damage(cluster, client, victim, random, Fault::flip);
            }
            case SPILL_TRUNCATED -> {
                return damage(cluster, client, victim, random, Fault::truncate);
            }
            case DISK_FULL -> fill(cluster.spillFolder(0));
            case CABLE_SHORT, CABLE_LONG -> {
                cluster.machine().cable(victim, "down");
                client.awaitEnd(this == CABLE_SHORT ? CABLE_MILLIS : STOPPED_MILLIS);
                cluster.machine().cable(victim, "up");
            }
            case WORKERS_APART -> {
                int other = (victim + 1) % Cluster.WORKERS;
                cluster.machine().apart(victim, other);
                client.awaitEnd(STOPPED_MILLIS);
                cluster.machine().together(victim, other);
            }
            case NETWORK_LOSSY, NETWORK_NARROW, NETWORK_SLOW -> makeBad(cluster.machine());
        }
        return true;
    }

    private static void stop(Child process, Child client) throws IOException, InterruptedException {
        process.signal("STOP");
        client.awaitEnd(STOPPED_MILLIS);
        process.signal("CONT");
    }

    private void makeBad(Machine machine) throws IOException, InterruptedException {
        for (int i = 0; i < Cluster.WORKERS; i++) {
            if (this == NETWORK_LOSSY) {
                machine.lossy(i);
            } else if (this == NETWORK_NARROW) {
                machine.narrow(i);
            } else {
                machine.slow(i);
            }
        }
    }

    /** Takes back what outlasts the job. */
    void heal(Cluster cluster) throws IOException, InterruptedException {
        if (this == DISK_FULL) {
            Files.deleteIfExists(cluster.spillFolder(0).resolve(FILLER));
        } else if (isOfWholeNetwork()) {
            for (int i = 0; i < Cluster.WORKERS; i++) {
                cluster.machine().normal(i);
            }
        }
    }

    private interface Damage {
        void to(RandomAccessFile file, Random random) throws IOException;
    }

    /** Waits for a spill file, first of the victim and then of any other, as long as the job runs. */
    private static boolean damage(Cluster cluster, Child client, int victim, Random random, Damage damage)
            throws IOException, InterruptedException {
        do {
            for (int i = 0; i < Cluster.WORKERS; i++) {
                List<Path> files = cluster.spilled((victim + i) % Cluster.WORKERS);
                if (!files.isEmpty() && damaged(files.get(random.nextInt(files.size())), random, damage)) {
                    return true;
                }
            }
        } while (!client.awaitEnd(LOOK_AGAIN_MILLIS));
        return false;
    }

    private static boolean damaged(Path path, Random random, Damage damage) throws IOException {
        // Not "rw" on a file that is gone by now, which would make it anew.
        if (!Files.exists(path)) {
            return false;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            if (file.length() < 2) {
                return false;
            }
            damage.to(file, random);
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static void flip(RandomAccessFile file, Random random) throws IOException {
        long at = (long) (random.nextDouble() * file.length());
        file.seek(at);
        int old = file.read();
        file.seek(at);
        file.write(old ^ 1);
    }

    private static void truncate(RandomAccessFile file, Random random) throws IOException {
        file.setLength((long) (random.nextDouble() * file.length()));
    }

    private static void fill(Path disk) throws IOException {
        byte[] zeros = new byte[1 << 16];
        try (OutputStream filler = Files.newOutputStream(disk.resolve(FILLER))) {
            while (true) {
                filler.write(zeros);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw full;
            }
        }
    }
}
