package io.dataflow.examples.tpch;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.text.Text;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are made here, and a database that answers the same queries. */
class GeneratedAnswersTest {
    private static final double SCALE = 0.001;

    @TempDir
    private Path folder;

    @Test
    void all_answers_are_those_of_a_database() throws Exception {
        Path files = GeneratedTables.write(folder, SCALE);
        try (DuckDb database = DuckDb.over(files);
                Session session = Session.local(
                        SessionOptions.defaults().memoryBytes(64L << 20).slots(2))) {
            Tables tables = new Tables(session, files, 100_000);
            for (int query = 1; query <= Queries.COUNT; query++) {
                database.query(query)
                        .assertEquals(
                                Queries.lines(query, tables).map(Text::toString).collect());
            }
        }
    }
}
