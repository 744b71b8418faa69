package io.dataflow.cli.reliability;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One process of Dataflow's command line, with a temporary folder of its own and files for what it says. */
final class Child {
    private static final long READY_MILLIS = 30_000;
    private static final long LOOK_AGAIN_MILLIS = 10;

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private Child(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * @param prefix of the command, for another network
     * @param temp its temporary folder, which is made if it is not there
     * @param logs where it leaves {@code name.out} and {@code name.err}
     */
    static Child start(
            String name, List<String> prefix, int heapMegabytes, Path temp, Path logs, List<String> arguments)
            throws IOException {
        Files.createDirectories(temp);
        Files.createDirectories(logs);
        Path out = logs.resolve(name + ".out");
        Path err = logs.resolve(name + ".err");
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseParallelGC",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temp,
                "-cp",
                System.getProperty("java.class.path", "." + File.pathSeparator),
                "io.dataflow.cli.Dataflow"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        process.getOutputStream().close();
        return new Child(name, process, out, err);
    }

    /** What stands behind {@code announcement} in its output, up to a comma or the end of the line; waits for it. */
    String awaitSaid(String announcement) throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MILLIS);
        while (System.nanoTime() < deadlineNanos) {
            for (String line : Files.readAllLines(out)) {
                if (line.startsWith(announcement)) {
                    return line.substring(announcement.length()).split(",", 2)[0];
                }
            }
            if (awaitEnd(LOOK_AGAIN_MILLIS)) {
                break;
            }
        }
        throw new IOException(name + " does not say '" + announcement + "' but " + Files.readAllLines(err));
    }

    boolean awaitEnd(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Processor time so far; 0 when it has ended. */
    long workMillis() {
        return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
    }

    int exitCode() {
        return process.exitValue();
    }

    /** SIGKILL; returns when it is dead. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. */
    void askToEnd() {
        process.destroy();
    }

    /** As {@code kill -SIGNAL}. */
    void signal(String signal) throws IOException, InterruptedException {
        Shell.run("kill", "-" + signal, Long.toString(process.pid()));
    }

    String name() {
        return name;
    }

    Path out() {
        return out;
    }

    List<String> errors() throws IOException {
        return Files.readAllLines(err);
    }
}
