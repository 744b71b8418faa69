package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import io.dataflow.api.function.Counter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Joins of many facts with a few records that describe them. */
public final class StarJoins {
    private static final int FACTS = 300_000;
    private static final int SHOPS = 50;
    private static final int DAYS = 30;
    private static final int HINTED = 60_000;

    private StarJoins() {}

    public record Fact(long number, int shop, int day, int kind) {}

    public record Shop(int id, String city) {}

    public record Day(int id, String name) {}

    public record Described(Fact fact, String city, String day) {}

    private static Dataset<Fact> facts(Session session) {
        return session.range(0, FACTS)
                .map(n -> new Fact(n, (int) (n % (SHOPS + 5)), (int) (n / 7 % DAYS), (int) (n % 11)));
    }

    private static Dataset<Shop> shops(Session session) {
        return session.range(0, SHOPS).map(n -> new Shop(n.intValue(), "city " + n % 9));
    }

    private static Dataset<Day> days(Session session) {
        return session.range(0, DAYS * 2L).map(n -> new Day(n.intValue(), "day " + n));
    }

    private static List<String> sorted(Dataset<?> dataset) {
        return dataset.map(String::valueOf).collect().stream()
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** Answers that do not depend on order, of joins whose small side is read whole by each task that reads facts. */
    public static Map<String, Function<Session, List<String>>> programs() {
        Map<String, Function<Session, List<String>>> programs = new LinkedHashMap<>();
        programs.put(
                "join",
                session -> sorted(facts(session)
                        .join(shops(session))
                        .on(Fact::shop, Shop::id, (fact, shop) -> fact.number() + " " + shop.city())));
        programs.put(
                "join, small left",
                session -> sorted(shops(session)
                        .join(facts(session))
                        .on(Shop::id, Fact::shop, (shop, fact) -> fact.number() + " " + shop.city())));
        programs.put(
                "leftJoin",
                session -> sorted(facts(session)
                        .leftJoin(shops(session))
                        .on(Fact::shop, Shop::id, (fact, shop) -> fact.number() + " " + shop.map(Shop::city))));
        programs.put(
                "rightJoin, small left",
                session -> sorted(shops(session)
                        .rightJoin(facts(session))
                        .on(Shop::id, Fact::shop, (shop, fact) -> fact.number() + " " + shop.map(Shop::city))));
        programs.put(
                "semiJoin",
                session -> sorted(facts(session).semiJoin(shops(session)).on(Fact::shop, Shop::id)));
        programs.put(
                "antiJoin",
                session -> sorted(facts(session).antiJoin(shops(session)).on(Fact::shop, Shop::id)));
        programs.put(
                "many of each key",
                session -> sorted(facts(session)
                        .filter(fact -> fact.number() % 100 == 0)
                        .join(days(session))
                        .on(Fact::kind, day -> day.id() % 11, (fact, day) -> fact.number() + " " + day.name())));
        programs.put(
                "a star",
                session -> sorted(facts(session)
                        .join(shops(session))
                        .on(Fact::shop, Shop::id)
                        .join(days(session))
                        .on(
                                sold -> sold.first().day(),
                                Day::id,
                                (sold, day) -> new Described(
                                        sold.first(), sold.second().city(), day.name()))
                        .semiJoin(session.range(0, 5))
                        .on(described -> (long) described.fact().kind(), kind -> kind)
                        .groupBy(Described::city)
                        .aggregate(Aggregators.sumLong(
                                described -> described.fact().number()))));
        programs.put(
                "of groups",
                session -> sorted(facts(session)
                        .groupBy(fact -> fact.number() % 100_000)
                        .aggregate(
                                Aggregators.count(),
                                (key, count) -> new Fact(key, (int) (key % SHOPS), count.intValue(), 0))
                        .join(shops(session))
                        .on(Fact::shop, Shop::id, (fact, shop) -> fact + " " + shop.city())));
        programs.put(
                "behind a limit",
                session -> List.of(String.valueOf(facts(session)
                        .limit(20)
                        .join(shops(session))
                        .on(fact -> fact.shop() % SHOPS, Shop::id)
                        .count())));
        programs.put(
                "before a limit",
                session -> List.of(String.valueOf(facts(session)
                        .join(shops(session))
                        .on(Fact::shop, Shop::id)
                        .limit(20)
                        .count())));
        return programs;
    }

    /** The other side is not small, and the program says that it is. */
    public static List<String> hinted(Session session) {
        return sorted(facts(session)
                .leftJoin(session.range(0, HINTED).map(n -> new Day(n.intValue(), "the day with the number " + n)))
                .broadcast()
                .on(fact -> (int) (fact.number() / 2), Day::id, (fact, day) -> fact.number() + " " + day.map(Day::name))
                .groupBy(text -> text.length())
                .count());
    }

    /** Counts what passes before the join and behind it. */
    public static void counted(Session session) {
        Counter before = Counter.of("before");
        Counter behind = Counter.of("behind");
        facts(session)
                .map(fact -> {
                    before.add(1);
                    return fact;
                })
                .join(shops(session))
                .on(Fact::shop, Shop::id)
                .map(sold -> {
                    behind.add(1);
                    return sold;
                })
                .count();
    }

    public static Dataset<?> failing(Session session) {
        return facts(session).join(shops(session)).on(fact -> 100 / (fact.kind() - 3), Shop::id);
    }
}
