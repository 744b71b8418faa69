package io.dataflow.examples.flights;

import static io.dataflow.api.Order.DESCENDING;
import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.filtering;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.io.TextFiles;
import io.dataflow.files.Csv;
import io.dataflow.files.CsvFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Airports, airlines and routes, as openflights.org has them: what joins make of nulls, and of ids that nobody has. Keys are
 * never null, so what is a key and may be missing is an {@link Optional}; an empty one finds no partner.
 */
public record Flights(Dataset<Airport> airports, Dataset<Airline> airlines, Dataset<Route> routes) {

    /** An airport, and how many routes begin or end there. */
    public record Busy(String airport, String name, String country, long routes) {}

    /** What is not there, and how many routes name it. */
    public record Missing(Reference reference, long routes) {}

    /**
     * A country's airlines, and their routes.
     *
     * @param name empty where the country of airlines is not known
     */
    public record Country(Optional<String> name, long airlines, long activeAirlines, long routes) {}

    /** A pair of airports, the same in both directions. */
    public record Leg(String from, String fromName, String to, String toName, long kilometers) {
        static Leg between(Airport one, Airport other) {
            return one.code().compareTo(other.code()) > 0
                    ? between(other, one)
                    : new Leg(one.code(), one.name(), other.code(), other.name(), Math.round(one.kilometersTo(other)));
        }
    }

    /** Reads {@code airports.dat}, {@code airlines.dat} and {@code routes.dat}, or {@code airports.dat.gz} and so on. */
    public static Flights in(Path folder, Session session, long splitBytes) {
        CsvFiles airports = file(folder, "airports", splitBytes)
                .columns("id", "name", "city", "country", "iata", "icao", "latitude", "longitude")
                .ragged(true);
        CsvFiles airlines = file(folder, "airlines", splitBytes)
                .columns("id", "name", "alias", "iata", "icao", "callsign", "country", "active");
        CsvFiles routes = file(folder, "routes", splitBytes)
                .columns("airline", "airlineId", "from", "fromId", "to", "toId", "codeshare", "stops", "equipment");
        return new Flights(
                session.read(airports.as(Airport.class)),
                session.read(airlines.as(Airline.class)),
                session.read(routes.as(Route.class)));
    }

    private static CsvFiles file(Path folder, String name, long splitBytes) {
        Path plain = folder.resolve(name + ".dat");
        Path packed = folder.resolve(name + ".dat.gz");
        return Csv.files(Files.exists(packed) && !Files.exists(plain) ? packed : plain)
                .nulls("\\N")
                .multiline(false)
                .splitBytes(splitBytes);
    }

    /** The airports by how many routes begin or end there; an inner join leaves out what is no known airport. */
    public Dataset<Busy> busiest() {
        return routes.flatMap(Route::toAirports)
                .groupBy(Reference::id)
                .count()
                .join(airports)
                .on(
                        Pair::first,
                        Airport::key,
                        (counted, airport) ->
                                new Busy(airport.code(), airport.name(), airport.country(), counted.second()))
                .sortBy(Busy::routes, DESCENDING)
                .thenBy(Busy::airport);
    }

    /** What routes name without an id, or with one that nobody has: anti joins. */
    public Dataset<Missing> missing() {
        Dataset<Reference> toNoAirport =
                routes.flatMap(Route::toAirports).antiJoin(airports).on(Reference::id, Airport::key);
        Dataset<Reference> toNoAirline =
                routes.map(Route::toAirline).antiJoin(airlines).on(Reference::id, Airline::key);
        return toNoAirport
                .union(toNoAirline)
                .groupBy(reference -> reference)
                .aggregate(count(), Missing::new)
                .sortBy(Missing::routes, DESCENDING)
                .thenBy(missing -> missing.reference().kind())
                .thenBy(missing -> missing.reference().code())
                .thenBy(missing -> missing.reference().id().orElse(0));
    }

    /** The countries by how many airlines they have; a left join, since most airlines have no route here. */
    public Dataset<Country> countries() {
        record Carrier(Airline airline, long routes) {}

        Dataset<Pair<Optional<Integer>, Long>> counts =
                routes.groupBy(Route::airlineId).count();
        return airlines.leftJoin(counts)
                .on(
                        Airline::key,
                        Pair::first,
                        (airline, counted) ->
                                new Carrier(airline, counted.map(Pair::second).orElse(0L)))
                .groupBy(carrier -> carrier.airline().country())
                .aggregate(
                        count(),
                        filtering(carrier -> carrier.airline().isActive(), count()),
                        sumLong(Carrier::routes),
                        Country::new)
                .sortBy(Country::airlines, DESCENDING)
                .thenBy(country -> country.name().orElse(""));
    }

    /** The airports between which somebody flies without a stop, the farthest apart first. */
    public Dataset<Leg> longest() {
        return routes.filter(route -> route.stops() == 0)
                .join(airports)
                .on(Route::fromId, Airport::key)
                .join(airports)
                .on(begun -> begun.first().toId(), Airport::key, (begun, end) -> Leg.between(begun.second(), end))
                .distinct()
                .sortBy(Leg::kilometers, DESCENDING)
                .thenBy(Leg::from)
                .thenBy(Leg::to);
    }

    /** Prints the first of everything there is to know about the files in a folder. */
    public static void main(String[] folder) {
        try (Session session = Session.local()) {
            Flights flights = in(Path.of(folder[0]), session, TextFiles.DEFAULT_SPLIT_BYTES);
            for (Dataset<?> answer :
                    List.of(flights.busiest(), flights.missing(), flights.countries(), flights.longest())) {
                answer.limit(10).forEach(System.out::println);
            }
        }
    }
}
