package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Order;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.ValueType;
import io.dataflow.api.function.Fn1;

/** Programs whose data outgrow a small memory. */
public final class Spilling {
    private Spilling() {}

    private static long mix(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 32);
    }

    /** Words of which {@code distinct} are different, in an order that no table likes. */
    public static Dataset<String> words(Session session, int count, int distinct) {
        return session.range(0, count)
                .map(number -> "word-" + Long.toHexString(Math.floorMod(mix(mix(number)), distinct)));
    }

    public static Dataset<Pair<String, Long>> wordCount(Session session, int count, int distinct) {
        return words(session, count, distinct).groupBy(word -> word).count();
    }

    public static Dataset<String> sorted(Session session, int count, int distinct) {
        return words(session, count, distinct).sortBy(word -> word, Order.DESCENDING);
    }

    /** Half of all records have one key, the others a key each. */
    public static Dataset<Pair<Long, Long>> skewed(Session session, int count) {
        return session.range(0, count)
                .groupBy(number -> number % 2 == 0 ? 0L : number)
                .aggregate(Aggregators.sumLong((Fn1<Long, Long>) number -> number));
    }

    /** As {@link #skewed}, with accumulators that the engine does not know. */
    public static Dataset<Pair<Long, String>> skewedObjects(Session session, int count) {
        return session.range(0, count)
                .groupBy(number -> number % 2 == 0 ? 0L : number)
                .aggregate(Aggregators.of(
                        "sizes",
                        ValueType.of(Pair.class, ValueType.of(Long.class), ValueType.of(Long.class)),
                        ValueType.of(String.class),
                        () -> Pair.of(0L, 0L),
                        (sizes, number) -> Pair.of(sizes.first() + 1, Math.max(sizes.second(), number)),
                        (left, right) -> Pair.of(left.first() + right.first(), Math.max(left.second(), right.second())),
                        Pair::toString));
    }

    /** Small records, and one of so many bytes. */
    public static Dataset<String> withOneLarge(Session session, int count, int bytes) {
        return session.range(0, count).map(number -> number + "-" + (number == 7 ? "x".repeat(bytes - 2) : ""));
    }
}
