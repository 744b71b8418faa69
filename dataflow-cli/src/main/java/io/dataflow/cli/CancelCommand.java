package io.dataflow.cli;

import io.dataflow.runtime.ClusterClient;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cancels a job. */
@Command(
        name = "cancel",
        description = "Cancel a job, whoever submitted it. Its program is told, with the reason.",
        footer = {"", "Example:", "  dataflow cancel 3f9c --reason 'wrong input' --cluster 127.0.0.1:7070"})
final class CancelCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ID", description = "The job, or the beginning of its id.")
    private String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Default: ${DEFAULT-VALUE}.")
    private String reason = "cancelled from the command line";

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Console console;

    CancelCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        common.applyLogLevel();
        try (ClusterClient client = cluster.connect()) {
            String chosen = JobChoice.of(client.jobs(), Optional.of(id));
            client.cancel(chosen, reason);
            // The answer to a question comes behind what was sent before it.
            String state = client.job(chosen)
                    .map(job -> JsonLine.lower(job.summary().state()))
                    .orElse("forgotten");
            console.out().println("job " + chosen + " is " + state);
        }
        return 0;
    }
}
