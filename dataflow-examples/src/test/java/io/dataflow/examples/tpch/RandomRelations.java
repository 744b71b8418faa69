package io.dataflow.examples.tpch;

import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.max;
import static io.dataflow.api.aggregate.Aggregators.min;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Dataset;
import io.dataflow.api.function.Fn1;
import io.dataflow.api.text.Text;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes programs over the tables at random, and with each step a table in a database that has what the program should
 * give. Confined to one thread.
 */
final class RandomRelations {
    /** A step that would give more is left out, and mostly one that would give nothing. */
    private static final long MAX_RECORDS = 20_000;

    private static final String AMOUNTS = " % " + Fact.AMOUNTS;

    private final FactTables tables;
    private final DuckDb database;
    private final Random random;
    private final List<String> statements = new ArrayList<>();

    RandomRelations(FactTables tables, DuckDb database, Random random) {
        this.tables = tables;
        this.database = database;
        this.random = random;
    }

    /** What was done so far, in SQL. */
    List<String> statements() {
        return statements;
    }

    /** A table and up to so many steps on it. */
    Relation next(int maxSteps) throws SQLException {
        FactTables.Selected selected = tables.select(random);
        Relation relation = new Relation(selected.records(), table(selected.sql()));
        for (int i = random.nextInt(maxSteps + 1); i > 0; i--) {
            Relation made = step(relation, maxSteps / 2);
            long count = database.count(made.table());
            boolean interesting = count > 0 || random.nextInt(8) == 0;
            if (interesting && count <= MAX_RECORDS) {
                relation = made;
            }
        }
        return relation;
    }

    private String table(String sql) throws SQLException {
        String name = "t" + statements.size();
        String statement = "create temporary table " + name + " as " + sql;
        statements.add(statement);
        database.execute(statement);
        return name;
    }

    private Relation step(Relation relation, int maxSteps) throws SQLException {
        return switch (random.nextInt(9)) {
            case 0, 1 -> filter(relation);
            case 2 -> map(relation);
            case 3, 4 -> aggregate(relation);
            case 5, 6 -> join(relation, partner(relation, maxSteps));
            case 7 -> half(relation, partner(relation, maxSteps));
            default -> set(relation, partner(relation, maxSteps));
        };
    }

    /** What a relation is joined with: something new, or made of itself, so that one input goes two ways. */
    private Relation partner(Relation relation, int maxSteps) throws SQLException {
        return random.nextInt(4) == 0 ? aggregate(relation) : next(maxSteps);
    }

    private Relation filter(Relation of) throws SQLException {
        int divisor = 1 + random.nextInt(4);
        int rest = random.nextInt(divisor);
        Text least = Text.of(String.valueOf((char) ('A' + random.nextInt(40))));
        String select = "select * from " + of.table() + " where ";
        return switch (random.nextInt(3)) {
            case 0 ->
                new Relation(
                        of.records().filter(fact -> fact.key() % divisor == rest),
                        table(select + "key % " + divisor + " = " + rest));
            case 1 ->
                new Relation(
                        of.records().filter(fact -> fact.amount() > fact.other()), table(select + "amount > other"));
            default ->
                new Relation(
                        of.records().filter(fact -> fact.name().compareTo(least) >= 0),
                        table(select + "name >= '" + least + "'"));
        };
    }

    private Relation map(Relation of) throws SQLException {
        int divisor = 1 + random.nextInt(1_000);
        String from = ", name from " + of.table();
        return random.nextBoolean()
                ? new Relation(
                        of.records().map(fact -> new Fact(fact.other(), fact.key(), -fact.amount(), fact.name())),
                        table("select other as key, key as other, -amount as amount" + from))
                : new Relation(
                        of.records()
                                .map(fact -> new Fact(fact.key() % divisor, fact.other(), fact.amount(), fact.name())),
                        table("select key % " + divisor + " as key, other, amount" + from));
    }

    private Relation aggregate(Relation of) throws SQLException {
        String sum = "cast(sum(amount)" + AMOUNTS + " as bigint) as amount, ";
        String from = " from " + of.table();
        return switch (random.nextInt(4)) {
            case 0 ->
                new Relation(
                        of.records()
                                .groupBy(Fact::key)
                                .aggregate(
                                        count(),
                                        sumLong(Fact::amount),
                                        min(Fact::name),
                                        (key, count, all, name) -> new Fact(key, count, all % Fact.AMOUNTS, name)),
                        table("select key, count(*) as other, " + sum + "min(name) as name" + from + " group by key"));
            case 1 ->
                new Relation(
                        of.records()
                                .groupBy(Fact::name)
                                .aggregate(
                                        min(Fact::key),
                                        max(Fact::other),
                                        sumLong(Fact::amount),
                                        (name, key, other, all) -> new Fact(key, other, all % Fact.AMOUNTS, name)),
                        table("select min(key) as key, max(other) as other, " + sum + "name" + from
                                + " group by name"));
            case 2 ->
                new Relation(
                        of.records()
                                .groupBy(Fact::both)
                                .aggregate(
                                        sumLong(Fact::amount),
                                        max(Fact::name),
                                        (both, all, name) ->
                                                new Fact(both.key(), both.other(), all % Fact.AMOUNTS, name)),
                        table("select key, other, " + sum + "max(name) as name" + from + " group by key, other"));
            default ->
                new Relation(
                        of.records()
                                .groupBy(Fact::other)
                                .sortedBy(Fact::amount)
                                .thenBy(Fact::name)
                                .thenBy(Fact::key)
                                .transformGroups(
                                        Fact.class,
                                        (other, facts, out) ->
                                                out.emit(facts.iterator().next())),
                        table("select key, other, amount, name from (select *, row_number() over (partition by other"
                                + " order by amount, name, key) as place" + from + ") where place = 1"));
        };
    }

    private Relation join(Relation left, Relation right) throws SQLException {
        FactTables.Column<Fact, Object> by = matching();
        Fn1<Fact, Object> key = by.value();
        int kind = random.nextInt(4);
        Dataset<Fact> joined =
                switch (kind) {
                    case 0 -> left.records().join(right.records()).on(key, key, Fact::joined);
                    case 1 ->
                        left.records()
                                .leftJoin(right.records())
                                .on(key, key, (l, r) -> l.joined(r.orElse(Fact.MISSING)));
                    case 2 ->
                        left.records().rightJoin(right.records()).on(key, key, (l, r) -> l.orElse(Fact.MISSING)
                                .joined(r));
                    default ->
                        left.records().fullJoin(right.records()).on(key, key, (l, r) -> l.orElse(Fact.MISSING)
                                .joined(r.orElse(Fact.MISSING)));
                };
        return new Relation(
                joined,
                table("select coalesce(l.key, -2) as key, coalesce(r.other, -1) as other, (coalesce(l.amount, 0)"
                        + " + coalesce(r.amount, 0))" + AMOUNTS + " as amount, coalesce(l.name, 'nobody') as name from "
                        + left.table() + " l "
                        + List.of("inner", "left", "right", "full").get(kind) + " join "
                        + right.table() + " r on " + by.sql()));
    }

    private Relation half(Relation left, Relation right) throws SQLException {
        FactTables.Column<Fact, Object> by = matching();
        String select = "select * from " + left.table() + " l where ";
        String exists = "exists (select 1 from " + right.table() + " r where " + by.sql() + ")";
        return random.nextBoolean()
                ? new Relation(
                        left.records().semiJoin(right.records()).on(by.value(), by.value()), table(select + exists))
                : new Relation(
                        left.records().antiJoin(right.records()).on(by.value(), by.value()),
                        table(select + "not " + exists));
    }

    /** A key of joins, and when two of them match. */
    private FactTables.Column<Fact, Object> matching() {
        return switch (random.nextInt(4)) {
            case 0 -> new FactTables.Column<>(Fact::name, "l.name = r.name");
            case 1 -> new FactTables.Column<>(Fact::both, "l.key = r.key and l.other = r.other");
            default -> new FactTables.Column<>(Fact::key, "l.key = r.key");
        };
    }

    private Relation set(Relation left, Relation right) throws SQLException {
        Dataset<Fact> records = left.records();
        String first = "select * from " + left.table();
        String second = "select * from " + right.table();
        return switch (random.nextInt(4)) {
            case 0 -> new Relation(records.union(right.records()), table(first + " union all " + second));
            case 1 -> new Relation(records.distinct(), table("select distinct * from " + left.table()));
            case 2 -> new Relation(records.intersect(right.records()), table(first + " intersect " + second));
            default ->
                new Relation(
                        records.subtract(right.records()),
                        table(first + " l where not exists (" + second + " r where l.key = r.key and l.other = r.other"
                                + " and l.amount = r.amount and l.name = r.name)"));
        };
    }
}
