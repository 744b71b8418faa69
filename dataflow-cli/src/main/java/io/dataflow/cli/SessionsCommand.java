package io.dataflow.cli;

import io.dataflow.api.Dataset;
import io.dataflow.api.OnePass;
import io.dataflow.api.io.FileSink;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import io.dataflow.examples.weblog.Visit;
import io.dataflow.examples.weblog.WebSessions;
import io.dataflow.examples.weblog.WebSessions.Summary;
import io.dataflow.files.Csv;
import io.dataflow.files.JsonLines;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds the sessions in web logs. */
@Command(
        name = "sessions",
        description = {
            "Find the sessions in logs of a web server: requests of one client without a longer silence between them.",
            "Prints how many there are, how long they are and who asked for most, then where the time went. With --output all"
                    + " are written into the folder DIR/sessions, sorted by when they begin, and the lines that are no requests"
                    + " into DIR/rejected."
        },
        footer = {
            "",
            "Example: sessions as CSV, with three worker processes:",
            "  dataflow example sessions --input 'logs/access*.gz' --gap 15min --output visits --workers 3"
        })
final class SessionsCommand implements Callable<Integer> {
    @Option(
            names = "--input",
            paramLabel = "PATH",
            arity = "1..*",
            required = true,
            description = "File, folder or glob of logs in the combined format, .gz unpacked; any number of them.")
    private List<String> inputs = new ArrayList<>();

    @Option(
            names = "--gap",
            paramLabel = "DURATION",
            converter = Durations.Converter.class,
            description = "After a longer silence a new session begins: 90s, 30min, 2h, 1d. Default: 30min.")
    private Duration gap = WebSessions.USUAL_GAP;

    @Option(names = "--json", description = "Write JSON lines instead of CSV.")
    private boolean json;

    @Mixin
    private final RunningOptions running = new RunningOptions();

    private final Console console;

    SessionsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        TextFiles input = TextFiles.of(inputs.toArray(String[]::new)).splitBytes(running.splitBytes());
        Inputs.check(input);
        running.run(console, session -> run(WebSessions.of(session.read(input.strings()), gap), session));
        return 0;
    }

    private void run(WebSessions sessions, ReportedSession session) throws InterruptedException {
        OnePass pass = session.onePass();
        OnePass.Result<Summary> summary = sessions.summary(pass);
        running.output().ifPresent(folder -> {
            Dataset<Visit> inOrder = sessions.visits().sortBy(Visit::start).thenBy(Visit::client);
            pass.write(inOrder, visitsIn(folder.resolve("sessions")));
            pass.write(sessions.rejected(), JsonLines.into(folder.resolve("rejected")));
        });
        pass.run();
        print(summary.get());
        console.out().println();
        StageTable.print(console.out(), session.reports());
    }

    private FileSink<Visit> visitsIn(Path folder) {
        return json ? JsonLines.into(folder) : Csv.into(folder);
    }

    private void print(Summary summary) {
        PrintWriter out = console.out();
        out.println(Quantities.count(summary.visits()) + " sessions"
                + summary.meanSeconds()
                        .map(seconds -> ", " + seconds(seconds) + " long on average")
                        .orElse(""));
        summary.longest()
                .ifPresent(visit -> out.println("longest: " + Quantities.duration(visit.length()) + " from "
                        + visit.start() + ", " + Quantities.count(visit.requests()) + " requests by "
                        + WordTable.readable(Text.of(visit.client()))));
        summary.busiest()
                .ifPresent(client -> out.println("busiest client: " + WordTable.readable(Text.of(client.name()))
                        + ", " + Quantities.count(client.requests()) + " requests in "
                        + Quantities.count(client.visits()) + " sessions"));
        out.println(
                summary.rejectedLines() == 1
                        ? "1 line is no request in the combined log format"
                        : Quantities.count(summary.rejectedLines())
                                + " lines are no requests in the combined log format");
        running.output()
                .ifPresent(folder -> out.println("wrote the sessions into " + folder.resolve("sessions")
                        + ", such lines into " + folder.resolve("rejected")));
    }

    private static String seconds(double seconds) {
        return Quantities.duration(Duration.ofMillis(Math.round(seconds * 1e3)));
    }
}
