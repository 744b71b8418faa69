package io.dataflow.cli;

import io.dataflow.runtime.ClusterClient;
import io.dataflow.runtime.operations.JobSummary;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the jobs of a cluster. */
@Command(
        name = "jobs",
        description =
                "List the jobs of a cluster: those that run, and the latest 200 of those that have ended. The latest come last.",
        footer = {"", "Example:", "  dataflow jobs --cluster 127.0.0.1:7070"})
final class JobsCommand implements Callable<Integer> {
    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final JsonOption format = new JsonOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Console console;

    JobsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        common.applyLogLevel();
        List<JobSummary> jobs;
        try (ClusterClient client = cluster.connect()) {
            jobs = client.jobs();
        }
        if (format.json()) {
            for (JobSummary job : jobs) {
                console.out().println(JsonLine.of(job));
            }
        } else if (jobs.isEmpty()) {
            console.out().println("no jobs");
        } else {
            print(jobs, Moments.here());
        }
        return 0;
    }

    private void print(List<JobSummary> jobs, Moments moments) {
        Listing listing = new Listing(
                Listing.Column.text("job"),
                Listing.Column.text("state"),
                Listing.Column.text("submitted"),
                Listing.Column.number("elapsed"),
                Listing.Column.number("stages"),
                Listing.Column.number("tasks"),
                Listing.Column.text("name"));
        LocalDate today = LocalDate.now(moments.zone());
        for (JobSummary job : jobs) {
            listing.add(
                    job.job(),
                    JsonLine.lower(job.state()),
                    moments.brief(job.submittedMillis(), today),
                    Quantities.duration(Duration.ofMillis(job.elapsedMillis())),
                    job.doneStageCount() + "/" + job.stageCount(),
                    job.doneTaskCount() + "/" + job.taskCount(),
                    job.name());
        }
        listing.print(console.out());
    }
}
