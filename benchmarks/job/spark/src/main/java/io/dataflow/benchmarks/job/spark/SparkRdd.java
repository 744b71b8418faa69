package io.dataflow.benchmarks.job.spark;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Answers;
import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Ranks;
import io.dataflow.benchmarks.job.Result;
import io.dataflow.benchmarks.job.SortedFiles;
import io.dataflow.benchmarks.job.Work;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Spark's RDDs, through their Java API. */
final class SparkRdd implements Contestant {
    static final String NAME = "spark-rdd";

    private final JavaSparkContext spark;
    private final DiskBytes diskBytes;
    private final int partitions;

    private SparkRdd(JavaSparkContext spark, int partitions) {
        this.spark = spark;
        this.partitions = partitions;
        this.diskBytes = DiskBytes.of(spark.sc());
    }

    static SparkRdd open(Inputs inputs) {
        SparkConf conf = Settings.local(NAME, inputs).registerKryoClasses(registered());
        return new SparkRdd(new JavaSparkContext(conf), Settings.partitions(inputs));
    }

    private static Class<?>[] registered() {
        return new Class<?>[] {byte[].class, byte[][].class, int[].class, long[].class, Object[].class, HashSet.class};
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
        return EnumSet.allOf(Work.class);
    }

    @Override
    public void prepare(Work work, Inputs inputs) {
        if (work == Work.CHAIN_AFTER_100) {
            long records = inputs.size().chainRecords() / 100;
            OtherRddChains.run(() -> range(records));
        }
    }

    @Override
    public Result run(Work work, Inputs inputs) throws Exception {
        return switch (work) {
            case WORDCOUNT_TEXT, WORDCOUNT_STRING -> measured(wordCount(inputs));
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
            case EMPTY_TASKS -> Result.of(emptyTasks(inputs));
        };
    }

    private Result measured(Answer answer) throws Exception {
        return new Result(answer, diskBytes.take());
    }

    private Answer wordCount(Inputs inputs) {
        return answer(lines(inputs.text())
                .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                .filter(word -> !word.isEmpty())
                .mapToPair(word -> new Tuple2<>(word, 1L))
                .reduceByKey(Long::sum, partitions)
                .map(count -> Answers.word(count._1(), count._2())));
    }

    private void sort(Inputs inputs) {
        Path output = inputs.output();
        String folder = output.toString();
        spark.binaryRecords(inputs.records().toString(), SortedFiles.RECORD_BYTES)
                .mapToPair(record -> new Tuple2<byte[], Object>(record, null))
                .sortByKey(new ByKey(), true, partitions)
                .foreachPartition(records -> write(records, folder));
    }

    private static void write(Iterator<Tuple2<byte[], Object>> records, String folder) throws Exception {
        String name = "part-" + (100_000 + TaskContext.getPartitionId());
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(Path.of(folder, name)), 1 << 16)) {
            while (records.hasNext()) {
                file.write(records.next()._1());
            }
        }
    }

    private Answer group(Inputs inputs) {
        return answer(lines(inputs.pairs())
                .mapToPair(line -> {
                    int comma = line.indexOf(',');
                    return new Tuple2<>(
                            Long.parseLong(line, 0, comma, 10), Long.parseLong(line, comma + 1, line.length(), 10));
                })
                .combineByKey(
                        value -> new long[] {value, 1},
                        (sumAndCount, value) -> {
                            sumAndCount[0] += value;
                            sumAndCount[1]++;
                            return sumAndCount;
                        },
                        (left, right) -> {
                            left[0] += right[0];
                            left[1] += right[1];
                            return left;
                        },
                        partitions)
                .map(group -> Answers.group(group._1(), group._2()[0], group._2()[1])));
    }

    /** Customers are few enough to be broadcast; the rest is grouped where it is, and joined. */
    private Answer join(Inputs inputs) {
        Broadcast<HashSet<Long>> building = spark.broadcast(new HashSet<>(lines(inputs.customers())
                .map(line -> line.split("\\|"))
                .filter(fields -> fields[6].equals("BUILDING"))
                .map(fields -> Long.valueOf(fields[0]))
                .collect()));
        JavaPairRDD<Long, long[]> orders = lines(inputs.orders())
                .map(line -> line.split("\\|"))
                .filter(fields -> fields[4].compareTo("1995-03-15") < 0
                        && building.value().contains(Long.valueOf(fields[1])))
                .mapToPair(fields -> new Tuple2<>(
                        Long.valueOf(fields[0]),
                        new long[] {LocalDate.parse(fields[4]).toEpochDay(), Long.parseLong(fields[7])}));
        return answer(lines(inputs.lineItems())
                .map(line -> line.split("\\|"))
                .filter(fields -> fields[10].compareTo("1995-03-15") > 0)
                .mapToPair(fields ->
                        new Tuple2<>(Long.valueOf(fields[0]), hundredths(fields[5]) * (100 - hundredths(fields[6]))))
                .reduceByKey(Long::sum, partitions)
                .join(orders, partitions)
                .map(order -> Answers.order(
                        order._1(),
                        order._2()._1(),
                        order._2()._2()[0],
                        order._2()._2()[1])));
    }

    /** Of a number with two digits after the point. */
    static long hundredths(String decimal) {
        int point = decimal.length() - 3;
        return Long.parseLong(decimal, 0, point, 10) * 100 + Long.parseLong(decimal, point + 1, decimal.length(), 10);
    }

    /** As Spark's own example, whose adjacency is cached and whose ranks are partitioned as it is. */
    private Answer pageRank(Inputs inputs) {
        JavaPairRDD<Integer, int[]> targets = lines(inputs.edges())
                .mapToPair(line -> {
                    int tab = line.indexOf('\t');
                    return new Tuple2<>(
                            Integer.parseInt(line, 0, tab, 10), Integer.parseInt(line, tab + 1, line.length(), 10));
                })
                .groupByKey(partitions)
                .mapValues(SparkRdd::array)
                .persist(StorageLevel.MEMORY_AND_DISK());
        JavaPairRDD<Integer, Double> ranks = targets.mapValues(array -> 1.0);
        for (int i = 0; i < Work.iterations(); i++) {
            ranks = targets.join(ranks)
                    .values()
                    .flatMapToPair(vertex -> contributions(vertex._1(), vertex._2()))
                    .reduceByKey(Double::sum, partitions)
                    .mapValues(sum -> 0.15 + 0.85 * sum);
        }
        JavaRDD<Tuple2<Long, Double>> sums = ranks.mapPartitions(part -> {
            long count = 0;
            double sum = 0;
            while (part.hasNext()) {
                Tuple2<Integer, Double> rank = part.next();
                count++;
                sum += Ranks.term(rank._1(), rank._2());
            }
            return List.of(new Tuple2<>(count, sum)).iterator();
        });
        Tuple2<Long, Double> all = sums.reduce((a, b) -> new Tuple2<>(a._1() + b._1(), a._2() + b._2()));
        targets.unpersist();
        return Ranks.answer(all._1(), all._2());
    }

    private static int[] array(Iterable<Integer> values) {
        int count = 0;
        for (Integer ignored : values) {
            count++;
        }
        int[] array = new int[count];
        int i = 0;
        for (Integer value : values) {
            array[i++] = value;
        }
        return array;
    }

    private static Iterator<Tuple2<Integer, Double>> contributions(int[] targets, double rank) {
        Double share = rank / targets.length;
        return Arrays.stream(targets)
                .mapToObj(target -> new Tuple2<>((Integer) target, share))
                .iterator();
    }

    private Answer chain(Inputs inputs) {
        return Answers.number(range(inputs.size().chainRecords())
                .map(x -> x * 3 + 1)
                .filter(x -> (x & 7) != 0)
                .map(x -> x ^ (x >>> 5))
                .filter(x -> x % 5 != 0)
                .map(x -> x + 11)
                .fold(0L, Long::sum));
    }

    @SuppressWarnings("unchecked") // A RDD[Long] is one of Object to Java.
    private JavaRDD<Long> range(long count) {
        int slices = spark.defaultParallelism();
        return (JavaRDD<Long>)
                (JavaRDD<?>) spark.sc().range(0, count, 1, slices).toJavaRDD();
    }

    private Answer tiny(Inputs inputs) {
        return Answers.strings(spark.parallelize(inputs.tinyStrings())
                .map(string -> string + "!")
                .collect());
    }

    private Answer tinyJobs(Inputs inputs) {
        Answer answer = Answer.NOTHING;
        for (int i = 0; i < inputs.size().tinyJobs(); i++) {
            answer = tiny(inputs);
        }
        return answer;
    }

    private Answer emptyTasks(Inputs inputs) {
        return Answers.number(
                spark.parallelize(List.of(), inputs.size().emptyTasks()).count());
    }

    private JavaRDD<String> lines(Path file) {
        return spark.textFile(file.toString());
    }

    private static Answer answer(JavaRDD<Long> hashes) {
        long[] answer = hashes.aggregate(
                new long[2],
                (rows, hash) -> {
                    rows[0]++;
                    rows[1] += hash;
                    return rows;
                },
                (left, right) -> {
                    left[0] += right[0];
                    left[1] += right[1];
                    return left;
                });
        return new Answer(answer[0], answer[1]);
    }

    @Override
    public void close() {
        spark.close();
    }

    /** Orders records by their keys. */
    private static final class ByKey implements Comparator<byte[]>, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public int compare(byte[] left, byte[] right) {
            return Arrays.compareUnsigned(left, 0, SortedFiles.KEY_BYTES, right, 0, SortedFiles.KEY_BYTES);
        }
    }
}
