package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.function.Broadcast;
import io.dataflow.api.function.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Programs that count as they go, and look things up. */
public final class CountedWords {
    private CountedWords() {}

    /** Half of a thousand numbers; the others are counted. */
    public static Dataset<Long> evens(Session session) {
        Counter odd = Counter.of("odd");
        Counter sum = Counter.of("sum of evens");
        Counter never = Counter.of("never");
        return session.range(0, 1_000)
                .filter(n -> {
                    if (n < 0) {
                        never.increment();
                    }
                    if (n % 2 != 0) {
                        odd.increment();
                    } else {
                        sum.add(n);
                    }
                    return n % 2 == 0;
                })
                .repartition(5)
                .map(n -> n);
    }

    /** Names of numbers, from a table that is broadcast. */
    public static Dataset<String> names(Session session) {
        Broadcast<Map<Long, String>> names = session.broadcast(Map.of(1L, "one", 2L, "two"));
        Broadcast<List<Pair<Long, Long>>> squares =
                session.range(0, 4).map(n -> new Pair<>(n, n * n)).broadcast();
        return session.range(0, 3)
                .repartition(3)
                .map(n -> names.value().getOrDefault(n, "none") + " "
                        + squares.value().get(n.intValue()).second());
    }

    /** Numbers up to a thousand, in eight tasks. */
    public static Dataset<Long> cached(Session session) {
        return session.range(0, 200_000).map(n -> n % 1_000).repartition(8).cache();
    }

    /** One method reference for records of several types. */
    public static List<String> references(Session session) {
        Dataset<Pair<String, Long>> words = session.range(0, 4).map(n -> new Pair<>("word " + n, n));
        Dataset<Pair<Long, String>> turned = words.map(pair -> new Pair<>(pair.second(), pair.first()));
        Dataset<String> firsts = words.map(Pair::first);
        Dataset<Long> numbers = turned.map(Pair::first);
        List<String> all = new ArrayList<>(
                firsts.sortBy(String::length).thenBy(String::toString).collect());
        all.addAll(numbers.map(String::valueOf).collect());
        all.addAll(firsts.map(String::valueOf).collect());
        return all;
    }

    /** Sums over a cached dataset, read by several jobs and in a loop. */
    public static List<Long> sums(Session session) {
        Dataset<Long> cached = cached(session);
        Dataset<Long> looped = cached.filter(n -> n < 100)
                .iterate(4, before -> before.join(cached.distinct()).on(n -> n, n -> n, (n, same) -> n + 1));
        return List.of(
                cached.reduce(Long::sum).orElseThrow(),
                cached.distinct().count(),
                looped.reduce(Long::sum).orElseThrow());
    }
}
