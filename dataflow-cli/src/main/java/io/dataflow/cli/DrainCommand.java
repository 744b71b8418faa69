package io.dataflow.cli;

import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.ClusterClient;
import io.dataflow.runtime.operations.WorkerSummary;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a worker leave. */
@Command(
        name = "drain",
        description = {
            "Have a worker leave: it gets no more tasks, finishes those that it runs, and stays while jobs need what it has"
                    + " computed. Then its process ends with status 0.",
            "Returns when the worker has been asked, or with --wait when it is gone."
        },
        footer = {
            "",
            "Example: before a machine is taken away:",
            "  dataflow drain 27e8 --wait --timeout 1h --cluster 127.0.0.1:7070"
        })
final class DrainCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 500;

    /** For the last task to be stopped, and the goodbye, after the time of a worker is over. */
    private static final long GOODBYE_MILLIS = 30_000;

    @Parameters(
            index = "0",
            paramLabel = "WORKER",
            description = "The worker's id, the beginning of it, or its address, as 'dataflow workers' tells them.")
    private String named = "";

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = Durations.Converter.class,
            description =
                    "How long it stays at most; what is needed of it after that is computed again elsewhere. Default: 10min.")
    private Duration timeout = Duration.ofMinutes(10);

    @Option(names = "--wait", description = "Return when the worker is gone.")
    private boolean wait;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final JsonOption format = new JsonOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Console console;
    private final CountDownLatch stopped = new CountDownLatch(1);

    DrainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        common.applyLogLevel();
        try (Cleanup cleanup = Cleanup.whenProcessStops(stopped::countDown);
                ClusterClient client = cluster.connect()) {
            WorkerSummary worker = WorkerChoice.of(client.workers(), named);
            client.drain(worker.worker(), timeout);
            Optional<WorkerSummary> now = wait ? awaitGone(client, worker) : find(client, worker);
            tell(worker, now);
            return cleanup.stopping() ? OneLineFailures.INTERRUPTED : 0;
        }
    }

    private static Optional<WorkerSummary> find(ClusterClient client, WorkerSummary worker) {
        return client.workers().stream()
                .filter(known -> known.worker().equals(worker.worker()))
                .findFirst();
    }

    /** Empty when it is gone; the worker when this process was told to stop before that. */
    private Optional<WorkerSummary> awaitGone(ClusterClient client, WorkerSummary worker) throws InterruptedException {
        long limitMillis = timeout.toMillis() + GOODBYE_MILLIS;
        long beganNanos = System.nanoTime();
        Optional<WorkerSummary> now = find(client, worker);
        while (now.isPresent() && !stopped.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos) > limitMillis) {
                throw new DataflowException(
                        FailureKind.RESOURCES,
                        "Worker " + worker.worker() + " at " + worker.address() + " is still there, "
                                + TimeUnit.MILLISECONDS.toSeconds(GOODBYE_MILLIS)
                                + " s after its time was over; end its"
                                + " process, and look at its log for tasks that cannot be stopped");
            }
            now = find(client, worker);
        }
        return now;
    }

    private void tell(WorkerSummary worker, Optional<WorkerSummary> now) throws IOException {
        if (format.json()) {
            console.out().println(now.isPresent() ? JsonLine.of(now.get()) : JsonLine.ofGone(worker));
        } else {
            String state = now.map(known -> JsonLine.lower(known.state())).orElse("gone");
            console.out().println("worker " + worker.worker() + " at " + worker.address() + " is " + state);
        }
    }
}
