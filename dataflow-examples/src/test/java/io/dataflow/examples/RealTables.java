package io.dataflow.examples;

import static io.dataflow.api.Order.DESCENDING;
import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.filtering;
import static io.dataflow.api.aggregate.Aggregators.mapping;
import static io.dataflow.api.aggregate.Aggregators.max;
import static io.dataflow.api.aggregate.Aggregators.min;
import static io.dataflow.api.aggregate.Aggregators.optional;
import static io.dataflow.api.aggregate.Aggregators.reduce;
import static io.dataflow.api.aggregate.Aggregators.sumLong;
import static io.dataflow.api.aggregate.Aggregators.toSet;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;
import io.dataflow.files.Csv;
import io.dataflow.files.JsonLines;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Questions to real tables, each as a program; rows as the database of the expected answers prints them. */
record RealTables(Session session, Path data) {
    private static final String NULL = "\\N";
    private static final Pattern ANSWERED =
            Pattern.compile("(?<client>\\S+) .*\" (?<status>\\d{3}) (?<bytes>\\d+|-) \".*\" \".*\"?");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    record Route(Optional<String> airline, Optional<Integer> fromId) {}

    record Airport(int id, String country) {
        Optional<Integer> key() {
            return Optional.of(id);
        }
    }

    record Diamond(BigDecimal carat, String cut, String color, String clarity, long price) {}

    record Weather(
            String origin, int month, Optional<Double> temp, Optional<Double> wind_speed, Optional<Double> wind_gust) {}

    record Flight(long delay, long distance, String origin) {}

    record UsAirport(String iata, String state) {}

    record Ride(LocalDateTime pickup, BigDecimal fare, Optional<String> pickup_borough) {}

    /** A line of a web server's log; no bytes where it has a hyphen. */
    record Answered(String client, String status, Optional<Long> bytes) {
        static List<Answered> in(String line) {
            Matcher fields = ANSWERED.matcher(line);
            if (!fields.matches()) {
                throw new IllegalArgumentException("not a request: " + line);
            }
            String bytes = fields.group("bytes");
            return List.of(new Answered(
                    fields.group("client"),
                    fields.group("status"),
                    bytes.equals("-") ? Optional.empty() : Optional.of(Long.parseLong(bytes))));
        }
    }

    /** The rows of one answer, without its header. */
    List<String> answer(String name) {
        return switch (name) {
            case "r01-routes-by-source-country" -> routesBySourceCountry();
            case "r02-routes-unmatched" -> List.of(unmatchedRoutes());
            case "r03-diamonds" -> diamonds();
            case "r04-weather-nulls" -> weather();
            case "r05-flights-by-state" -> flightsByState();
            case "r06-apache-status" -> statuses();
            case "r07-apache-top-ip" -> topClients();
            case "r08-taxi-tumble-1h" -> ridesByHour();
            default -> throw new IllegalArgumentException("a question that nobody has answered yet: " + name);
        };
    }

    private Dataset<Route> routes() {
        return session.read(Csv.files(data.resolve("routes.dat"))
                .columns("airline", "airlineId", "from", "fromId", "to", "toId", "codeshare", "stops", "equipment")
                .nulls(NULL)
                .as(Route.class));
    }

    private Dataset<Airport> airports() {
        return session.read(Csv.files(data.resolve("airports.dat"))
                .columns("id", "name", "city", "country", "iata", "icao", "latitude", "longitude")
                .nulls(NULL)
                .ragged(true)
                .as(Airport.class));
    }

    private List<String> routesBySourceCountry() {
        record Row(String country, long routes, int airlines) {}
        return routes().join(airports())
                .on(Route::fromId, Airport::key)
                .groupBy(pair -> pair.second().country())
                .aggregate(
                        count(),
                        filtering(
                                pair -> pair.first().airline().isPresent(),
                                mapping(pair -> pair.first().airline().get(), toSet())),
                        (country, routes, airlines) -> new Row(country, routes, airlines.size()))
                .sortBy(Row::routes, DESCENDING)
                .thenBy(Row::country)
                .map(row -> row(row.country(), row.routes(), row.airlines()))
                .collect();
    }

    private String unmatchedRoutes() {
        record Row(boolean hasId, boolean isKnown) {}
        Dataset<Row> rows = routes().leftJoin(airports())
                .on(
                        Route::fromId,
                        Airport::key,
                        (route, airport) -> new Row(route.fromId().isPresent(), airport.isPresent()));
        var counts = rows.groupBy(row -> 1)
                .aggregate(
                        count(),
                        filtering(row -> !row.hasId(), count()),
                        filtering(row -> row.hasId() && !row.isKnown(), count()),
                        (one, all, without, unmatched) -> row(all, without, unmatched))
                .collect();
        return counts.get(0);
    }

    private List<String> diamonds() {
        record Kind(String cut, String color, String clarity) {}
        record Row(Kind kind, long count, long total, long least, long most, BigDecimal carats) {}
        return session.read(Csv.files(data.resolve("diamonds.csv")).header(true).as(Diamond.class))
                .groupBy(diamond -> new Kind(diamond.cut(), diamond.color(), diamond.clarity()))
                .aggregate(
                        count(),
                        sumLong(Diamond::price),
                        min(Diamond::price),
                        max(Diamond::price),
                        sum(Diamond::carat),
                        Row::new)
                .sortBy(row -> row.kind().cut())
                .thenBy(row -> row.kind().color())
                .thenBy(row -> row.kind().clarity())
                .map(row -> row(
                        row.kind().cut(),
                        row.kind().color(),
                        row.kind().clarity(),
                        row.count(),
                        row.total(),
                        row.least(),
                        row.most(),
                        row.carats().setScale(2)))
                .collect();
    }

    private List<String> weather() {
        record Station(String origin, int month) {}
        record Row(Station station, long count, long gusts, long temperatures, Optional<Double> wind) {}
        return session.read(Csv.files(data.resolve("weather.csv"))
                        .header(true)
                        .nulls("NA")
                        .as(Weather.class))
                .groupBy(hour -> new Station(hour.origin(), hour.month()))
                .aggregate(
                        count(),
                        filtering(hour -> hour.wind_gust().isPresent(), count()),
                        filtering(hour -> hour.temp().isPresent(), count()),
                        filtering(hour -> hour.wind_speed().isPresent(), optional(max(hour -> hour.wind_speed()
                                .get()))),
                        Row::new)
                .sortBy(row -> row.station().origin())
                .thenBy(row -> row.station().month())
                .map(row -> row(
                        row.station().origin(),
                        row.station().month(),
                        row.count(),
                        row.gusts(),
                        row.temperatures(),
                        orNull(row.wind())))
                .collect();
    }

    private List<String> flightsByState() {
        record Row(String state, long count, long delay, long farthest) {}
        Dataset<UsAirport> airports = session.read(
                Csv.files(data.resolve("us-airports.csv")).header(true).as(UsAirport.class));
        return session.read(JsonLines.files(data.resolve("flights.jsonl")).as(Flight.class))
                .join(airports)
                .on(Flight::origin, UsAirport::iata)
                .groupBy(pair -> pair.second().state())
                .aggregate(
                        count(),
                        sumLong(pair -> pair.first().delay()),
                        max(pair -> pair.first().distance()),
                        Row::new)
                .sortBy(Row::count, DESCENDING)
                .thenBy(Row::state)
                .map(row -> row(row.state(), row.count(), row.delay(), row.farthest()))
                .collect();
    }

    private Dataset<Answered> answered() {
        return session.readText(data.resolve("apache_logs")).flatMap(Answered::in);
    }

    private static Aggregator<Answered, ?, Optional<Long>> bytes() {
        return filtering(answered -> answered.bytes().isPresent(), optional(sumLong(answered -> answered.bytes()
                .get())));
    }

    private record Requests(String of, long count, Optional<Long> bytes) {
        String row() {
            return RealTables.row(of, count, orNull(bytes));
        }
    }

    private List<String> statuses() {
        return answered()
                .groupBy(Answered::status)
                .aggregate(count(), bytes(), Requests::new)
                .sortBy(Requests::of)
                .map(Requests::row)
                .collect();
    }

    private List<String> topClients() {
        return answered()
                .groupBy(Answered::client)
                .aggregate(count(), bytes(), Requests::new)
                .sortBy(Requests::count, DESCENDING)
                .thenBy(Requests::of)
                .map(Requests::row)
                .limit(50)
                .collect();
    }

    private List<String> ridesByHour() {
        record Window(LocalDateTime start, Optional<String> borough) {}
        record Row(Window window, long count, BigDecimal fare) {}
        return session.read(Csv.files(data.resolve("nyc-taxis-2019-03.csv"))
                        .header(true)
                        .as(Ride.class))
                .groupBy(ride -> new Window(ride.pickup().truncatedTo(ChronoUnit.HOURS), ride.pickup_borough()))
                .aggregate(count(), sum(Ride::fare), Row::new)
                .sortBy(row -> row.window().start())
                .thenBy(row -> row.window().borough().isEmpty())
                .thenBy(row -> row.window().borough().orElse(""))
                .map(row -> row(
                        row.window().borough().orElse(NULL),
                        row.window().start().format(TIME),
                        row.count(),
                        row.fare().setScale(2)))
                .collect();
    }

    private static <T> Aggregator<T, ?, BigDecimal> sum(Fn1<T, BigDecimal> value) {
        return mapping(value, reduce(ValueType.of(BigDecimal.class), BigDecimal::add));
    }

    private static Object orNull(Optional<?> value) {
        return value.isPresent() ? value.get() : NULL;
    }

    private static String row(Object... columns) {
        StringBuilder row = new StringBuilder();
        for (Object column : columns) {
            row.append(row.length() == 0 ? "" : "\t").append(column);
        }
        return row.toString();
    }
}
