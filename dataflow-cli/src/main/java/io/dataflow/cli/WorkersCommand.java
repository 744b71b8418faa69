package io.dataflow.cli;

import io.dataflow.runtime.ClusterClient;
import io.dataflow.runtime.operations.WorkerState;
import io.dataflow.runtime.operations.WorkerSummary;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the workers of a cluster. */
@Command(
        name = "workers",
        description = {
            "List the workers of a cluster, in the order in which they joined.",
            "Workers are up; late, when heartbeats are missing; draining, when they are to leave; absent, when their"
                    + " connection is broken; or excluded from tasks for a while, since several jobs failed on them."
        },
        footer = {
            "",
            "Example: is there a worker at all?",
            "  dataflow workers --at-least 1 --cluster 127.0.0.1:7070 && echo ready"
        })
final class WorkersCommand implements Callable<Integer> {
    /** Fewer workers than asked for. */
    static final int TOO_FEW = 3;

    @Option(
            names = "--at-least",
            paramLabel = "N",
            converter = Counts.Least.class,
            description = "Exit with status 3 if fewer workers are up. Default: ${DEFAULT-VALUE}.")
    private int atLeast;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final JsonOption format = new JsonOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Console console;

    WorkersCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        common.applyLogLevel();
        List<WorkerSummary> workers;
        try (ClusterClient client = cluster.connect()) {
            workers = client.workers();
        }
        if (format.json()) {
            for (WorkerSummary worker : workers) {
                console.out().println(JsonLine.of(worker));
            }
        } else if (workers.isEmpty()) {
            console.out().println("no workers");
        } else {
            print(workers);
        }
        long up = workers.stream()
                .filter(worker -> worker.state() == WorkerState.UP)
                .count();
        return up < atLeast ? TOO_FEW : 0;
    }

    private void print(List<WorkerSummary> workers) {
        Listing listing = new Listing(
                Listing.Column.text("worker"),
                Listing.Column.text("state"),
                Listing.Column.number("busy"),
                Listing.Column.number("slots"),
                Listing.Column.number("memory"),
                Listing.Column.number("up for"),
                Listing.Column.number("heard of"),
                Listing.Column.text("address"));
        for (WorkerSummary worker : workers) {
            listing.add(
                    worker.worker(),
                    JsonLine.lower(worker.state()),
                    Integer.toString(worker.busySlots()),
                    Integer.toString(worker.slots()),
                    Quantities.bytes(worker.memoryBytes()),
                    Quantities.roughly(Duration.ofMillis(worker.joinedMillis())),
                    Quantities.duration(Duration.ofMillis(worker.heartbeatMillis())) + " ago",
                    worker.address());
        }
        listing.print(console.out());
        int busy = workers.stream().mapToInt(WorkerSummary::busySlots).sum();
        int slots = workers.stream().mapToInt(WorkerSummary::slots).sum();
        console.out()
                .println("in all " + workers.size() + (workers.size() == 1 ? " worker, " : " workers, ") + busy + " of "
                        + slots + " slots busy");
    }
}
