package io.dataflow.benchmarks;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import java.util.Arrays;
import java.util.Locale;

/**
 * What it costs that one key has half of all records, in an aggregation and in a join with one record for each key: the same
 * work on uniform and on skewed keys, in turn, in one JVM. {@code Skew [RECORDS] [ROUNDS]}. Ends with 1 if an answer is
 * wrong.
 */
public final class Skew {
    private static final long KEYS = 200_000;
    private static final long HOT = 4_711;

    /** A prime, so that its multiples meet all keys. */
    private static final long STEP = 7_368_787;

    private final Session session;
    private final long records;

    private Skew(Session session, long records) {
        this.session = session;
        this.records = records;
    }

    public record Row(long key, long number, double price) {}

    public record Item(long key, String name) {}

    public static void main(String[] args) {
        long records = args.length > 0 ? Long.parseLong(args[0]) : 20_000_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        boolean right = true;
        try (Session session = Session.local()) {
            for (String work : new String[] {"aggregation", "join"}) {
                double[] uniform = new double[rounds];
                double[] skewed = new double[rounds];
                for (int round = -1; round < rounds; round++) {
                    double uniformSeconds = seconds(session, work, records, false);
                    double skewedSeconds = seconds(session, work, records, true);
                    right &= uniformSeconds > 0 && skewedSeconds > 0;
                    if (round >= 0) {
                        uniform[round] = uniformSeconds;
                        skewed[round] = skewedSeconds;
                    }
                }
                System.out.printf(
                        Locale.ROOT,
                        "%s of %,d records: uniform %.2f s, half on one key %.2f s, ratio %.2f (medians of %d)%n",
                        work,
                        records,
                        median(uniform),
                        median(skewed),
                        median(skewed) / median(uniform),
                        rounds);
            }
        }
        System.exit(right ? 0 : 1);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** How long it took; negative if the answer is wrong. */
    private static double seconds(Session session, String work, long records, boolean skewed) {
        long startNanos = System.nanoTime();
        boolean right = isRight(session, work, records, skewed);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        return right ? seconds : -seconds;
    }

    /** Whether {@code aggregation} or {@code join} come to what they must come to. */
    static boolean isRight(Session session, String work, long records, boolean skewed) {
        Skew skew = new Skew(session, records);
        return switch (work) {
            case "aggregation" -> skew.aggregate(skewed);
            case "join" -> skew.join(skewed);
            default -> throw new IllegalArgumentException("aggregation or join, not " + work);
        };
    }

    private Dataset<Row> rows(boolean skewed) {
        return session.range(0, records)
                .map(n -> new Row(skewed && n % 2 == 0 ? HOT : (n * STEP) % KEYS, n, (n % 1_000) / 8.0));
    }

    private boolean aggregate(boolean skewed) {
        long sum = rows(skewed)
                .groupBy(Row::key)
                .aggregate(Aggregators.sumLong(Row::number), Aggregators.max(Row::price), (key, total, price) -> total)
                .aggregate(Aggregators.sumLong(total -> total));
        return sum == records * (records - 1) / 2;
    }

    private boolean join(boolean skewed) {
        long sum = rows(skewed)
                .join(session.range(0, KEYS).map(key -> new Item(key, "the item with the number " + key)))
                .on(
                        Row::key,
                        Item::key,
                        (row, item) -> row.number()
                                + item.name().length()
                                - item.name().length())
                .aggregate(Aggregators.sumLong(number -> number));
        return sum == records * (records - 1) / 2;
    }
}
