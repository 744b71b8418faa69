package io.dataflow.examples.weblog;

import static io.dataflow.api.Order.DESCENDING;
import static io.dataflow.api.aggregate.Aggregators.average;
import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.optional;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.ErrorPolicy;
import io.dataflow.api.OnePass;
import io.dataflow.api.Rejected;
import io.dataflow.api.Session;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the clients of a web server asked for in one go. Such a web session, here a {@link Visit}, is over when its client is
 * silent for longer than a gap. Lines of the log that are no requests are set aside.
 *
 * @param rejected the lines that were set aside
 */
public record WebSessions(Dataset<Visit> visits, Dataset<Rejected<?>> rejected) {
    public static final Duration USUAL_GAP = Duration.ofMinutes(30);

    /** Who asked, and how much. */
    public record Client(String name, long visits, long requests) {}

    /**
     * What there is to say of all visits.
     *
     * @param meanSeconds how long a visit is, those of one request included; empty where there is no visit
     */
    public record Summary(
            long visits,
            Optional<Double> meanSeconds,
            Optional<Visit> longest,
            Optional<Client> busiest,
            long rejectedLines) {}

    /** The visits in a log, of which the lines may come in any order. */
    public static WebSessions of(Dataset<String> lines, Duration gap) {
        Dataset<Hit> hits = lines.map(Hit::parse).named("parse").onError(ErrorPolicy.setAside());
        // A log has whole seconds; within one the pages decide, so that the order of reading does not.
        Dataset<Visit> visits = hits.groupBy(Hit::client)
                .sortedBy(Hit::time)
                .thenBy(Hit::page)
                .transformGroups(Visit.class, (client, hitsInOrder, output) -> {
                    Iterator<Hit> rest = hitsInOrder.iterator();
                    Visit visit = Visit.begunBy(rest.next());
                    while (rest.hasNext()) {
                        Hit hit = rest.next();
                        if (visit.isOverWhen(hit, gap)) {
                            output.emit(visit);
                            visit = Visit.begunBy(hit);
                        } else {
                            visit = visit.with(hit);
                        }
                    }
                    output.emit(visit);
                });
        return new WebSessions(visits, hits.rejected());
    }

    /** All clients, those with the most requests first. */
    public Dataset<Client> clients() {
        return visits.groupBy(Visit::client)
                .aggregate(count(), sumLong(Visit::requests), Client::new)
                .sortBy(Client::requests, DESCENDING)
                .thenBy(Client::name);
    }

    /** Asks the pass for the summary, which can be had once it has run. */
    public OnePass.Result<Summary> summary(OnePass pass) {
        Dataset<Visit> longestFirst =
                visits.sortBy(Visit::length, DESCENDING).thenBy(Visit::start).thenBy(Visit::client);
        OnePass.Result<Long> visitCount = pass.count(visits);
        OnePass.Result<Optional<Double>> meanSeconds =
                pass.aggregate(visits, optional(average(visit -> visit.length().toSeconds())));
        OnePass.Result<List<Visit>> longest = pass.collect(longestFirst.limit(1));
        OnePass.Result<List<Client>> busiest = pass.collect(clients().limit(1));
        OnePass.Result<Long> rejectedLines = pass.count(rejected);
        return () -> new Summary(
                visitCount.get(),
                meanSeconds.get(),
                longest.get().stream().findFirst(),
                busiest.get().stream().findFirst(),
                rejectedLines.get());
    }

    /** Prints a summary of the logs in the files, folders and globs that are named. */
    public static void main(String[] paths) {
        try (Session session = Session.local()) {
            OnePass pass = session.onePass();
            OnePass.Result<Summary> summary =
                    of(session.readText(paths), USUAL_GAP).summary(pass);
            pass.run();
            System.out.println(summary.get());
        }
    }
}
