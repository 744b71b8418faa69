package com.acme;

import static io.dataflow.api.aggregate.Aggregators.both;
import static io.dataflow.sketches.Sketches.approxCountDistinct;
import static io.dataflow.sketches.Sketches.approxMostFrequent;
import static io.dataflow.sketches.Sketches.approxQuantile;
import static io.dataflow.sketches.Sketches.approxQuantiles;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Visits to a site, and what a program asks of them. */
public final class Visits {
    private static final int PAGES = 300;

    private Visits() {}

    /** Where a visitor came from. */
    public record Origin(String country, int area) {}

    public record Visit(String page, long visitor, Origin origin, LocalDate day, double seconds) {
        public static Visit of(long number) {
            long mixed = (number * 0x9E3779B97F4A7C15L) >>> 20;
            return new Visit(
                    "/page/" + mixed % PAGES,
                    mixed % 50_021,
                    new Origin(mixed % 3 == 0 ? "NL" : "SE", (int) (mixed % 7)),
                    LocalDate.EPOCH.plusDays(mixed % 1_000),
                    (mixed % 100_003) / 64.0);
        }
    }

    /** What does not depend on how the records are partitioned. */
    public static List<Object> answers(Session session, long count) {
        Dataset<Visit> visits = session.range(0, count).map(Visit::of);
        Map<String, Object> byPage = new TreeMap<>();
        visits.groupBy(Visit::page)
                .aggregate(both(
                        approxCountDistinct(Visit::visitor),
                        both(
                                approxQuantiles(Visit::seconds, 0.0, 0.5, 0.9, 1.0),
                                approxMostFrequent(3, Visit::origin))))
                .collect()
                .forEach(pair -> byPage.put(pair.first(), pair.second()));
        List<Pair<String, Long>> days =
                new ArrayList<>(visits.groupBy(visit -> visit.origin().country())
                        .aggregate(approxCountDistinct(Visit::day))
                        .collect());
        days.sort(Comparator.comparing(Pair::first));
        return List.of(
                byPage,
                days,
                visits.aggregate(approxCountDistinct(visit -> visit)),
                visits.aggregate(approxCountDistinct(Visit::visitor, 0.05)),
                visits.aggregate(approxQuantile(Visit::visitor, 0.25)),
                visits.aggregate(approxMostFrequent(20, visit -> visit.origin())));
    }
}
