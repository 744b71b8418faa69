package io.dataflow.cli;

import io.dataflow.api.Dataset;
import io.dataflow.api.OnePass;
import io.dataflow.api.io.TextFiles;
import io.dataflow.api.text.Text;
import io.dataflow.examples.flights.Flights;
import io.dataflow.examples.flights.Reference;
import io.dataflow.files.Csv;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Joins airports, airlines and routes. */
@Command(
        name = "flights",
        description = {
            "Join the airports, airlines and routes of openflights.org: the busiest airports, what routes name that is not"
                    + " there, the airlines of each country, and the longest flights without a stop.",
            "Prints the first of each, then where the time went. With --output all are written as CSV, into the folders"
                    + " busiest, missing, countries and longest within DIR."
        },
        footer = {"", "Example: on two worker processes:", "  dataflow example flights --data openflights --workers 2"})
final class FlightsCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Folder of airports.dat, airlines.dat and routes.dat, or of those packed as .dat.gz.")
    private Path data = Path.of("");

    @Option(
            names = "--top",
            paramLabel = "K",
            converter = Counts.Words.class,
            description = "How many of each to print. Default: ${DEFAULT-VALUE}.")
    private int top = 10;

    @Mixin
    private final RunningOptions running = new RunningOptions();

    private final Console console;

    FlightsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Inputs.check(TextFiles.of(data));
        running.run(console, this::run);
        return 0;
    }

    private void run(ReportedSession session) throws InterruptedException {
        Flights flights = Flights.in(data, session, running.splitBytes());
        OnePass pass = session.onePass();
        List<Runnable> tables = List.of(
                table(
                        pass,
                        flights.busiest(),
                        "busiest",
                        List.of("routes", "airport"),
                        airport -> row(
                                named(airport.airport(), airport.name()) + ", " + readable(airport.country()),
                                airport.routes())),
                table(
                        pass,
                        flights.missing(),
                        "missing",
                        List.of("routes", "to what is not there"),
                        missing -> row(described(missing.reference()), missing.routes())),
                table(
                        pass,
                        flights.countries(),
                        "countries",
                        List.of("airlines", "active", "routes", "country"),
                        country -> row(
                                readable(country.name().orElse("(not known)")),
                                country.airlines(),
                                country.activeAirlines(),
                                country.routes())),
                table(
                        pass,
                        flights.longest(),
                        "longest",
                        List.of("km", "without a stop"),
                        leg -> row(
                                named(leg.from(), leg.fromName()) + " - " + named(leg.to(), leg.toName()),
                                leg.kilometers())));
        pass.run();
        tables.forEach(Runnable::run);
        StageTable.print(console.out(), session.reports());
    }

    /** Asks the pass for the first records, and for all as files if that is wanted; returns what prints them. */
    private <T> Runnable table(
            OnePass pass, Dataset<T> records, String name, List<String> header, Function<T, List<String>> row) {
        OnePass.Result<List<T>> first = pass.collect(records.limit(top));
        running.output().ifPresent(folder -> pass.write(records, Csv.into(folder.resolve(name))));
        return () -> {
            List<List<String>> rows = new ArrayList<>();
            rows.add(header);
            first.get().forEach(record -> rows.add(row.apply(record)));
            Columns.print(console.out(), rows);
            console.out().println();
        };
    }

    private static List<String> row(String text, long... numbers) {
        return Stream.concat(LongStream.of(numbers).mapToObj(Quantities::count), Stream.of(text))
                .toList();
    }

    private static String named(String code, String name) {
        return readable(code) + " " + readable(name);
    }

    private static String readable(String text) {
        return WordTable.readable(Text.of(text));
    }

    private static String described(Reference reference) {
        return reference.kind() + " " + readable(reference.code())
                + reference.id().map(id -> ", id " + id).orElse(", no id");
    }
}
