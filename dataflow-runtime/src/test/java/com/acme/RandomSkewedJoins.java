package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.function.Fn1;
import java.util.List;
import java.util.Random;

/**
 * Joins of which one side has some keys with very many records, written by one task or by several that have very different
 * numbers of them; records may be equal, or much longer than others. The same seed makes the same program.
 */
public final class RandomSkewedJoins {
    private static final int MAX_RECORDS = 30_000;
    private static final int MAX_OTHERS = 400;
    private static final int LONG_CHARS = 300_000;

    private final Random random;
    private final Session session;
    private final int keyCount;

    private RandomSkewedJoins(Random random, Session session) {
        this.random = random;
        this.session = session;
        this.keyCount = 1 + random.nextInt(500);
    }

    public record Row(int key, long number, String filler) {}

    /** One line for each result, in order. */
    public static List<String> run(long seed, Session session) {
        return new RandomSkewedJoins(new Random(seed), session).lines();
    }

    private List<String> lines() {
        Dataset<Row> skewed = skewed();
        Dataset<Row> even = rows(0, random.nextInt(MAX_OTHERS), 0, false);
        boolean leftIsSkewed = random.nextBoolean();
        Dataset<Row> left = leftIsSkewed ? skewed : even;
        Dataset<Row> right = leftIsSkewed ? even : skewed;
        return switch (random.nextInt(7)) {
            case 0 ->
                sorted(
                        left.leftJoin(right).on(Row::key, Row::key),
                        pair -> text(pair.first())
                                + pair.second().map(RandomSkewedJoins::text).orElse("-"));
            case 1 ->
                sorted(
                        left.rightJoin(right).on(Row::key, Row::key),
                        pair -> pair.first().map(RandomSkewedJoins::text).orElse("-") + text(pair.second()));
            case 2 ->
                sorted(
                        left.fullJoin(right).on(Row::key, Row::key),
                        pair -> pair.first().map(RandomSkewedJoins::text).orElse("-")
                                + pair.second().map(RandomSkewedJoins::text).orElse("-"));
            case 3 -> sorted(left.semiJoin(right).on(Row::key, Row::key), RandomSkewedJoins::text);
            case 4 -> sorted(left.antiJoin(right).on(Row::key, Row::key), RandomSkewedJoins::text);
            default ->
                sorted(left.join(right).on(Row::key, Row::key), pair -> text(pair.first()) + text(pair.second()));
        };
    }

    private static <T> List<String> sorted(Dataset<T> records, Fn1<T, String> line) {
        return records.map(line).as(String.class).sortBy(text -> text).collect();
    }

    private static String text(Row row) {
        return row.key() + " " + row.number() + " " + row.filler().length() + " ";
    }

    /** One to three datasets together, each written by one task or by many. */
    private Dataset<Row> skewed() {
        int first = random.nextInt(MAX_RECORDS);
        Dataset<Row> all = rows(0, first, random.nextInt(100), random.nextInt(4) == 0);
        int parts = random.nextInt(3);
        for (int part = 0; part < parts; part++) {
            all = all.union(rows(first, random.nextInt(MAX_RECORDS / 3), random.nextInt(100), random.nextInt(4) == 0));
        }
        return all;
    }

    /** @param hotPercent of the records have one of the keys */
    private Dataset<Row> rows(int from, int count, int hotPercent, boolean manyEqual) {
        int keys = keyCount;
        int hot = random.nextInt(2) * (keys - 1);
        boolean hasLong = random.nextInt(6) == 0;
        Dataset<Long> numbers = session.range(from, (long) from + count);
        Dataset<Long> split = random.nextInt(3) > 0 ? numbers.coalesce(1) : numbers.repartition(1 + random.nextInt(5));
        return split.map(n -> {
                    long number = manyEqual ? n % 7 : n;
                    boolean isHot = number * 31 % 100 < hotPercent;
                    return new Row(
                            isHot ? hot : (int) (number * 7_919 % keys),
                            number,
                            "f".repeat(hasLong && n % 9_000 == 8_999 ? LONG_CHARS : 60));
                })
                .as(Row.class);
    }
}
