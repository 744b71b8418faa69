package io.dataflow.benchmarks.job.duckdb;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Answers;
import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Result;
import io.dataflow.benchmarks.job.SortedFiles;
import io.dataflow.benchmarks.job.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;

/** Each work as a statement that makes a table of the result, which is read after the round; the sort makes a file. */
final class DuckDbContestant implements Contestant {
    /** What no file has, so that a line is one field. */
    private static final String NO_DELIMITER = "\u0001";

    private final Connection connection;

    private DuckDbContestant(Connection connection) {
        this.connection = connection;
    }

    static Contestant open(String name, Inputs inputs) throws SQLException {
        if (!name.equals("duckdb")) {
            throw new IllegalArgumentException("There is no contestant '" + name + "' here");
        }
        Properties stream = new Properties();
        stream.setProperty("jdbc_stream_results", "true");
        DuckDbContestant contestant = new DuckDbContestant(DriverManager.getConnection("jdbc:duckdb:", stream));
        contestant.execute("set threads = " + inputs.threads());
        contestant.execute("set memory_limit = '" + (inputs.heapBytes() >>> 20) + "MiB'");
        contestant.execute("set temp_directory = '" + inputs.temporary() + "'");
        return contestant;
    }

    @Override
    public String name() {
        return "duckdb";
    }

    @Override
    public String version() {
        try {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException unknown) {
            return "unknown";
        }
    }

    /** Those that are questions to a database. */
    @Override
    public Set<Work> works() {
        return EnumSet.of(Work.WORDCOUNT_STRING, Work.SORT, Work.GROUP, Work.JOIN);
    }

    /** Only a sorted file has an order to keep. */
    @Override
    public void prepare(Work work, Inputs inputs) throws SQLException {
        execute("set preserve_insertion_order = " + (work == Work.SORT));
    }

    @Override
    public Result run(Work work, Inputs inputs) throws SQLException {
        String statement =
                switch (work) {
                    case WORDCOUNT_STRING ->
                        result(
                                """
                            select word, count(*) as count
                            from (select unnest(string_split(line, ' ')) as word from %s)
                            where word <> '' group by word""",
                                lines(inputs.text()));
                    case GROUP ->
                        result(
                                "select k, cast(sum(v) as bigint) as sum, count(*) as count from %s group by k",
                                table(inputs.pairs(), ",", "'k': 'bigint', 'v': 'bigint'"));
                    case JOIN ->
                        result(
                                """
                            select o_orderkey, cast(sum(l_extendedprice * (1 - l_discount)) * 10000 as bigint) as revenue,
                                o_orderdate, o_shippriority
                            from %s, %s, %s
                            where c_mktsegment = 'BUILDING' and c_custkey = o_custkey and l_orderkey = o_orderkey
                                and o_orderdate < date '1995-03-15' and l_shipdate > date '1995-03-15'
                            group by o_orderkey, o_orderdate, o_shippriority""",
                                tpch(
                                        inputs.customers(),
                                        "c_custkey bigint, c_name, c_address, c_nationkey, c_phone, c_acctbal,"
                                                + " c_mktsegment, c_comment"),
                                tpch(
                                        inputs.orders(),
                                        "o_orderkey bigint, o_custkey bigint, o_orderstatus, o_totalprice,"
                                                + " o_orderdate date, o_orderpriority, o_clerk, o_shippriority integer,"
                                                + " o_comment"),
                                tpch(
                                        inputs.lineItems(),
                                        "l_orderkey bigint, l_partkey, l_suppkey, l_linenumber, l_quantity,"
                                                + " l_extendedprice decimal(15,2), l_discount decimal(15,2), l_tax,"
                                                + " l_returnflag, l_linestatus, l_shipdate date, l_commitdate,"
                                                + " l_receiptdate, l_shipinstruct, l_shipmode, l_comment"));
                    case SORT ->
                        "copy (select line || chr(13) from " + lines(inputs.records()) + " order by line) to '"
                                + inputs.output().resolve("part-0")
                                + "' (format csv, header false, quote '', escape '', delimiter '" + NO_DELIMITER + "')";
                    case WORDCOUNT_TEXT, PAGERANK, CHAIN, CHAIN_AFTER_100, TINY, TINY_1000, EMPTY_TASKS ->
                        throw new IllegalArgumentException(work.id() + " is none of works()");
                };
        execute(statement);
        return Result.elsewhere(-1);
    }

    private static String result(String query, String... tables) {
        String statement = "create or replace temp table result as " + query;
        for (String table : tables) {
            statement = statement.replaceFirst("%s", Matcher.quoteReplacement(table));
        }
        return statement;
    }

    private static String lines(Path file) {
        return table(file, NO_DELIMITER, "'line': 'varchar'");
    }

    private static String table(Path file, String delimiter, String columns) {
        return "read_csv('" + file + "', auto_detect = false, header = false, quote = '', escape = '', delim = '"
                + delimiter + "', columns = {" + columns + "})";
    }

    /** Behind the last field of a line comes a delimiter, too. */
    private static String tpch(Path file, String columns) {
        StringBuilder types = new StringBuilder();
        for (String column : columns.split(", +", -1)) {
            String[] words = column.trim().split(" ", 2);
            types.append('\'')
                    .append(words[0])
                    .append("': '")
                    .append(words.length == 1 ? "varchar" : words[1])
                    .append("', ");
        }
        return table(file, "|", types + "'nothing': 'varchar'");
    }

    @Override
    public Answer answer(Work work, Inputs inputs) throws Exception {
        if (work == Work.SORT) {
            return SortedFiles.answer(inputs.output());
        }
        long rows = 0;
        long hash = 0;
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("from result")) {
            while (results.next()) {
                rows++;
                hash += switch (work) {
                    case WORDCOUNT_STRING -> Answers.word(results.getString(1), results.getLong(2));
                    case GROUP -> Answers.group(results.getLong(1), results.getLong(2), results.getLong(3));
                    default ->
                        Answers.order(
                                results.getLong(1),
                                results.getLong(2),
                                results.getObject(3, LocalDate.class).toEpochDay(),
                                results.getLong(4));
                };
            }
        }
        return new Answer(rows, hash);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw new IOException(failure);
        }
    }
}
