package com.acme;

import io.dataflow.api.Dataset;
import io.dataflow.api.Pair;
import io.dataflow.api.Session;
import io.dataflow.api.aggregate.Aggregators;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Joins of many records with others, of whose keys few are wanted. */
public final class FilteredJoins {
    private static final int SALES = 40_000;
    private static final int ARTICLES = 4_000;
    private static final int WANTED = 250;

    /** Enough to be worth a filter. */
    private static final long MANY = 900_000;

    private FilteredJoins() {}

    public record Sale(long number, int article, String day) {}

    public record Article(int id, String name) {}

    private static Dataset<Sale> sales(Session session) {
        return session.range(0, SALES).map(n -> new Sale(n, (int) (n * 7 % ARTICLES), "day " + n % 30));
    }

    private static Dataset<Article> articles(Session session) {
        return session.range(0, WANTED).map(n -> new Article((int) (n * 16), "article " + n));
    }

    private static List<String> sorted(Dataset<?> dataset) {
        return dataset.map(String::valueOf).collect().stream()
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** Joins in which records without a partner leave no trace. */
    public static Map<String, Function<Session, List<String>>> filtered() {
        Map<String, Function<Session, List<String>>> programs = new LinkedHashMap<>();
        programs.put(
                "join",
                session -> sorted(sales(session)
                        .join(articles(session))
                        .on(Sale::article, Article::id, (sale, article) -> sale.number() + " " + article.name())));
        programs.put(
                "join, small left",
                session -> sorted(articles(session)
                        .join(sales(session))
                        .on(Article::id, Sale::article, (article, sale) -> sale.number() + " " + article.name())));
        programs.put(
                "semiJoin",
                session -> sorted(sales(session).semiJoin(articles(session)).on(Sale::article, Article::id)));
        programs.put(
                "many of each key",
                session -> sorted(sales(session)
                        .join(articles(session).flatMap(article -> List.of(article, article)))
                        .on(sale -> sale.article() + " " + sale.day(), article -> article.id() + " day 0")));
        programs.put(
                "a hot key",
                session -> sorted(sales(session)
                        .map(sale -> sale.number() % 2 == 0 ? new Sale(sale.number(), 16, "hot") : sale)
                        .join(articles(session))
                        .on(Sale::article, Article::id, (sale, article) -> sale.number() + " " + article.name())));
        programs.put(
                "nothing on the other side",
                session -> sorted(sales(session)
                        .join(articles(session).filter(article -> article.id() < 0))
                        .on(Sale::article, Article::id)));
        programs.put(
                "of a union",
                session -> sorted(sales(session)
                        .join(articles(session)
                                .union(session.range(0, 9).map(n -> new Article((int) (n * 9 + 1), "new"))))
                        .on(Sale::article, Article::id, (sale, article) -> sale.number() + " " + article.name())));
        programs.put(
                "of groups",
                session -> sorted(sales(session)
                        .groupBy(Sale::article)
                        .aggregate(Aggregators.count())
                        .join(articles(session))
                        .on(Pair::first, Article::id)));
        programs.put(
                "of a join",
                session -> sorted(sales(session)
                        .join(articles(session))
                        .on(Sale::article, Article::id, (sale, article) -> sale)
                        .join(session.range(0, 100).map(n -> "day " + n * 2))
                        .on(Sale::day, day -> day, (sale, day) -> sale.number() + " " + day)));
        programs.put(
                "before a limit",
                session -> List.of(String.valueOf(sales(session)
                        .join(articles(session))
                        .on(Sale::article, Article::id)
                        .limit(20)
                        .count())));
        return programs;
    }

    /** Joins that keep records without a partner, of the side that would be looked at. */
    public static Map<String, Function<Session, List<String>>> unfiltered() {
        Map<String, Function<Session, List<String>>> programs = new LinkedHashMap<>();
        programs.put(
                "leftJoin",
                session -> sorted(sales(session).leftJoin(articles(session)).on(Sale::article, Article::id)));
        programs.put(
                "rightJoin",
                session -> sorted(articles(session).rightJoin(sales(session)).on(Article::id, Sale::article)));
        programs.put(
                "fullJoin",
                session -> sorted(sales(session).fullJoin(articles(session)).on(Sale::article, Article::id)));
        programs.put(
                "antiJoin",
                session -> sorted(sales(session).antiJoin(articles(session)).on(Sale::article, Article::id)));
        return programs;
    }

    /** Of {@link #MANY} numbers, those that are in another set of a part of them; how many. */
    public static long large(Session session, long first, long step) {
        return session.range(0, MANY)
                .join(session.range(0, MANY / 60).map(n -> first + n * step))
                .on(n -> n, n -> n, (left, right) -> left)
                .count();
    }
}
