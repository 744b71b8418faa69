package io.dataflow.cli.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A coordinator and three workers, each a process with folders of its own below one folder. The spill folder of worker 0 is a
 * small disk if the machine lets it be one.
 */
final class Cluster implements AutoCloseable {
    static final int WORKERS = 3;

    /** What a killed client was to read is kept for it for a minute. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(80);

    private static final long END_MILLIS = 30_000;
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String COORDINATOR_SAYS = "Coordinator listening on ";
    private static final String WORKER_SAYS = "Worker ready at ";

    private final Path folder;
    private final Machine machine;
    private final List<Child> all = new ArrayList<>();

    /** Jobs whose client was killed, and until when what they have spilled may stay. */
    private final Map<String, Long> withoutClient = new HashMap<>();

    private final List<Child> workers = new ArrayList<>();
    private Child coordinator;
    private String address;
    private int launched;

    private Cluster(Path folder, Machine machine) throws IOException, InterruptedException {
        this.folder = folder;
        this.machine = machine;
        this.coordinator = startCoordinator(machine.coordinatorBind());
        this.address = coordinator.awaitSaid(COORDINATOR_SAYS);
    }

    /** Returns when all workers have joined. The caller closes it. */
    static Cluster start(Path folder, Machine machine) throws IOException, InterruptedException {
        if (machine.smallDisk()) {
            Machine.mount(spillFolder(folder, 0));
        }
        Cluster cluster = new Cluster(folder, machine);
        try {
            for (int i = 0; i < WORKERS; i++) {
                cluster.workers.add(cluster.startWorker(i));
            }
            for (Child worker : cluster.workers) {
                worker.awaitSaid(WORKER_SAYS);
            }
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            cluster.close();
            throw failure;
        }
    }

    private Child startCoordinator(String bind) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("coordinator", "--bind", bind));
        arguments.addAll(machine.secret());
        if (machine.journal()) {
            arguments.addAll(List.of("--journal", folder.resolve("journal").toString()));
        }
        return keep(Child.start(
                "coordinator-" + launched++, List.of(), 256, folder.resolve("tmp-coordinator"), logs(), arguments));
    }

    private Child startWorker(int index) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "worker",
                "--coordinator",
                address,
                "--bind",
                machine.workerBind(index),
                "--slots",
                "1",
                "--memory",
                machine.memory(),
                "--spill-dir",
                spillFolder(index).toString()));
        arguments.addAll(machine.secret());
        return keep(Child.start(
                "worker-" + index + "-" + launched++,
                machine.workerPrefix(index),
                machine.heapMegabytes(),
                folder.resolve("tmp-worker-" + index),
                logs(),
                arguments));
    }

    private Child keep(Child child) {
        all.add(child);
        return child;
    }

    Child startClient(Work work, Path output) throws IOException {
        return keep(Child.start(
                "client-" + launched++,
                List.of(),
                512,
                folder.resolve("tmp-client"),
                logs(),
                work.on(address, machine.secret(), output)));
    }

    Path logs() {
        return folder.resolve("logs");
    }

    Path folder() {
        return folder;
    }

    Path spillFolder(int worker) {
        return spillFolder(folder, worker);
    }

    static Path spillFolder(Path folder, int worker) {
        return folder.resolve("spill-" + worker);
    }

    Machine machine() {
        return machine;
    }

    Child worker(int index) {
        return workers.get(index);
    }

    /** Processor time of the workers that are there. */
    long workMillis() {
        return workers.stream().mapToLong(Child::workMillis).sum();
    }

    void restartWorker(int index) throws IOException, InterruptedException {
        Child started = startWorker(index);
        workers.set(index, started);
        started.awaitSaid(WORKER_SAYS);
    }

    Child coordinator() {
        return coordinator;
    }

    /** At the same address, so that a client and workers that look for it find it. */
    void restartCoordinator() throws IOException, InterruptedException {
        coordinator = startCoordinator(address);
        address = coordinator.awaitSaid(COORDINATOR_SAYS);
    }

    /** Files that workers have spilled and still hold; neither locks nor shipped code. */
    List<Path> spilled(int worker) {
        try (Stream<Path> tree = Files.walk(spillFolder(worker))) {
            return tree.filter(file ->
                            file.getParent() != null && file.getParent().endsWith("spill") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException changedMeanwhile) {
            return List.of();
        }
    }

    /**
     * What the workers still hold of jobs that have ended, some time after the last of them has; and starts again what was killed, in
     * its place.
     *
     * @param clientKilled whether one of the jobs may go on because its client was killed, and may keep its files for a while
     */
    List<String> mend(boolean clientKilled) throws IOException, InterruptedException {
        if (clientKilled) {
            long untilNanos = System.nanoTime() + QUIET_NANOS;
            for (int i = 0; i < WORKERS; i++) {
                spilled(i).forEach(file -> withoutClient.putIfAbsent(job(file), untilNanos));
            }
        }
        List<String> left = new ArrayList<>();
        if (coordinator.isAlive()) {
            awaitNoSpill();
            spilledWithoutReason().forEach(file -> left.add("spill file of an ended job " + file));
        } else {
            restartCoordinator();
        }
        for (int i = 0; i < WORKERS; i++) {
            if (!worker(i).isAlive()) {
                restartWorker(i);
            }
        }
        return left;
    }

    /**
     * Ends all that runs, in order, and says what is left when all should be gone: processes that do not end, files and folders in
     * temporary and spill folders. What killed processes left is removed by their successors.
     */
    List<String> end() throws IOException, InterruptedException {
        List<String> left = new ArrayList<>();
        for (Child child : all) {
            child.askToEnd();
        }
        for (Child child : all) {
            if (!child.awaitEnd(END_MILLIS)) {
                left.add("process " + child.name());
                child.kill();
            }
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            tree.map(folder::relativize).filter(Cluster::isWithinTemporary).forEach(path -> left.add("file " + path));
        }
        return left;
    }

    /** Also a folder, be it empty. */
    private static boolean isWithinTemporary(Path path) {
        String first = path.getName(0).toString();
        return path.getNameCount() > 1 && (first.startsWith("tmp-") || first.startsWith("spill-"));
    }

    private void awaitNoSpill() {
        long deadlineNanos = System.nanoTime() + QUIET_NANOS;
        while (System.nanoTime() < deadlineNanos && !spilledWithoutReason().isEmpty()) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Files of live workers, but for those of jobs that wait for a client that was killed. */
    private List<Path> spilledWithoutReason() {
        withoutClient.values().removeIf(untilNanos -> System.nanoTime() > untilNanos);
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            if (worker(i).isAlive()) {
                files.addAll(spilled(i));
            }
        }
        files.removeIf(file -> withoutClient.containsKey(job(file)));
        return files;
    }

    /** The name of a spill file begins with that of its job. */
    private static String job(Path file) {
        return String.valueOf(file.getFileName()).split("-", 2)[0];
    }

    /** Kills what still runs. */
    @Override
    public void close() {
        try {
            for (Child child : all) {
                child.kill();
            }
            if (machine.smallDisk()) {
                Machine.unmount(spillFolder(0));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
