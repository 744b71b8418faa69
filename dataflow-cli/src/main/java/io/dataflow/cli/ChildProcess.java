package io.dataflow.cli;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.loop.NamedThreads;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A coordinator or a worker in a process of its own, which ends when this process does: its standard input is a pipe
 * from here. Safe for use by many threads.
 */
final class ChildProcess {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final String name;
    private final String readyText;
    private final Process process;
    private final Consumer<String> log;
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private ChildProcess(String name, String readyText, Process process, Consumer<String> log) {
        this.name = name;
        this.readyText = readyText;
        this.process = process;
        this.log = log;
    }

    /**
     * @param readyText begins the line in which the child tells its address
     * @param log gets every other line that it writes
     */
    static ChildProcess start(String name, String readyText, List<String> command, Consumer<String> log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            // What a user has configured for clusters is not meant for this one.
            builder.environment().keySet().removeIf(variable -> variable.startsWith("DATAFLOW_"));
            Process process = builder.start();
            ChildProcess child = new ChildProcess(name, readyText, process, log);
            Thread output = NamedThreads.single("dataflow-output-" + name, child::readOutput);
            output.start();
            return child;
        } catch (IOException failure) {
            throw new DataflowException(
                    FailureKind.RESOURCES, "The " + name + " cannot be started: " + failure.getMessage(), failure);
        }
    }

    private void readOutput() {
        String last = "it wrote nothing";
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(readyText)) {
                    ready.complete(line.substring(readyText.length()).split(",", 2)[0]);
                } else {
                    last = line;
                    log.accept(name + ": " + line);
                }
            }
        } catch (IOException broken) {
            last = "its output broke: " + broken.getMessage();
        }
        ready.completeExceptionally(new DataflowException(
                FailureKind.RESOURCES, "The " + name + " did not start: " + last.replaceFirst("^dataflow: ", "")));
    }

    /** Where it listens, as soon as it does. */
    String awaitAddress() {
        try {
            return ready.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException ended) {
            throw (DataflowException) ended.getCause();
        } catch (TimeoutException slow) {
            throw new DataflowException(
                    FailureKind.RESOURCES,
                    "The " + name + " was not ready after " + START_LIMIT.toSeconds()
                            + " s; is the machine out of memory or processors?",
                    slow);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DataflowException(
                    FailureKind.CANCELLED, "Interrupted while waiting for the " + name, interrupted);
        }
    }

    /** Asks it to end, by closing its input. */
    void askToEnd() {
        try {
            process.getOutputStream().close();
        } catch (IOException endedBefore) {
            assert !process.isAlive() : endedBefore;
        }
    }

    void terminate() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Whether it has ended, after waiting for that up to {@code timeout}. */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
