package com.acme;

import com.acme.RandomGroups.Sale;
import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.function.Fn1;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Loops that join with what does not change, by one key or several, and whose invariant side may be cached and in order. */
public final class RandomKeptJoins {
    private static final int MAX_KEYS = 40;
    private static final long MODULUS = 1_000_003;
    private static final Sale NOTHING = new Sale(0, 7, "");

    private final Random random;
    private final int keyCount;
    private final Dataset<Sale> sales;

    private RandomKeptJoins(Random random, Session session) {
        this.random = random;
        this.keyCount = 1 + random.nextInt(MAX_KEYS);
        Dataset<Sale> made = session.fromIterable(sales(random.nextInt(4) == 0 ? 0 : random.nextInt(800)), Sale.class);
        Dataset<Sale> some = random.nextBoolean() ? made : made.union(made.filter(sale -> sale.amount() % 3 == 0));
        this.sales = random.nextBoolean() ? some.cache() : some;
    }

    /** One line for each result, in order. */
    public static List<String> run(long seed, Session session) {
        return new RandomKeptJoins(new Random(seed), session).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        int jobs = random.nextInt(4);
        for (int job = 0; job < jobs; job++) {
            lines.addAll(sorted(part(0, sales.filter(sale -> sale.amount() == 1))));
        }
        Dataset<Sale> first =
                sales.groupBy(Sale::item).reduce(RandomKeptJoins::add).map(Pair::second);
        List<Integer> kinds = new ArrayList<>();
        int parts = 1 + random.nextInt(3);
        for (int part = 0; part < parts; part++) {
            kinds.add(random.nextInt(9));
        }
        lines.addAll(sorted(first.iterate(random.nextInt(4), before -> body(kinds, before))));
        lines.addAll(sorted(sales));
        return lines;
    }

    private Dataset<Sale> body(List<Integer> kinds, Dataset<Sale> before) {
        Dataset<Sale> all = before;
        for (int kind : kinds) {
            all = all.union(part(kind, before));
        }
        return all.groupBy(Sale::item).reduce(RandomKeptJoins::add).map(Pair::second);
    }

    /** What is made of the sales and of some others; the keys of the sales differ. */
    private Dataset<Sale> part(int kind, Dataset<Sale> others) {
        int keys = keyCount;
        Fn1<Sale, Integer> half = sale -> sale.item() / 2;
        return switch (kind) {
            case 0 ->
                sales.join(others)
                        .on(Sale::item, Sale::item, (sale, other) -> sale((sale.item() + 1) % keys, sale, other));
            case 1 ->
                others.leftJoin(sales)
                        .on(Sale::item, Sale::item, (other, sale) -> sale.map(found -> sale(other.item(), found, other))
                                .orElse(other));
            case 2 ->
                others.keyBy(Sale::item).cogroup(sales.keyBy(Sale::item), Sale.class, (item, left, right, output) -> {
                    long sum = 0;
                    for (Sale each : left) {
                        sum += each.amount();
                    }
                    for (Sale each : right) {
                        sum += 3 * each.amount();
                    }
                    output.emit(new Sale(item, sum % MODULUS, "c"));
                });
            case 3 -> sales.join(others).on(half, Sale::item, (sale, other) -> sale(sale.item(), sale, other));
            case 4 -> sales;
            case 5 -> sales.semiJoin(others).on(Sale::item, half);
            case 6 ->
                sales.join(others)
                        .broadcast()
                        .on(Sale::item, Sale::item, (sale, other) -> sale((sale.item() + 2) % keys, sale, other));
            case 7 ->
                others.fullJoin(sales)
                        .on(
                                Sale::item,
                                Sale::item,
                                (other, sale) -> sale(0, sale.orElse(NOTHING), other.orElse(NOTHING)));
            default ->
                others.iterate(2, inner -> sales.rightJoin(inner)
                        .on(Sale::item, Sale::item, (sale, other) -> sale(other.item(), sale.orElse(NOTHING), other))
                        .groupBy(Sale::item)
                        .reduce(RandomKeptJoins::add)
                        .map(Pair::second));
        };
    }

    private static Sale sale(int item, Sale one, Sale other) {
        return new Sale(item, (one.amount() * 31 + other.amount()) % MODULUS, "s");
    }

    private static Sale add(Sale one, Sale other) {
        return new Sale(one.item(), (one.amount() + other.amount()) % MODULUS, "");
    }

    private static List<String> sorted(Dataset<Sale> records) {
        return records.map(sale -> sale.item() + " " + sale.amount())
                .sortBy(line -> line)
                .collect();
    }

    private List<Sale> sales(int count) {
        List<Sale> made = new ArrayList<>();
        boolean skewed = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            int key = skewed && random.nextBoolean() ? 0 : random.nextInt(keyCount);
            made.add(new Sale(key, random.nextInt(50), "n".repeat(random.nextInt(30))));
        }
        return made;
    }
}
