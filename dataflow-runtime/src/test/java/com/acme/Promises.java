package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Order;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Every operator that brings records together, on more of them than fit. Each program answers with a count and a hash. */
public final class Promises {
    private static final int FILLER = 200;

    private Promises() {}

    /** A record with a key and something to carry. */
    public record Row(long key, long number, String filler) {}

    /** How keys are distributed. */
    public enum Keys {
        EVEN,
        /** Half of all records have key 0. */
        HALF_ON_ONE
    }

    private static long mix(long number) {
        long mixed = number * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }

    /** Rows whose keys are spread over twice as many as there are rows, in no order. */
    private static Dataset<Row> rows(Session session, long count, Keys keys, int seed, int filler) {
        return session.range(0, count).map(number -> {
            boolean hot = keys == Keys.HALF_ON_ONE && number % 2 == 0;
            long key = hot ? 0 : 1 + Math.floorMod(mix(number * 31 + seed), 2 * count);
            return new Row(key, number, Long.toHexString(mix(number)).repeat(1 + filler / 16));
        });
    }

    /** A count of records, and a hash that does not depend on their order. */
    private static <T> List<String> summary(Dataset<T> records) {
        Optional<Pair<Long, Long>> result = records.map(
                        record -> Pair.of(1L, mix(record.toString().hashCode()) & 0xFFFF_FFFF_FFFFL))
                .reduce((left, right) ->
                        Pair.of(left.first() + right.first(), (left.second() + right.second()) & 0xFFFF_FFFF_FFFFL));
        return List.of(result.toString());
    }

    private static long id(Row row) {
        return row.number() * 1_000 + row.filler().length() % 1_000;
    }

    private static String ids(Row left, Row right) {
        return id(left) + " " + id(right);
    }

    private static long id(Optional<Row> row) {
        return row.map(Promises::id).orElse(-1L);
    }

    /** All programs by name; {@code scale} is how many times over the least memory there is. */
    public static Map<String, Function<Session, List<String>>> programs(int scale) {
        Map<String, Function<Session, List<String>>> programs = new TreeMap<>();
        long many = 40_000L * scale;
        // Of what grows with the square of the records, the records themselves are larger instead.
        int root = (int) Math.sqrt(scale);
        addJoins(
                programs,
                "",
                session -> rows(session, many, Keys.EVEN, 1, FILLER),
                session -> rows(session, many / 2, Keys.EVEN, 2, FILLER));
        addJoins(
                programs,
                ", half of the left on one key",
                session -> rows(session, many / 2, Keys.HALF_ON_ONE, 1, FILLER),
                session -> rows(session, many / 2, Keys.EVEN, 2, FILLER)
                        .map(row -> row.number() < 3 ? new Row(0, row.number(), row.filler()) : row));
        addJoins(
                programs,
                ", half of the right on one key",
                session -> rows(session, many / 2, Keys.EVEN, 1, FILLER)
                        .map(row -> row.number() < 3 ? new Row(0, row.number(), row.filler()) : row),
                session -> rows(session, many / 2, Keys.HALF_ON_ONE, 2, FILLER));
        addJoins(
                programs,
                ", half of both sides on one key",
                session -> rows(session, 1_200L * root, Keys.HALF_ON_ONE, 1, 3_000 * scale / root),
                session -> rows(session, 1_200L * root, Keys.HALF_ON_ONE, 2, 3_000 * scale / root));
        for (Keys keys : Keys.values()) {
            addGroups(programs, keys == Keys.EVEN ? "" : ", half on one key", many, keys);
        }
        return programs;
    }

    private static void addJoins(
            Map<String, Function<Session, List<String>>> programs,
            String how,
            Function<Session, Dataset<Row>> left,
            Function<Session, Dataset<Row>> right) {
        programs.put(
                "join" + how,
                session ->
                        summary(left.apply(session).join(right.apply(session)).on(Row::key, Row::key, Promises::ids)));
        programs.put(
                "leftJoin" + how,
                session -> summary(left.apply(session)
                        .leftJoin(right.apply(session))
                        .on(Row::key, Row::key)
                        .map(pair -> id(pair.first()) + " " + id(pair.second()))));
        programs.put(
                "rightJoin" + how,
                session -> summary(left.apply(session)
                        .rightJoin(right.apply(session))
                        .on(Row::key, Row::key)
                        .map(pair -> id(pair.first()) + " " + id(pair.second()))));
        programs.put(
                "fullJoin" + how,
                session -> summary(left.apply(session)
                        .fullJoin(right.apply(session))
                        .on(Row::key, Row::key)
                        .map(pair -> id(pair.first()) + " " + id(pair.second()))));
        programs.put(
                "semiJoin" + how,
                session -> summary(
                        left.apply(session).semiJoin(right.apply(session)).on(Row::key, Row::key)));
        programs.put(
                "antiJoin" + how,
                session -> summary(
                        left.apply(session).antiJoin(right.apply(session)).on(Row::key, Row::key)));
        programs.put(
                "cogroup" + how,
                session -> summary(left.apply(session)
                        .keyBy(Row::key)
                        .cogroup(right.apply(session).keyBy(Row::key), String.class, (key, lefts, rights, output) -> {
                            long sum = 0;
                            for (Row row : lefts) {
                                sum += id(row);
                            }
                            for (Row row : rights) {
                                sum = 31 * sum + id(row) % 2;
                                output.emit(key + " " + id(row));
                            }
                            output.emit(key + " " + (sum == 0));
                        })));
    }

    private static void addGroups(
            Map<String, Function<Session, List<String>>> programs, String how, long many, Keys keys) {
        Function<Session, Dataset<Row>> rows = session -> rows(session, many, keys, 3, FILLER);
        programs.put(
                "count" + how,
                session -> summary(rows.apply(session).groupBy(Row::key).count()));
        programs.put(
                "count by a long key" + how,
                session -> summary(rows.apply(session)
                        .groupBy(row -> row.key() % 2 == 0 ? row.filler() : row.filler() + row.key())
                        .count()));
        programs.put(
                "sum" + how,
                session -> summary(rows.apply(session).groupBy(Row::key).aggregate(Aggregators.sumLong(Row::number))));
        programs.put(
                "greatest" + how,
                session -> summary(rows.apply(session).groupBy(Row::key).aggregate(Aggregators.maxBy(Row::number))));
        programs.put(
                "toSet" + how,
                session -> summary(rows.apply(session)
                        .groupBy(Row::key)
                        .aggregate(Aggregators.mapping(row -> row.number() % 100, Aggregators.toSet()))
                        .map(pair -> pair.first() + " " + pair.second().size())));
        programs.put(
                "toList" + how,
                session -> summary(rows.apply(session)
                        .groupBy(row -> row.number() / 20)
                        .aggregate(Aggregators.mapping(Row::filler, Aggregators.toList()))
                        .map(pair -> pair.first() + " "
                                + pair.second().stream().sorted().toList())));
        programs.put(
                "distinct" + how,
                session -> summary(rows.apply(session)
                        .map(row -> row.key() == 0 ? "the same" : row.filler() + row.number() % (many / 2))
                        .distinct()));
        programs.put("sort" + how, session -> {
            List<String> order = new ArrayList<>();
            long[] state = {0, 0};
            rows.apply(session)
                    .sortBy(Row::key, Order.DESCENDING)
                    .thenBy(Row::number)
                    .forEach(row -> state[0] = 31 * state[0] + ++state[1] * id(row));
            order.add(state[1] + " " + state[0]);
            return order;
        });
        programs.put("top" + how, session -> rows.apply(session)
                .sortBy(Row::key)
                .thenBy(Row::number)
                .limit(5_000)
                .map(row -> row.key() + " " + row.number())
                .collect());
        programs.put(
                "transformGroups" + how,
                session -> summary(rows.apply(session)
                        .groupBy(Row::key)
                        .sortedBy(row -> -row.number())
                        .transformGroups(String.class, (key, group, output) -> {
                            long hash = 0;
                            for (Row row : group) {
                                hash = 31 * hash + id(row);
                            }
                            for (Row row : group) {
                                if (row.number() % 10 == 0) {
                                    output.emit(key + " " + row.number() + " " + hash);
                                }
                            }
                        })));
        programs.put("rebalance" + how, session -> summary(rows.apply(session).rebalance()));
    }
}
