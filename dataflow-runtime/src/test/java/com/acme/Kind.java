package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Order;
import io.dataflow.api.Pair;
import io.dataflow.api.Sorted;
import io.dataflow.api.codec.TypeRef;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.text.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * A type of records that random programs work on. Each number makes one record, and each record has a number, which for
 * different records is different; so every step can be made for every type.
 */
record Kind<T>(
        TypeRef<T> type,
        Fn1<Long, T> make,
        Fn1<T, Long> number,
        BiFunction<Dataset<T>, Random, Dataset<T>> totalOrder) {

    private static final String[] SYLLABLES = {"", "a", "ba", "é", "𝄞", "\uFFFD", " ", "zz", "\t", "Ω"};

    private static final List<Purchase.Category> CATEGORIES = List.of(Purchase.Category.values());
    private static final String PADDING = "-".repeat(400);

    static Kind<Long> longs() {
        return new Kind<>(new TypeRef<Long>() {}, n -> n, n -> n, (data, random) -> data.sortBy(n -> n, order(random)));
    }

    static Kind<String> strings() {
        return new Kind<>(new TypeRef<String>() {}, Kind::string, Kind::hash, (data, random) -> data.sortBy(
                        String::length, order(random))
                .thenBy(s -> s, order(random)));
    }

    static Kind<Text> texts() {
        return new Kind<>(
                new TypeRef<Text>() {},
                Kind::text,
                text -> hash(new String(text.toByteArray(), StandardCharsets.ISO_8859_1)),
                (data, random) -> data.sortBy(text -> text, order(random)));
    }

    static Kind<Pair<String, Long>> pairs() {
        return new Kind<>(
                new TypeRef<Pair<String, Long>>() {},
                n -> Pair.of(string(n / 3), n),
                pair -> hash(pair.first()) * 31 + pair.second(),
                (data, random) -> random.nextBoolean()
                        ? data.sortBy(Pair::second, order(random)).thenBy(Pair::first, order(random))
                        : data.sortBy(Pair::first, order(random)).thenBy(Pair::second, order(random)));
    }

    static Kind<Purchase> purchases() {
        return new Kind<>(new TypeRef<Purchase>() {}, Kind::purchase, Purchase::id, Kind::sortPurchases);
    }

    private static Dataset<Purchase> sortPurchases(Dataset<Purchase> data, Random random) {
        Sorted<Purchase> sorted =
                switch (random.nextInt(4)) {
                    case 0 -> data.sortBy(Purchase::price, order(random));
                    case 1 -> data.sortBy(Purchase::category, order(random)).thenBy(Purchase::tag, order(random));
                    case 2 -> data.sortBy(Purchase::customer, order(random));
                    default -> data.sortBy(p -> p.note().orElse("?"), order(random));
                };
        return sorted.thenBy(Purchase::id, order(random));
    }

    private static Order order(Random random) {
        return random.nextBoolean() ? Order.ASCENDING : Order.DESCENDING;
    }

    /** Some are long, so that many outgrow a small memory. */
    static String string(long number) {
        StringBuilder text = new StringBuilder(number % 4 == 1 ? PADDING : "");
        for (long rest = number; rest != 0; rest /= SYLLABLES.length) {
            text.append(SYLLABLES[(int) Math.floorMod(rest, (long) SYLLABLES.length)]);
        }
        return text.toString();
    }

    private static Text text(long number) {
        byte[] bytes = (string(number) + number).getBytes(StandardCharsets.UTF_8);
        if (number % 5 == 0) {
            bytes[0] = (byte) 0xFF;
        }
        return Text.of(bytes);
    }

    private static Purchase purchase(long id) {
        double price = id % 11 == 0 ? Double.NaN : id % 7 == 0 ? -0.0 : (id % 1_000) * 0.25;
        return new Purchase(
                id,
                (int) (id % 97),
                price,
                CATEGORIES.get(Math.floorMod(id, CATEGORIES.size())),
                text(id % 50),
                id % 4 == 0 ? Optional.empty() : Optional.of(string(id % 20)));
    }

    /** Of 64 bits, so that no two strings of a test share one. */
    private static long hash(String text) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
            hash ^= hash >>> 29;
        }
        return hash;
    }
}
