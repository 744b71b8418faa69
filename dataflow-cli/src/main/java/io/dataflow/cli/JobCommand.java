package io.dataflow.cli;

import io.dataflow.api.JobReport;
import io.dataflow.api.failure.DataflowException;
import io.dataflow.api.failure.FailureKind;
import io.dataflow.runtime.ClusterClient;
import io.dataflow.runtime.operations.JobSummary;
import io.dataflow.runtime.operations.JobView;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells how far a job is, or what it did. */
@Command(
        name = "job",
        description = "Tell how far a job is, or what it did: its stages, counters, losses, and why it failed.",
        footer = {"", "Example: the job that was submitted last:", "  dataflow job --cluster 127.0.0.1:7070"})
final class JobCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ID",
            description = "The job, or the beginning of its id. Default: the job that was submitted last.")
    private @Nullable String id;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final JsonOption format = new JsonOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Console console;

    JobCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        common.applyLogLevel();
        JobView job;
        try (ClusterClient client = cluster.connect()) {
            String chosen = JobChoice.of(client.jobs(), Optional.ofNullable(id));
            job = client.job(chosen)
                    .orElseThrow(() -> new DataflowException(
                            FailureKind.BAD_DATA, "The cluster has forgotten job " + chosen + " just now"));
        }
        if (format.json()) {
            console.out().println(JsonLine.of(job.summary(), job.report()));
        } else {
            print(job.summary(), job.report());
        }
        return 0;
    }

    private void print(JobSummary job, JobReport report) {
        PrintWriter out = console.out();
        Moments moments = Moments.here();
        String elapsed = Quantities.duration(Duration.ofMillis(job.elapsedMillis()));
        out.println("job        " + job.job() + " '" + job.name() + "'");
        out.println(
                "state      " + JsonLine.lower(job.state()) + (job.state().ended() ? " after " : " for ") + elapsed);
        out.println("submitted  " + moments.day(job.submittedMillis()));
        out.println("tasks      " + Quantities.count(job.doneTaskCount()) + " of " + Quantities.count(job.taskCount())
                + " done, " + Quantities.count(job.runningTaskCount()) + " running; " + job.doneStageCount() + " of "
                + job.stageCount() + " stages done");
        if (job.failure() != null) {
            out.println("failure    " + OneLineFailures.oneLine(job.failure()));
        }
        report.counters().forEach((name, count) -> out.println("counter    " + name + " = " + Quantities.count(count)));
        out.println();
        StageTable.print(out, List.of(report));
    }
}
