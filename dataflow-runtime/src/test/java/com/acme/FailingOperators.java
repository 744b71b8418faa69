package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregator;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.ValueType;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Programs of which one function, at one place, throws or returns null. */
public final class FailingOperators {
    private FailingOperators() {}

    /** What a defective function does with a number; a good one returns it. */
    @FunctionalInterface
    public interface Defect extends java.io.Serializable {
        Long at(long number);
    }

    public static Long throwing(long number) {
        return Failing.throwAtSeven(number);
    }

    @SuppressWarnings("NullAway") // what it is for
    public static Long returningNull(long number) {
        return number == 7 ? null : Long.valueOf(number);
    }

    private static Aggregator<Long, ?, Long> aggregator(Defect first, Defect merge, Defect finish) {
        return Aggregators.of(
                "defective",
                ValueType.of(Long.class),
                ValueType.of(Long.class),
                () -> 0L,
                (sum, number) -> first.at(number),
                (left, right) -> merge.at(7),
                sum -> finish.at(7));
    }

    /** By what is defective; each answers for itself as the operator in front of the colon. */
    public static Map<String, Function<Session, Dataset<?>>> programs(Defect defect) {
        Defect good = number -> number;
        Map<String, Function<Session, Dataset<?>>> programs = new TreeMap<>();
        programs.put("map: function", session -> numbers(session).map(number -> defect.at(number)));
        programs.put("transform: emitted", session -> numbers(session)
                .transform(Long.class, (number, output) -> output.emit(defect.at(number))));
        programs.put("mapWith: function", session -> numbers(session)
                .mapWith(() -> () -> {}, (AutoCloseable client, Long number) -> defect.at(number)));
        programs.put(
                "groupBy: key",
                session -> numbers(session).groupBy(number -> defect.at(number)).count());
        programs.put("sortBy: key", session -> numbers(session).sortBy(number -> defect.at(number)));
        programs.put(
                "join: key of the left",
                session -> numbers(session).join(numbers(session)).on(number -> defect.at(number), number -> number));
        programs.put(
                "join: key of the right",
                session -> numbers(session).join(numbers(session)).on(number -> number, number -> defect.at(number)));
        programs.put("join: result", session -> numbers(session)
                .join(numbers(session))
                .on(number -> number, number -> number, (left, right) -> defect.at(left)));
        programs.put("semiJoin: key", session -> numbers(session)
                .semiJoin(numbers(session))
                .on(number -> defect.at(number), number -> number));
        programs.put("cogroup: emitted", session -> numbers(session)
                .keyBy(number -> number)
                .cogroup(
                        numbers(session).keyBy(number -> number),
                        Long.class,
                        (key, left, right, output) -> output.emit(defect.at(key))));
        programs.put("transformGroups: emitted", session -> numbers(session)
                .groupBy(number -> number)
                .transformGroups(Long.class, (key, group, output) -> output.emit(defect.at(key))));
        programs.put(
                "defective: add",
                session -> numbers(session).groupBy(number -> number).aggregate(aggregator(defect, good, good)));
        programs.put("defective: merge", session -> numbers(session)
                .union(numbers(session))
                .groupBy(number -> number)
                .aggregate(aggregator(good, defect, good)));
        programs.put(
                "defective: finish",
                session -> numbers(session).groupBy(number -> number).aggregate(aggregator(good, good, defect)));
        programs.put("defective: finish of all", session -> numbers(session)
                .groupBy(number -> number % 2)
                .aggregate(aggregator(good, good, defect), (key, sum) -> Pair.of(key, sum)));
        programs.put(
                "reduce: function",
                session -> numbers(session).groupBy(number -> 0L).reduce((left, right) -> defect.at(7)));
        return programs;
    }

    private static Dataset<Long> numbers(Session session) {
        return session.range(0, 10);
    }
}
