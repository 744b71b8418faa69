package io.dataflow.examples.flights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@link Flights} should come to, by other means: fields as strings, maps by id, and distances as angles between
 * vectors.
 */
record PlainFlights(Map<String, String[]> airports, Map<String, String[]> airlines, List<String[]> routes) {
    private static final String NULL = "\\N";

    static PlainFlights in(Path folder) throws IOException {
        return new PlainFlights(
                byId(folder.resolve("airports.dat")),
                byId(folder.resolve("airlines.dat")),
                rows(folder.resolve("routes.dat")));
    }

    private static Map<String, String[]> byId(Path file) throws IOException {
        return rows(file).stream().collect(Collectors.toMap(row -> row[0], Function.identity()));
    }

    private static List<String[]> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(PlainFlights::fields).toList();
    }

    private static String[] fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                boolean doubled = !quoted && i > 0 && line.charAt(i - 1) == '"';
                field.append(doubled ? "\"" : "");
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields.toArray(String[]::new);
    }

    private static String code(String[] airport) {
        return Stream.of(airport[4], airport[5], "#" + airport[0])
                .filter(code -> !code.equals(NULL))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Integer> id(String text) {
        return text.equals(NULL) ? Optional.empty() : Optional.of(Integer.valueOf(text));
    }

    List<Flights.Busy> busiest() {
        Map<String, Long> counts = routes.stream()
                .flatMap(route -> Stream.of(route[3], route[5]))
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        return airports.values().stream()
                .filter(airport -> counts.containsKey(airport[0]))
                .map(airport -> new Flights.Busy(code(airport), airport[1], airport[3], counts.get(airport[0])))
                .sorted(Comparator.comparing(Flights.Busy::routes).reversed().thenComparing(Flights.Busy::airport))
                .toList();
    }

    List<Flights.Missing> missing() {
        Map<Reference, Long> counts = new HashMap<>();
        for (String[] route : routes) {
            countIfMissing(counts, airlines, "airline", route[0], route[1]);
            countIfMissing(counts, airports, "airport", route[2], route[3]);
            countIfMissing(counts, airports, "airport", route[4], route[5]);
        }
        return counts.entrySet().stream()
                .map(entry -> new Flights.Missing(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Flights.Missing::routes)
                        .reversed()
                        .thenComparing(missing -> missing.reference().kind())
                        .thenComparing(missing -> missing.reference().code())
                        .thenComparing(missing -> missing.reference().id().orElse(0)))
                .toList();
    }

    private static void countIfMissing(
            Map<Reference, Long> counts, Map<String, String[]> known, String kind, String code, String id) {
        if (!known.containsKey(id)) {
            counts.merge(new Reference(kind, code, id(id)), 1L, Long::sum);
        }
    }

    List<Flights.Country> countries() {
        Map<String, Long> counts =
                routes.stream().collect(Collectors.groupingBy(route -> route[1], Collectors.counting()));
        Map<String, List<String[]>> countries =
                airlines.values().stream().collect(Collectors.groupingBy(row -> row[6].equals(NULL) ? "" : row[6]));
        return countries.entrySet().stream()
                .map(country -> new Flights.Country(
                        Optional.of(country.getKey()).filter(name -> !name.isEmpty()),
                        country.getValue().size(),
                        country.getValue().stream()
                                .filter(airline -> airline[7].equals("Y"))
                                .count(),
                        country.getValue().stream()
                                .mapToLong(airline -> counts.getOrDefault(airline[0], 0L))
                                .sum()))
                .sorted(Comparator.comparing(Flights.Country::airlines)
                        .reversed()
                        .thenComparing(country -> country.name().orElse("")))
                .toList();
    }

    List<Flights.Leg> longest() {
        Set<Flights.Leg> legs = new LinkedHashSet<>();
        for (String[] route : routes) {
            String[] from = airports.get(route[3]);
            String[] to = airports.get(route[5]);
            if (route[7].equals("0") && from != null && to != null) {
                boolean inOrder = code(from).compareTo(code(to)) <= 0;
                legs.add(inOrder ? leg(from, to) : leg(to, from));
            }
        }
        return legs.stream()
                .sorted(Comparator.comparing(Flights.Leg::kilometers)
                        .reversed()
                        .thenComparing(Flights.Leg::from)
                        .thenComparing(Flights.Leg::to))
                .toList();
    }

    private static Flights.Leg leg(String[] from, String[] to) {
        double[] a = unitVector(from);
        double[] b = unitVector(to);
        double crossed =
                Math.hypot(Math.hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2]), a[0] * b[1] - a[1] * b[0]);
        double angle = Math.atan2(crossed, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]);
        return new Flights.Leg(code(from), from[1], code(to), to[1], Math.round(6371 * angle));
    }

    private static double[] unitVector(String[] airport) {
        double latitude = Math.toRadians(Double.parseDouble(airport[6]));
        double longitude = Math.toRadians(Double.parseDouble(airport[7]));
        return new double[] {
            Math.cos(latitude) * Math.cos(longitude), Math.cos(latitude) * Math.sin(longitude), Math.sin(latitude)
        };
    }
}
