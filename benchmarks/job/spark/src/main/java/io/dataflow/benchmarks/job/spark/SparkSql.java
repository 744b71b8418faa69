package io.dataflow.benchmarks.job.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.sum;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Answers;
import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Ranks;
import io.dataflow.benchmarks.job.Result;
import io.dataflow.benchmarks.job.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Spark's SQL, and its typed datasets where a work is about functions. {@link Work#EMPTY_TASKS} is left to the RDDs: the
 * tasks are the same, and the optimizer removes those that have nothing to do.
 */
final class SparkSql implements Contestant {
    static final String NAME = "spark-sql";

    private final SparkSession spark;
    private final DiskBytes diskBytes;

    private SparkSql(SparkSession spark) {
        this.spark = spark;
        this.diskBytes = DiskBytes.of(spark.sparkContext());
    }

    /**
     * Adaptive execution, which is on by default, merges partitions that turn out small, so their number has only to be
     * large enough. Days and amounts are read without time zones, so that of the session does not matter.
     */
    static SparkSql open(Inputs inputs) {
        SparkConf conf = Settings.local(NAME, inputs)
                .set("spark.kryo.registrationRequired", "false") // SQL has rows of its own and a few internal classes.
                .set("spark.sql.adaptive.enabled", "true")
                .set("spark.sql.shuffle.partitions", Integer.toString(Settings.partitions(inputs)))
                .set(
                        "spark.sql.warehouse.dir",
                        inputs.temporary().resolve("warehouse").toString())
                .set("spark.sql.catalogImplementation", "in-memory");
        return new SparkSql(SparkSession.builder().config(conf).getOrCreate());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return spark.version();
    }

    @Override
    public Set<Work> works() {
        return EnumSet.complementOf(EnumSet.of(Work.EMPTY_TASKS));
    }

    @Override
    public void prepare(Work work, Inputs inputs) {
        if (work == Work.CHAIN_AFTER_100) {
            OtherSqlChains.run(range(inputs.size().chainRecords() / 100));
        }
    }

    @Override
    public Result run(Work work, Inputs inputs) throws Exception {
        return switch (work) {
            case WORDCOUNT_TEXT -> measured(wordCountOfColumns(inputs));
            case WORDCOUNT_STRING -> measured(wordCount(inputs));
            case SORT -> {
                sort(inputs);
                yield Result.elsewhere(diskBytes.take());
            }
            case GROUP -> measured(group(inputs));
            case JOIN -> measured(join(inputs));
            case PAGERANK -> measured(pageRank(inputs));
            case CHAIN, CHAIN_AFTER_100 -> Result.of(chain(inputs));
            case TINY -> Result.of(tiny(inputs));
            case TINY_1000 -> Result.of(tinyJobs(inputs));
            case EMPTY_TASKS -> throw new IllegalArgumentException(NAME + " does not do " + work.id());
        };
    }

    private Result measured(Answer answer) throws Exception {
        return new Result(answer, diskBytes.take());
    }

    /** The words stay the bytes that they were in the file. */
    private Answer wordCountOfColumns(Inputs inputs) {
        return wordCounts(spark.read()
                .text(inputs.text().toString())
                .select(explode(split(col("value"), " ")).as("value")));
    }

    private Answer wordCount(Inputs inputs) {
        return wordCounts(spark.read()
                .textFile(inputs.text().toString())
                .flatMap(
                        (FlatMapFunction<String, String>)
                                line -> Arrays.asList(line.split(" ")).iterator(),
                        Encoders.STRING())
                .toDF());
    }

    private static Answer wordCounts(Dataset<Row> words) {
        return answer(
                words.where("value <> ''").groupBy("value").count(),
                row -> Answers.word(row.getString(0), row.getLong(1)));
    }

    /** As lines: the file has neither LF nor CR but at their ends, and strings compare as unsigned bytes. */
    private void sort(Inputs inputs) {
        spark.read()
                .text(inputs.records().toString())
                .orderBy(expr("substring(value, 1, 10)"))
                .write()
                .mode(SaveMode.Append) // The folder exists.
                .option("lineSep", "\r\n")
                .text(inputs.output().toString());
    }

    private Answer group(Inputs inputs) {
        return answer(
                spark.read()
                        .schema("key BIGINT, number BIGINT")
                        .csv(inputs.pairs().toString())
                        .groupBy("key")
                        .agg(sum("number"), count("number")),
                row -> Answers.group(row.getLong(0), row.getLong(1), row.getLong(2)));
    }

    private Answer join(Inputs inputs) {
        table(
                "customer",
                inputs.customers(),
                "c_custkey BIGINT, c_name STRING, c_address STRING, c_nationkey INT, c_phone STRING,"
                        + " c_acctbal DECIMAL(15,2), c_mktsegment STRING, c_comment STRING");
        table(
                "orders",
                inputs.orders(),
                "o_orderkey BIGINT, o_custkey BIGINT, o_orderstatus STRING, o_totalprice DECIMAL(15,2),"
                        + " o_orderdate DATE, o_orderpriority STRING, o_clerk STRING, o_shippriority INT,"
                        + " o_comment STRING");
        table(
                "lineitem",
                inputs.lineItems(),
                "l_orderkey BIGINT, l_partkey BIGINT, l_suppkey BIGINT, l_linenumber INT, l_quantity DECIMAL(15,2),"
                        + " l_extendedprice DECIMAL(15,2), l_discount DECIMAL(15,2), l_tax DECIMAL(15,2),"
                        + " l_returnflag STRING, l_linestatus STRING, l_shipdate DATE, l_commitdate DATE,"
                        + " l_receiptdate DATE, l_shipinstruct STRING, l_shipmode STRING, l_comment STRING");
        return answer(
                spark.sql(
                        """
                        SELECT l_orderkey,
                               CAST(sum(l_extendedprice * (1 - l_discount)) * 10000 AS BIGINT),
                               CAST(unix_date(o_orderdate) AS BIGINT),
                               CAST(o_shippriority AS BIGINT)
                        FROM customer, orders, lineitem
                        WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey
                          AND o_orderdate < DATE '1995-03-15' AND l_shipdate > DATE '1995-03-15'
                        GROUP BY l_orderkey, o_orderdate, o_shippriority"""),
                row -> Answers.order(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3)));
    }

    private void table(String name, Path file, String schema) {
        spark.read().schema(schema).option("sep", "|").csv(file.toString()).createOrReplaceTempView(name);
    }

    /**
     * Each round's ranks are a checkpoint, without which plans grow with every iteration and are analysed again as a whole.
     */
    private Answer pageRank(Inputs inputs) {
        Dataset<Row> targets = spark.read()
                .schema("source INT, target INT")
                .option("sep", "\t")
                .csv(inputs.edges().toString())
                .groupBy("source")
                .agg(collect_list("target").as("targets"))
                .cache();
        Dataset<Row> ranks = targets.select(col("source").as("vertex"), lit(1.0).as("rank"));
        for (int i = 0; i < Work.iterations(); i++) {
            ranks = targets.join(ranks, targets.col("source").equalTo(ranks.col("vertex")))
                    .select(
                            explode(col("targets")).as("vertex"),
                            col("rank").divide(size(col("targets"))).as("share"))
                    .groupBy("vertex")
                    .agg(sum("share").multiply(0.85).plus(0.15).as("rank"))
                    .localCheckpoint();
        }
        List<double[]> sums = ranks.toJavaRDD()
                .mapPartitions(part -> {
                    double[] sum = new double[2];
                    while (part.hasNext()) {
                        Row rank = part.next();
                        sum[0]++;
                        sum[1] += Ranks.term(rank.getInt(0), rank.getDouble(1));
                    }
                    return Collections.singleton(sum).iterator();
                })
                .collect();
        targets.unpersist();
        double count = 0;
        double sum = 0;
        for (double[] part : sums) {
            count += part[0];
            sum += part[1];
        }
        return Ranks.answer((long) count, sum);
    }

    private Answer chain(Inputs inputs) {
        return Answers.number(range(inputs.size().chainRecords())
                .map((MapFunction<Long, Long>) x -> x * 3 + 1, Encoders.LONG())
                .filter((FilterFunction<Long>) x -> (x & 7) != 0)
                .map((MapFunction<Long, Long>) x -> x ^ (x >>> 5), Encoders.LONG())
                .filter((FilterFunction<Long>) x -> x % 5 != 0)
                .map((MapFunction<Long, Long>) x -> x + 11, Encoders.LONG())
                .agg(sum("value"))
                .first()
                .getLong(0));
    }

    private Dataset<Long> range(long count) {
        return spark.range(count).as(Encoders.LONG());
    }

    private Answer tiny(Inputs inputs) {
        return Answers.strings(spark.createDataset(inputs.tinyStrings(), Encoders.STRING())
                .map((MapFunction<String, String>) string -> string + "!", Encoders.STRING())
                .collectAsList());
    }

    private Answer tinyJobs(Inputs inputs) {
        Answer answer = Answer.NOTHING;
        for (int i = 0; i < inputs.size().tinyJobs(); i++) {
            answer = tiny(inputs);
        }
        return answer;
    }

    private static Answer answer(Dataset<Row> rows, RowHash hash) {
        long[] answer = rows.toJavaRDD()
                .aggregate(
                        new long[2],
                        (sums, row) -> {
                            sums[0]++;
                            sums[1] += hash.of(row);
                            return sums;
                        },
                        (left, right) -> {
                            left[0] += right[0];
                            left[1] += right[1];
                            return left;
                        });
        return new Answer(answer[0], answer[1]);
    }

    @Override
    public void close() throws IOException {
        spark.close();
    }

    /** Hash of a row. */
    private interface RowHash extends java.io.Serializable {
        long of(Row row);
    }
}
