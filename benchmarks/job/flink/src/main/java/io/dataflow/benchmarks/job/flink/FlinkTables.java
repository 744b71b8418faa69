package io.dataflow.benchmarks.job.flink;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Answers;
import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Result;
import io.dataflow.benchmarks.job.Work;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/**
 * Flink's Table API and SQL, for works that are queries: it aggregates before the shuffle, in memory that it manages, and
 * chooses joins. Its {@code ORDER BY} sorts in a single task, so {@link Work#SORT} is left to {@link FlinkStreams}, as are
 * works that are about functions and tasks; it has no loops for {@link Work#PAGERANK}.
 */
final class FlinkTables implements Contestant {
    static final String NAME = "flink-table";

    private final LocalCluster cluster;

    FlinkTables(LocalCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return LocalCluster.version();
    }

    @Override
    public Set<Work> works() {
        return EnumSet.of(Work.WORDCOUNT_TEXT, Work.WORDCOUNT_STRING, Work.GROUP, Work.JOIN);
    }

    @Override
    public Result run(Work work, Inputs inputs) throws Exception {
        StreamExecutionEnvironment environment = cluster.environment();
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment, EnvironmentSettings.inBatchMode());
        return Result.of(
                switch (work) {
                    case WORDCOUNT_TEXT -> wordCountOfColumns(environment, tables, inputs);
                    case WORDCOUNT_STRING -> wordCount(environment, tables, inputs);
                    case GROUP -> group(environment, tables, inputs);
                    case JOIN -> join(environment, tables, inputs);
                    case SORT, PAGERANK, CHAIN, CHAIN_AFTER_100, TINY, TINY_1000, EMPTY_TASKS ->
                        throw new IllegalArgumentException(NAME + " does not do " + work.id());
                });
    }

    private Answer wordCountOfColumns(
            StreamExecutionEnvironment environment, StreamTableEnvironment tables, Inputs inputs) throws Exception {
        tables.createTemporaryView(
                "lines",
                tables.fromDataStream(FileSources.lines(environment, inputs.text()))
                        .as("line"));
        return wordCounts(
                tables,
                "SELECT word, COUNT(*) FROM lines CROSS JOIN UNNEST(SPLIT(line, ' ')) AS words (word)"
                        + " WHERE word <> '' GROUP BY word");
    }

    private Answer wordCount(StreamExecutionEnvironment environment, StreamTableEnvironment tables, Inputs inputs)
            throws Exception {
        DataStream<String> words = FlinkStreams.words(FileSources.lines(environment, inputs.text()));
        tables.createTemporaryView("words", tables.fromDataStream(words).as("word"));
        return wordCounts(tables, "SELECT word, COUNT(*) FROM words GROUP BY word");
    }

    private Answer wordCounts(StreamTableEnvironment tables, String query) throws Exception {
        return answer(tables, query, row -> Answers.word((String) row.getField(0), (Long) row.getField(1)));
    }

    private Answer group(StreamExecutionEnvironment environment, StreamTableEnvironment tables, Inputs inputs)
            throws Exception {
        Table pairs = tables.fromDataStream(FlinkStreams.pairs(FileSources.lines(environment, inputs.pairs())))
                .as("k", "v");
        tables.createTemporaryView("pairs", pairs);
        return answer(
                tables,
                "SELECT k, SUM(v), COUNT(v) FROM pairs GROUP BY k",
                row -> Answers.group((Long) row.getField(0), (Long) row.getField(1), (Long) row.getField(2)));
    }

    /** Columns that the query does not read are not parsed, as a source that knows the query would have it. */
    private Answer join(StreamExecutionEnvironment environment, StreamTableEnvironment tables, Inputs inputs)
            throws Exception {
        table(
                environment,
                tables,
                "customer",
                inputs.customers(),
                fields -> Row.of(Long.valueOf(fields[0]), fields[6]),
                Types.ROW_NAMED(new String[] {"c_custkey", "c_mktsegment"}, Types.LONG, Types.STRING));
        table(
                environment,
                tables,
                "orders",
                inputs.orders(),
                fields -> Row.of(
                        Long.valueOf(fields[0]),
                        Long.valueOf(fields[1]),
                        LocalDate.parse(fields[4]),
                        Integer.valueOf(fields[7])),
                Types.ROW_NAMED(
                        new String[] {"o_orderkey", "o_custkey", "o_orderdate", "o_shippriority"},
                        Types.LONG,
                        Types.LONG,
                        Types.LOCAL_DATE,
                        Types.INT));
        table(
                environment,
                tables,
                "lineitem",
                inputs.lineItems(),
                fields -> Row.of(
                        Long.valueOf(fields[0]),
                        hundredths(fields[5]),
                        hundredths(fields[6]),
                        LocalDate.parse(fields[10])),
                Types.ROW_NAMED(
                        new String[] {"l_orderkey", "l_cents", "l_percent", "l_shipdate"},
                        Types.LONG,
                        Types.LONG,
                        Types.LONG,
                        Types.LOCAL_DATE));
        return answer(
                tables,
                """
                SELECT l_orderkey, SUM(l_cents * (100 - l_percent)), o_orderdate, o_shippriority
                FROM customer, orders, lineitem
                WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey
                  AND o_orderdate < DATE '1995-03-15' AND l_shipdate > DATE '1995-03-15'
                GROUP BY l_orderkey, o_orderdate, o_shippriority""",
                row -> Answers.order(
                        (Long) row.getField(0),
                        (Long) row.getField(1),
                        ((LocalDate) row.getField(2)).toEpochDay(),
                        (Integer) row.getField(3)));
    }

    private static void table(
            StreamExecutionEnvironment environment,
            StreamTableEnvironment tables,
            String name,
            Path file,
            MapFunction<String[], Row> columns,
            TypeInformation<Row> type) {
        DataStream<Row> rows = FileSources.lines(environment, file)
                .map(line -> columns.map(line.split("\\|")))
                .returns(type);
        tables.createTemporaryView(name, rows);
    }

    /** Of a number with two digits after the point. */
    private static long hundredths(String decimal) {
        int point = decimal.length() - 3;
        return Long.parseLong(decimal, 0, point, 10) * 100 + Long.parseLong(decimal, point + 1, decimal.length(), 10);
    }

    private Answer answer(StreamTableEnvironment tables, String query, MapFunction<Row, Long> hash) throws Exception {
        return cluster.answer(
                tables.toDataStream(tables.sqlQuery(query)).map(hash).returns(Types.LONG));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
