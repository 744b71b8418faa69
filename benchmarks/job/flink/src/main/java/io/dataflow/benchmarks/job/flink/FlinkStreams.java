package io.dataflow.benchmarks.job.flink;

import io.dataflow.benchmarks.job.Answer;
import io.dataflow.benchmarks.job.Answers;
import io.dataflow.benchmarks.job.Contestant;
import io.dataflow.benchmarks.job.Inputs;
import io.dataflow.benchmarks.job.Ranks;
import io.dataflow.benchmarks.job.Result;
import io.dataflow.benchmarks.job.SortedFiles;
import io.dataflow.benchmarks.job.Work;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.Partitioner;
import org.apache.flink.api.common.operators.Order;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * Flink's DataStream API in batch mode. {@link Work#JOIN} is left to {@link FlinkTables}: what streams offer for joins is
 * windows and state by hand.
 */
final class FlinkStreams implements Contestant {
    static final String NAME = "flink";

    private static final int SAMPLES = 10_000;
    private static final TypeInformation<int[]> INTS = PrimitiveArrayTypeInfo.INT_PRIMITIVE_ARRAY_TYPE_INFO;

    private final LocalCluster cluster;

    FlinkStreams(LocalCluster cluster) {
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
        return EnumSet.complementOf(EnumSet.of(Work.JOIN));
    }

    @Override
    public void prepare(Work work, Inputs inputs) throws Exception {
        if (work == Work.CHAIN_AFTER_100) {
            OtherChains.run(cluster, inputs.size().chainRecords() / 100);
        }
    }

    @Override
    public Result run(Work work, Inputs inputs) throws Exception {
        return switch (work) {
            case WORDCOUNT_TEXT, WORDCOUNT_STRING -> Result.of(wordCount(inputs));
            case SORT -> {
                sort(inputs);
                yield Result.elsewhere(-1);
            }
            case GROUP -> Result.of(group(inputs));
            case PAGERANK -> Result.of(pageRank(inputs));
            case CHAIN, CHAIN_AFTER_100 -> Result.of(chain(inputs));
            case TINY -> Result.of(tiny(inputs));
            case TINY_1000 -> Result.of(tinyJobs(inputs));
            case EMPTY_TASKS -> Result.of(emptyTasks(inputs));
            case JOIN -> throw new IllegalArgumentException(NAME + " does not do " + work.id());
        };
    }

    /**
     * Each task counts its words before they are shuffled. By itself a keyed stream has no combiner: it would sort every
     * word of the text.
     */
    private Answer wordCount(Inputs inputs) throws Exception {
        return cluster.answer(words(FileSources.lines(cluster.environment(), inputs.text()))
                .fullWindowPartition()
                .aggregate(new CountWords())
                .flatMap((Map<String, Long> counts, Collector<Tuple2<String, Long>> output) ->
                        counts.forEach((word, count) -> output.collect(Tuple2.of(word, count))))
                .returns(Types.TUPLE(Types.STRING, Types.LONG))
                .keyBy(count -> count.f0)
                .sum(1)
                .map(count -> Answers.word(count.f0, count.f1)));
    }

    @SuppressWarnings("StringSplitter") // Which is what the work says.
    static DataStream<String> words(DataStream<String> lines) {
        return lines.flatMap((String line, Collector<String> output) -> {
                    for (String word : line.split(" ")) {
                        if (!word.isEmpty()) {
                            output.collect(word);
                        }
                    }
                })
                .returns(Types.STRING);
    }

    /** Ranges of keys by a sample, one for each task; each sorts, spilling, and writes a file. */
    private void sort(Inputs inputs) throws Exception {
        StreamExecutionEnvironment environment = cluster.environment();
        FileSources.records(environment, inputs.records(), SortedFiles.RECORD_BYTES)
                .partitionCustom(new ByRange(splitters(inputs.records(), cluster.threads())), new SortKey())
                .fullWindowPartition()
                .sortPartition(new SortKey(), Order.ASCENDING)
                .sinkTo(new PartSink(inputs.output().toString()));
        cluster.run(environment);
    }

    private static String[] splitters(Path file, int ranges) throws IOException {
        String[] keys = new String[SAMPLES];
        byte[] record = new byte[SortedFiles.RECORD_BYTES];
        SortKey sortKey = new SortKey();
        try (RandomAccessFile records = new RandomAccessFile(file.toFile(), "r")) {
            long count = records.length() / SortedFiles.RECORD_BYTES;
            for (int i = 0; i < SAMPLES; i++) {
                records.seek(count * i / SAMPLES * SortedFiles.RECORD_BYTES);
                records.readFully(record);
                keys[i] = sortKey.getKey(record);
            }
        }
        Arrays.sort(keys);
        String[] splitters = new String[ranges - 1];
        for (int i = 0; i < splitters.length; i++) {
            splitters[i] = keys[SAMPLES * (i + 1) / ranges];
        }
        return splitters;
    }

    private Answer group(Inputs inputs) throws Exception {
        return cluster.answer(pairs(FileSources.lines(cluster.environment(), inputs.pairs()))
                .map(pair -> Tuple3.of(pair.f0, pair.f1, 1L))
                .returns(Types.TUPLE(Types.LONG, Types.LONG, Types.LONG))
                .keyBy(group -> group.f0)
                .reduce((left, right) -> Tuple3.of(left.f0, left.f1 + right.f1, left.f2 + right.f2))
                .map(group -> Answers.group(group.f0, group.f1, group.f2)));
    }

    static DataStream<Tuple2<Long, Long>> pairs(DataStream<String> lines) {
        return lines.map(line -> {
                    int comma = line.indexOf(',');
                    return Tuple2.of(
                            Long.parseLong(line, 0, comma, 10), Long.parseLong(line, comma + 1, line.length(), 10));
                })
                .returns(Types.TUPLE(Types.LONG, Types.LONG));
    }

    /** Flink has no loops over bounded data any more: one job with all iterations, one after the other. */
    private Answer pageRank(Inputs inputs) throws Exception {
        StreamExecutionEnvironment environment = cluster.environment();
        TypeInformation<Tuple2<Integer, Double>> rank = Types.TUPLE(Types.INT, Types.DOUBLE);
        DataStream<Tuple2<Integer, int[]>> targets = FileSources.lines(environment, inputs.edges())
                .map(line -> {
                    int tab = line.indexOf('\t');
                    return Tuple2.of(
                            Integer.parseInt(line, 0, tab, 10), Integer.parseInt(line, tab + 1, line.length(), 10));
                })
                .returns(Types.TUPLE(Types.INT, Types.INT))
                .keyBy(edge -> edge.f0)
                .fullWindowPartition()
                .aggregate(new CollectTargets());
        DataStream<Tuple2<Integer, Double>> ranks =
                targets.map(source -> Tuple2.of(source.f0, 1.0)).returns(rank);
        for (int i = 0; i < Work.iterations(); i++) {
            ranks = targets.connect(ranks)
                    .keyBy(source -> source.f0, source -> source.f0, Types.INT)
                    .process(new Contribute(), rank)
                    .keyBy(share -> share.f0)
                    .sum(1)
                    .map(sum -> Tuple2.of(sum.f0, 0.15 + 0.85 * sum.f1))
                    .returns(rank);
        }
        ranks.map(new RankSums()).returns(rank).sinkTo(new DiscardingSink<>());
        JobExecutionResult result = cluster.run(environment);
        Long vertices = result.getAccumulatorResult(RankSums.VERTICES);
        Double terms = result.getAccumulatorResult(RankSums.TERMS);
        return Ranks.answer(vertices, terms);
    }

    private Answer chain(Inputs inputs) throws Exception {
        StreamExecutionEnvironment environment = cluster.environment();
        DataStream<Long> numbers = environment
                .fromSequence(0, inputs.size().chainRecords() - 1)
                .map(x -> x * 3 + 1)
                .filter(x -> (x & 7) != 0)
                .map(x -> x ^ (x >>> 5))
                .filter(x -> x % 5 != 0)
                .map(x -> x + 11);
        return Answers.number(cluster.answer(numbers).hash());
    }

    private Answer tiny(Inputs inputs) throws Exception {
        StreamExecutionEnvironment environment = cluster.environment();
        environment
                .fromData(inputs.tinyStrings())
                .map(string -> string + "!")
                .map(new Collected())
                .sinkTo(new DiscardingSink<>());
        List<String> strings = cluster.run(environment).getAccumulatorResult(Collected.STRINGS);
        return Answers.strings(strings);
    }

    private Answer tinyJobs(Inputs inputs) throws Exception {
        Answer answer = Answer.NOTHING;
        for (int i = 0; i < inputs.size().tinyJobs(); i++) {
            answer = tiny(inputs);
        }
        return answer;
    }

    /** Tasks of one vertex, of which one has a number to read: there is no empty sequence. The slots take one after the other. */
    private Answer emptyTasks(Inputs inputs) throws Exception {
        int tasks = inputs.size().emptyTasks();
        StreamExecutionEnvironment environment = cluster.environment();
        environment.setMaxParallelism(Math.max(tasks, 1 << 7));
        environment
                .fromSequence(0, 0)
                .setParallelism(tasks)
                .sinkTo(new DiscardingSink<>())
                .setParallelism(tasks);
        cluster.run(environment);
        return Answers.number(0);
    }

    @Override
    public void close() {
        cluster.close();
    }

    /** The key of a record as a string of its bytes, which sorts like them. */
    private static final class SortKey implements KeySelector<byte[], String> {
        private static final long serialVersionUID = 1;

        @Override
        public String getKey(byte[] record) {
            return new String(record, 0, SortedFiles.KEY_BYTES, StandardCharsets.ISO_8859_1);
        }
    }

    /** The number of the first range that may have the key. */
    private static final class ByRange implements Partitioner<String> {
        private static final long serialVersionUID = 1;

        private final String[] splitters;

        ByRange(String[] splitters) {
            this.splitters = splitters;
        }

        @Override
        public int partition(String key, int partitions) {
            int found = Arrays.binarySearch(splitters, key);
            return found >= 0 ? found : -found - 1;
        }
    }

    private static final class CountWords implements AggregateFunction<String, Map<String, Long>, Map<String, Long>> {
        private static final long serialVersionUID = 1;

        @Override
        public Map<String, Long> createAccumulator() {
            return new HashMap<>();
        }

        @Override
        public Map<String, Long> add(String word, Map<String, Long> counts) {
            counts.merge(word, 1L, Long::sum);
            return counts;
        }

        @Override
        public Map<String, Long> getResult(Map<String, Long> counts) {
            return counts;
        }

        @Override
        public Map<String, Long> merge(Map<String, Long> left, Map<String, Long> right) {
            right.forEach((word, count) -> left.merge(word, count, Long::sum));
            return left;
        }
    }

    /** A source and an array that grows. */
    public static final class Targets {
        private int source;
        private int[] array = new int[8];
        private int count;

        void add(Tuple2<Integer, Integer> edge) {
            if (count == array.length) {
                array = Arrays.copyOf(array, 2 * count);
            }
            source = edge.f0;
            array[count++] = edge.f1;
        }
    }

    private static final class CollectTargets
            implements AggregateFunction<Tuple2<Integer, Integer>, Targets, Tuple2<Integer, int[]>> {
        private static final long serialVersionUID = 1;

        @Override
        public Targets createAccumulator() {
            return new Targets();
        }

        @Override
        public Targets add(Tuple2<Integer, Integer> edge, Targets targets) {
            targets.add(edge);
            return targets;
        }

        @Override
        public Tuple2<Integer, int[]> getResult(Targets targets) {
            return Tuple2.of(targets.source, Arrays.copyOf(targets.array, targets.count));
        }

        @Override
        public Targets merge(Targets left, Targets right) {
            throw new UnsupportedOperationException("Windows are not merged");
        }
    }

    /** A vertex has its targets on one side and its rank on the other, in any order. */
    private static final class Contribute
            extends KeyedCoProcessFunction<
                    Integer, Tuple2<Integer, int[]>, Tuple2<Integer, Double>, Tuple2<Integer, Double>> {
        private static final long serialVersionUID = 1;

        private transient ValueState<int[]> targets;
        private transient ValueState<Double> rank;

        @Override
        public void open(OpenContext context) {
            targets = getRuntimeContext().getState(new ValueStateDescriptor<>("targets", INTS));
            rank = getRuntimeContext().getState(new ValueStateDescriptor<>("rank", Types.DOUBLE));
        }

        @Override
        public void processElement1(
                Tuple2<Integer, int[]> vertex, Context context, Collector<Tuple2<Integer, Double>> output)
                throws IOException {
            Double known = rank.value();
            if (known == null) {
                targets.update(vertex.f1);
            } else {
                contribute(vertex.f1, known, output);
            }
        }

        @Override
        public void processElement2(
                Tuple2<Integer, Double> vertex, Context context, Collector<Tuple2<Integer, Double>> output)
                throws IOException {
            int[] known = targets.value();
            if (known == null) {
                rank.update(vertex.f1);
            } else {
                contribute(known, vertex.f1, output);
            }
        }

        private static void contribute(int[] targets, double rank, Collector<Tuple2<Integer, Double>> output) {
            Double share = rank / targets.length;
            for (int target : targets) {
                output.collect(Tuple2.of(target, share));
            }
        }
    }
}
