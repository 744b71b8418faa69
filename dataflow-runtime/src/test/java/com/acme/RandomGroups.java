package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Order;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Joins and groups of random records: many to many, one side empty, one key with most of the records, wide values. */
public final class RandomGroups {
    private RandomGroups() {}

    /** A left record. */
    public record Sale(int item, long amount, String note) {}

    /** A right record. */
    public record Item(int id, String name) {}

    /** What all questions are answered with: one line for each result, in order. */
    public static List<String> run(long seed, Session session) {
        Random random = new Random(seed);
        int keyCount = 1 + random.nextInt(200);
        Dataset<Sale> sales = session.fromIterable(sales(random, keyCount), Sale.class);
        Dataset<Item> items = session.fromIterable(items(random, keyCount), Item.class);
        return switch (random.nextInt(9)) {
            case 0 -> lines(sales.join(items).on(Sale::item, Item::id));
            case 1 -> lines(sales.leftJoin(items).on(Sale::item, Item::id));
            case 2 -> lines(sales.rightJoin(items).on(Sale::item, Item::id));
            case 3 -> lines(sales.fullJoin(items).on(Sale::item, Item::id));
            case 4 -> lines(sales.semiJoin(items).on(Sale::item, Item::id));
            case 5 -> lines(sales.antiJoin(items).on(Sale::item, Item::id));
            case 6 -> lines(sales.map(Sale::item).intersect(items.map(Item::id)));
            case 7 -> lines(runs(sales));
            default ->
                lines(sales.keyBy(Sale::item)
                        .cogroup(items.keyBy(Item::id), String.class, (key, left, right, output) -> {
                            long total = 0;
                            for (Sale sale : left) {
                                total += sale.amount();
                            }
                            for (Item item : right) {
                                output.emit(key + " " + item.name() + " " + total);
                            }
                            if (!right.iterator().hasNext()) {
                                output.emit(key + " unknown " + total);
                            }
                        }));
        };
    }

    /** Iterates each group twice, and must see its order both times. */
    private static Dataset<String> runs(Dataset<Sale> sales) {
        return sales.groupBy(Sale::item)
                .sortedBy(Sale::amount, Order.DESCENDING)
                .thenBy(Sale::note)
                .transformGroups(String.class, (item, group, output) -> {
                    int count = 0;
                    for (Sale sale : group) {
                        count += sale.item() == item ? 1 : 1_000_000;
                    }
                    int hash = 0;
                    for (Sale sale : group) {
                        hash = 31 * hash + Objects.hash(sale.amount(), sale.note());
                    }
                    output.emit(item + " " + count + " " + hash);
                });
    }

    private static <T> List<String> lines(Dataset<T> records) {
        return records.map(record -> Pair.of(record.toString(), 1))
                .sortBy(Pair::first)
                .map(Pair::first)
                .collect();
    }

    private static List<Sale> sales(Random random, int keyCount) {
        List<Sale> sales = new ArrayList<>();
        int count = random.nextInt(3_000);
        boolean skewed = random.nextBoolean();
        String note = "n".repeat(random.nextInt(4) == 0 ? 300 : 3);
        for (int i = 0; i < count; i++) {
            int key = skewed && random.nextBoolean() ? 0 : random.nextInt(keyCount);
            sales.add(new Sale(key, random.nextInt(50), note + random.nextInt(10)));
        }
        return sales;
    }

    private static List<Item> items(Random random, int keyCount) {
        List<Item> items = new ArrayList<>();
        int count = random.nextInt(4) == 0 ? 0 : random.nextInt(150);
        for (int i = 0; i < count; i++) {
            items.add(new Item(random.nextInt(keyCount * 2), "item " + i));
        }
        return items;
    }
}
