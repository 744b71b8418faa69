package io.dataflow.cli;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A coordinator and some workers, each in a process of its own, on free ports of this machine and with a secret that nobody
 * else knows. Its owner closes it; should this process die before that, the others end by themselves.
 */
final class ProcessCluster implements AutoCloseable {
    private static final int SECRET_BYTES = 32;
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    /** The coordinator keeps plans and the places of outputs, no data. */
    private static final long COORDINATOR_HEAP_BYTES = 512L << 20;

    private final WorkerSize size;
    private final Consumer<String> log;
    private final Path folder;
    private final Path secretFile;
    private final List<ChildProcess> children = new ArrayList<>();
    private boolean closed;

    private ProcessCluster(WorkerSize size, Consumer<String> log, Path folder, Path secretFile) {
        this.size = size;
        this.log = log;
        this.folder = folder;
        this.secretFile = secretFile;
    }

    /**
     * Starts nothing yet, so that it can be closed while it starts.
     *
     * @param temp where it has a folder of its own, which only this user can read
     * @param log gets the lines that the processes write
     */
    static ProcessCluster in(Path temp, WorkerSize size, Consumer<String> log) throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(temp), "dataflow-cluster-");
        // In the folder of the coordinator, which removes it in case this process cannot.
        Path secretFile = Files.createDirectory(folder.resolve("coordinator")).resolve("secret");
        return new ProcessCluster(size, log, folder, secretFile);
    }

    /** Returns the address for sessions, as soon as all workers are there. */
    String start(int workerCount) throws IOException {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        Files.writeString(secretFile, HexFormat.of().formatHex(secret));

        String coordinator = launch(
                        "coordinator",
                        CoordinatorCommand.READY,
                        COORDINATOR_HEAP_BYTES,
                        List.of("coordinator", "--bind", "127.0.0.1:0"))
                .awaitAddress();
        List<ChildProcess> workers = new ArrayList<>();
        for (int i = 1; i <= workerCount; i++) {
            workers.add(launch("worker-" + i, WorkerCommand.READY, size.heapBytes(), workerArguments(coordinator)));
        }
        workers.forEach(worker -> log.accept("worker ready at " + worker.awaitAddress()));
        return SessionAddress.of(coordinator, secretFile, Optional.empty());
    }

    private List<String> workerArguments(String coordinator) {
        return List.of(
                "worker",
                "--coordinator",
                coordinator,
                "--slots",
                Integer.toString(size.slots()),
                "--memory",
                Long.toString(size.memoryBytes()));
    }

    private synchronized ChildProcess launch(String name, String readyText, long heapBytes, List<String> arguments)
            throws IOException {
        if (closed) {
            throw new DataflowException(FailureKind.CANCELLED, "The cluster was closed while it started");
        }
        Path own = Files.createDirectories(folder.resolve(name));
        List<String> command = new ArrayList<>(javaCommand(heapBytes, own));
        command.add(Dataflow.class.getName());
        command.addAll(arguments);
        command.addAll(List.of("--secret-file", secretFile.toString(), "--exit-with-stdin", own.toString()));
        ChildProcess child = ChildProcess.start(name, readyText, command, log);
        children.add(child);
        return child;
    }

    /** The same Java with the same class path, whose temporary files go where they are removed even after a kill. */
    private static List<String> javaCommand(long heapBytes, Path temp) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapBytes,
                "-XX:+UseParallelGC",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temp,
                "-cp",
                System.getProperty("java.class.path", "." + File.pathSeparator)));
        if (ProcessCluster.class.desiredAssertionStatus()) {
            command.add("-ea");
        }
        // The archive of classes that this process was started with, if it was; Java leaves one out that does not fit.
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (option.startsWith("-XX:SharedArchiveFile=") || option.startsWith("-Xlog:cds")) {
                command.add(option);
            }
        }
        return command;
    }

    /** Returns when all processes are gone, and their files. */
    @Override
    public void close() throws IOException {
        List<ChildProcess> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(children);
        }
        try {
            all.forEach(ChildProcess::askToEnd);
            if (!haveEnded(all)) {
                all.forEach(ChildProcess::terminate);
            }
            if (!haveEnded(all)) {
                all.forEach(ChildProcess::kill);
            }
            if (!haveEnded(all)) {
                log.accept("Some processes of the cluster do not end");
            }
        } catch (InterruptedException interrupted) {
            all.forEach(ChildProcess::kill);
            Thread.currentThread().interrupt();
        }
        FileTree.delete(folder);
    }

    private static boolean haveEnded(List<ChildProcess> all) throws InterruptedException {
        boolean ended = true;
        for (ChildProcess child : all) {
            ended &= child.awaitEnd(END_LIMIT);
        }
        return ended;
    }
}
