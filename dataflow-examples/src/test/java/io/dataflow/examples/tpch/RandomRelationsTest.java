package io.dataflow.examples.tpch;

import static io.dataflow.api.Order.DESCENDING;
import static io.dataflow.api.aggregate.Aggregators.sumLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.text.Text;
import io.dataflow.testing.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Programs over the tables, made at random, which a database has to answer in the same way; {@code -Dseeds=5000} for more. */
class RandomRelationsTest {
    private static final double SCALE = 0.001;
    private static final int MAX_STEPS = 6;

    /** So little that larger joins and groups spill. */
    private static final long MEMORY_BYTES = 16L << 20;

    @TempDir
    private static Path folder;

    private static DuckDb database;
    private static Session session;
    private static FactTables tables;

    @BeforeAll
    static void open() throws Exception {
        GeneratedTables.write(folder, SCALE);
        database = DuckDb.over(folder);
        session = Session.local(
                SessionOptions.defaults().memoryBytes(MEMORY_BYTES).slots(2));
        tables = new FactTables(new Tables(session, folder, 200_000));
    }

    @AfterAll
    static void close() throws Exception {
        session.close();
        database.close();
    }

    @Seeds(200)
    void any_program_answers_as_a_database_does(Random random) throws Exception {
        RandomRelations relations = new RandomRelations(tables, database, random);
        Relation relation = relations.next(MAX_STEPS);
        String question = String.join("\n", relations.statements());
        long limit = random.nextInt(100);
        try {
            switch (random.nextInt(4)) {
                case 0 ->
                    assertThat(relation.records().count()).as(question).isEqualTo(database.count(relation.table()));
                case 1 ->
                    assertThat(relation.records()
                                    .aggregate(sumLong(Fact::amount))
                                    .toString())
                            .as(question)
                            .isEqualTo(database.answer("", "select coalesce(sum(amount), 0) from " + relation.table())
                                    .rows()
                                    .get(0)
                                    .get(0));
                case 2 ->
                    database.answer(
                                    question,
                                    "select * from " + relation.table()
                                            + " order by amount desc, name, key, other desc limit " + limit)
                            .assertEquals(lines(relation.records()
                                            .sortBy(Fact::amount, DESCENDING)
                                            .thenBy(Fact::name)
                                            .thenBy(Fact::key)
                                            .thenBy(Fact::other, DESCENDING)
                                            .limit(limit)
                                            .map(Rows::line)
                                            .collect())
                                    .toList());
                default ->
                    assertThat(lines(relation.records().map(Rows::line).collect())
                                    .sorted())
                            .as(question)
                            .isEqualTo(database.answer("", "select * from " + relation.table()).rows().stream()
                                    .map(row -> String.join("|", row))
                                    .sorted()
                                    .toList());
            }
        } finally {
            database.execute("drop table "
                    + String.join(
                            "; drop table ", tableNames(relations.statements().size())));
        }
    }

    private static Stream<String> lines(List<Text> rows) {
        return rows.stream().map(Text::toString);
    }

    private static List<String> tableNames(int count) {
        return Stream.iterate(0, i -> i + 1).limit(count).map(i -> "t" + i).toList();
    }
}
