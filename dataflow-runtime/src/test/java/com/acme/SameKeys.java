package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.codec.TypeRef;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Groups and joins in a row by the same key, the first component of pairs that groups yield. */
public final class SameKeys {
    private static final TypeRef<Pair<String, Long>> PAIRS = new TypeRef<>() {};
    private static final int MAX_STEPS = 6;

    private final Random random;

    /** Of any number of records for each key; another at each call. */
    private final Supplier<Dataset<Pair<String, Long>>> sources;

    SameKeys(Random random, Supplier<Dataset<Pair<String, Long>>> sources) {
        this.random = random;
        this.sources = sources;
    }

    /** One line for each result, in order. */
    public static List<String> run(long seed, Session session) {
        Random random = new Random(seed);
        int records = random.nextInt(6) == 0 ? 30_000 : random.nextInt(2_000);
        int keys = 1 + random.nextInt(random.nextBoolean() ? 20 : records + 1);
        return new SameKeys(random, () -> source(session, random.nextInt(records + 1), keys, random.nextInt(7)))
                .chain()
                .map(Pair::toString)
                .sortBy(line -> line)
                .collect();
    }

    private static Dataset<Pair<String, Long>> source(Session session, int records, int keys, int shift) {
        return session.range(0, records)
                .map(n -> Pair.of(Kind.string((n * 7 + shift) % keys), n))
                .as(PAIRS);
    }

    /** At most one record for each key. */
    Dataset<Pair<String, Long>> chain() {
        Dataset<Pair<String, Long>> data = grouped(sources.get());
        int steps = 1 + random.nextInt(MAX_STEPS);
        for (int step = 0; step < steps; step++) {
            data = next(data);
        }
        return data;
    }

    private Dataset<Pair<String, Long>> grouped(Dataset<Pair<String, Long>> data) {
        return switch (random.nextInt(4)) {
            case 0 -> data.groupBy(Pair::first).count();
            case 1 -> data.groupBy(Pair::first).aggregate(Aggregators.sumLong(pair -> pair.second() & 0xFFFF));
            case 2 -> data.groupBy(Pair::first).aggregate(Aggregators.max(Pair::second));
            default -> data.keyBy(pair -> pair.first()).aggregate(Aggregators.min(Pair::second));
        };
    }

    private Dataset<Pair<String, Long>> next(Dataset<Pair<String, Long>> data) {
        int divisor = 2 + random.nextInt(5);
        return switch (random.nextInt(12)) {
            case 0 -> data.filter(pair -> Math.floorMod(pair.second(), divisor) != 0);
            case 1 -> grouped(data);
            case 2 -> data.semiJoin(other()).on(Pair::first, Pair::first);
            case 3 -> data.antiJoin(other()).on(Pair::first, Pair::first);
            case 4 -> grouped(data.semiJoin(other()).on(Pair::first, Pair::first));
            case 5, 6 ->
                data.join(other())
                        .on(Pair::first, Pair::first, (left, right) -> sum(left, Optional.of(right)))
                        .as(PAIRS);
            case 7 ->
                data.leftJoin(other())
                        .on(Pair::first, Pair::first, SameKeys::sum)
                        .as(PAIRS);
            case 8 ->
                grouped(data.fullJoin(sources.get())
                        .on(Pair::first, Pair::first, (left, right) -> left.map(found -> sum(found, right))
                                .orElseGet(right::orElseThrow))
                        .as(PAIRS));
            case 9 ->
                data.rightJoin(other())
                        .on(Pair::first, Pair::first, (left, right) -> sum(right, left))
                        .as(PAIRS);
            case 10 -> sums(data.antiJoin(other()).on(Pair::first, Pair::first));
            default -> lengths(data);
        };
    }

    private Dataset<Pair<String, Long>> other() {
        Dataset<Pair<String, Long>> groups = grouped(sources.get());
        return switch (random.nextInt(4)) {
            case 0 -> groups.filter(pair -> pair.second() % 3 != 0);
            case 1 -> groups.antiJoin(grouped(sources.get())).on(Pair::first, Pair::first);
            case 2 -> groups.named("others");
            default -> groups;
        };
    }

    private static Pair<String, Long> sum(Pair<String, Long> one, Optional<Pair<String, Long>> other) {
        return Pair.of(one.first(), one.second() + 3 * other.map(Pair::second).orElse(1L) & 0xFFFFF);
    }

    private Dataset<Pair<String, Long>> sums(Dataset<Pair<String, Long>> data) {
        return data.groupBy(Pair::first).sortedBy(Pair::second).transformGroups(PAIRS, (key, group, output) -> {
            long sum = 0;
            for (Pair<String, Long> pair : group) {
                sum += pair.second();
            }
            output.emit(Pair.of(key, sum));
        });
    }

    private Dataset<Pair<String, Long>> lengths(Dataset<Pair<String, Long>> data) {
        return data.keyBy(Pair::first)
                .cogroup(sources.get().keyBy(Pair::first), String.class, (key, groups, others, output) -> {
                    if (groups.iterator().hasNext() || others.iterator().hasNext()) {
                        output.emit(key);
                    }
                })
                .map(key -> Pair.of(key, (long) key.length()))
                .as(PAIRS);
    }
}
