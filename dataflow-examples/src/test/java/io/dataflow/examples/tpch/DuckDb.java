package io.dataflow.examples.tpch;

import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database in memory over the tables of a folder, which answers in SQL. */
final class DuckDb implements AutoCloseable {
    private final Connection connection;

    private DuckDb(Connection connection) {
        this.connection = connection;
    }

    static DuckDb over(Path folder) throws SQLException, IOException {
        DuckDb database = new DuckDb(DriverManager.getConnection("jdbc:duckdb:"));
        try (Statement statement = database.connection.createStatement()) {
            statement.execute(resource("schema.sql"));
            for (TpchTable<?> table : TpchTable.getTables()) {
                statement.execute("copy " + table.getTableName() + " from '"
                        + folder.resolve(GeneratedTables.fileName(table))
                        + "' (format csv, delimiter '|', header false, quote '', escape '')");
            }
        }
        return database;
    }

    /** The answer to one of the 22 queries. */
    Answer query(int number) throws SQLException, IOException {
        String[] queries = resource("queries.sql").split("-- \\d+\n", -1);
        return answer("query " + number, queries[number]);
    }

    Answer answer(String question, String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            int columnCount = results.getMetaData().getColumnCount();
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columnCount; column++) {
                    row.add(text(results.getObject(column)));
                }
                rows.add(row);
            }
        }
        return new Answer(question, rows);
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How many rows a table has. */
    long count(String table) throws SQLException {
        return Long.parseLong(
                answer(table, "select count(*) from " + table).rows().get(0).get(0));
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream content = DuckDb.class.getResourceAsStream(name)) {
            if (content == null) {
                throw new AssertionError(name + " is not on the class path");
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
