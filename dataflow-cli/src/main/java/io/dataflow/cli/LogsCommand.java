package io.dataflow.cli;

import io.dataflow.runtime.ClusterClient;
import io.dataflow.runtime.operations.LogLine;
import io.dataflow.runtime.operations.LogPage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what the tasks of a job have logged. */
@Command(
        name = "logs",
        description = {
            "Print what the tasks of a job have logged on all workers: INFO and above, by SLF4J, java.util.logging or"
                    + " System.Logger.",
            "A line has the time, the level, stage/task/attempt, and the logger. The cluster keeps the latest lines of each"
                    + " attempt and of each job; how many were dropped is told to standard error."
        },
        footer = {
            "",
            "Example: as it comes, until the job ends:",
            "  dataflow logs 3f9c --follow --cluster 127.0.0.1:7070"
        })
final class LogsCommand implements Callable<Integer> {
    /** As often as workers tell. */
    private static final long POLL_MILLIS = 500;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ID",
            description = "The job, or the beginning of its id. Default: the job that was submitted last.")
    private @Nullable String id;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the job ends.")
    private boolean follow;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final JsonOption format = new JsonOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Console console;
    private final Moments moments = Moments.here();
    private long lineCount;
    private final CountDownLatch stopped = new CountDownLatch(1);

    LogsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        common.applyLogLevel();
        try (Cleanup cleanup = Cleanup.whenProcessStops(stopped::countDown);
                ClusterClient client = cluster.connect()) {
            String chosen = JobChoice.of(client.jobs(), Optional.ofNullable(id));
            long dropped = print(client, chosen);
            if (lineCount == 0 && !format.json()) {
                console.err().println("dataflow: the tasks of job " + chosen + " have logged nothing");
            }
            if (dropped > 0) {
                console.err()
                        .println("dataflow: " + Quantities.count(dropped) + (dropped == 1 ? " line was" : " lines were")
                                + " dropped, the oldest first");
            }
            return cleanup.stopping() ? OneLineFailures.INTERRUPTED : 0;
        }
    }

    /** Returns how many lines were dropped. */
    private long print(ClusterClient client, String job) throws IOException, InterruptedException {
        LogPage page = new LogPage(List.of(), 0, 0, false);
        while (true) {
            page = client.logs(job, page.next());
            for (LogLine line : page.lines()) {
                console.out().println(format.json() ? JsonLine.of(line) : text(line));
                lineCount++;
            }
            boolean nothingNew = page.lines().isEmpty();
            boolean enough = page.ended() || (nothingNew && !follow);
            if (enough || (nothingNew && stopped.await(POLL_MILLIS, TimeUnit.MILLISECONDS))) {
                return page.droppedCount();
            }
        }
    }

    private String text(LogLine line) {
        String level = line.level().name();
        return moments.precise(line.millis()) + " " + level + " ".repeat(5 - level.length()) + " " + line.stage() + "/"
                + line.task() + "/" + line.attempt() + " " + shortName(line.logger()) + ": " + readable(line.text());
    }

    /** Without characters by which a text could command the terminal. */
    static String readable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}&&[^\n\t]]", "\uFFFD");
    }

    static String shortName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
