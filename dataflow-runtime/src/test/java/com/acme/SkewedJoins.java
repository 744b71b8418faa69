package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** Joins in which half of the records of a side have one key. */
public final class SkewedJoins {
    private static final long HOT = 9;
    private static final int KEYS = 500;
    private static final int MANY = 40_000;
    private static final int PADDING_CHARS = 60;
    private static final int STEP = 20;

    private final boolean byOneTask;

    private SkewedJoins(boolean byOneTask) {
        this.byOneTask = byOneTask;
    }

    public record Row(long key, long number, String padding) {
        static Row of(long key, long number) {
            StringBuilder padding = new StringBuilder();
            new Random(number).ints(PADDING_CHARS, 'a', 'z').forEach(letter -> padding.append((char) letter));
            return new Row(key, number, padding.toString());
        }
    }

    /** Half have the hot key; some have a key that nobody else has. Written by many tasks, or by one. */
    private Dataset<Row> many(Session session) {
        Dataset<Long> numbers =
                session.range(0, (long) MANY * STEP).filter(n -> n % STEP == 0).map(n -> n / STEP);
        Dataset<Long> split = byOneTask ? numbers.coalesce(1) : numbers;
        return split.map(n -> Row.of(n % 2 == 0 ? HOT : n % (2 * KEYS), n));
    }

    /** Each key once, and some that nobody else has. */
    private static Dataset<Row> few(Session session) {
        return session.range(0, KEYS).map(n -> Row.of(n * 3, n));
    }

    private static Long pair(Row left, Row right) {
        return left.number() * MANY + right.number();
    }

    private static Long number(Optional<Row> row) {
        return row.map(Row::number).orElse(-1L);
    }

    private static List<Long> sorted(Dataset<Long> numbers) {
        return numbers.collect().stream().sorted(Comparator.naturalOrder()).toList();
    }

    /** Answers that do not depend on order, by the name of what gives them. */
    public static Map<String, Function<Session, List<Long>>> programs() {
        return new SkewedJoins(false).joins();
    }

    /** The same of a skewed side that one task writes, as when it comes from a file that cannot be split. */
    public static Map<String, Function<Session, List<Long>>> programsOfOneTask() {
        return new SkewedJoins(true).joins();
    }

    private Map<String, Function<Session, List<Long>>> joins() {
        Map<String, Function<Session, List<Long>>> programs = new LinkedHashMap<>();
        programs.put(
                "join, left skewed",
                session -> sorted(many(session).join(few(session)).on(Row::key, Row::key, SkewedJoins::pair)));
        programs.put(
                "join, right skewed",
                session -> sorted(few(session).join(many(session)).on(Row::key, Row::key, SkewedJoins::pair)));
        programs.put(
                "leftJoin, left skewed",
                session -> sorted(many(session)
                        .leftJoin(few(session))
                        .on(Row::key, Row::key, (left, right) -> left.number() * MANY + number(right))));
        programs.put(
                "leftJoin, right skewed",
                session -> sorted(few(session)
                        .leftJoin(many(session))
                        .on(Row::key, Row::key, (left, right) -> left.number() * MANY + number(right))));
        programs.put(
                "rightJoin, left skewed",
                session -> sorted(many(session)
                        .rightJoin(few(session))
                        .on(Row::key, Row::key, (left, right) -> number(left) * MANY + right.number())));
        programs.put(
                "rightJoin, right skewed",
                session -> sorted(few(session)
                        .rightJoin(many(session))
                        .on(Row::key, Row::key, (left, right) -> number(left) * MANY + right.number())));
        programs.put(
                "fullJoin, left skewed",
                session -> sorted(many(session)
                        .fullJoin(few(session))
                        .on(Row::key, Row::key, (left, right) -> number(left) * MANY + number(right))));
        programs.put(
                "semiJoin, left skewed",
                session -> sorted(many(session)
                        .semiJoin(few(session))
                        .on(Row::key, Row::key)
                        .map(Row::number)));
        programs.put(
                "semiJoin, right skewed",
                session -> sorted(few(session)
                        .semiJoin(many(session))
                        .on(Row::key, Row::key)
                        .map(Row::number)));
        programs.put(
                "antiJoin, left skewed",
                session -> sorted(many(session)
                        .antiJoin(few(session))
                        .on(Row::key, Row::key)
                        .map(Row::number)));
        programs.put(
                "antiJoin, right skewed",
                session -> sorted(few(session)
                        .antiJoin(many(session))
                        .on(Row::key, Row::key)
                        .map(Row::number)));
        return programs;
    }

    /** Whether the records of the hot key may be divided: nothing is made of records of the other side without partner. */
    public static boolean mayShare(String program) {
        return switch (program) {
            case "join, left skewed",
                    "join, right skewed",
                    "leftJoin, left skewed",
                    "rightJoin, right skewed",
                    "semiJoin, left skewed",
                    "antiJoin, left skewed" -> true;
            default -> false;
        };
    }

    /** How many records both sides have together. */
    public static long recordCount() {
        return (long) MANY + KEYS;
    }
}
