package io.dataflow.benchmarks.job.jet;

import static com.hazelcast.jet.aggregate.AggregateOperations.counting;
import static com.hazelcast.jet.aggregate.AggregateOperations.summingDouble;
import static com.hazelcast.jet.aggregate.AggregateOperations.summingLong;

import com.hazelcast.collection.IList;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.Util;
import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.processor.Processors;
import com.hazelcast.jet.pipeline.BatchStage;
import com.hazelcast.jet.pipeline.JoinClause;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.SinkBuilder;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.test.TestSources;
import com.hazelcast.map.IMap;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hazelcast Jet: one embedded member that nobody can join, through the Pipeline API. It has neither memory limits nor a way
 * to spill, so its sorts and groups need a heap that holds them.
 */
final class Jet implements Contestant {
    static final String NAME = "jet";

    private static final String RESULT = "result";
    private static final String TARGETS = "targets";
    private static final String RANKS = "ranks";

    private final HazelcastInstance hazelcast;
    private final int threads;

    private Jet(HazelcastInstance hazelcast, int threads) {
        this.hazelcast = hazelcast;
        this.threads = threads;
    }

    /**
     * Maps have no backup: there is no other member, and none is waited for. Metrics are off, and so is the call to
     * Hazelcast that tells of the installation.
     */
    static Jet open(Inputs inputs) {
        Logger.getLogger("").setLevel(Level.SEVERE);
        Config config = new Config()
                .setClusterName("benchmark")
                .setProperty("hazelcast.logging.type", "jdk")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.local.localAddress", "127.0.0.1")
                .addMapConfig(new MapConfig(TARGETS).setBackupCount(0))
                .addMapConfig(new MapConfig(RANKS).setBackupCount(0));
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(true).setCooperativeThreadCount(inputs.threads());
        config.getNetworkConfig().setPublicAddress("127.0.0.1");
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        return new Jet(Hazelcast.newHazelcastInstance(config), inputs.threads());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return hazelcast.getCluster().getLocalMember().getVersion().toString();
    }

    @Override
    public Set<Work> works() {
        return EnumSet.allOf(Work.class);
    }

    @Override
    public void prepare(Work work, Inputs inputs) {
        if (work == Work.CHAIN_AFTER_100) {
            OtherChains.run(this, inputs.size().chainRecords() / 100);
        }
    }

    @Override
    public Result run(Work work, Inputs inputs) {
        Answer answer =
                switch (work) {
                    case WORDCOUNT_TEXT, WORDCOUNT_STRING -> wordCount(inputs);
                    case SORT -> {
                        sort(inputs);
                        yield null;
                    }
                    case GROUP -> group(inputs);
                    case JOIN -> join(inputs);
                    case PAGERANK -> pageRank(inputs);
                    case CHAIN, CHAIN_AFTER_100 -> chain(inputs);
                    case TINY -> tiny(inputs);
                    case TINY_1000 -> tinyJobs(inputs);
                    case EMPTY_TASKS -> emptyTasks(inputs);
                };
        return new Result(answer, 0);
    }

    private Answer wordCount(Inputs inputs) {
        Pipeline pipeline = Pipeline.create();
        return answer(
                pipeline,
                pipeline.readFrom(FileSources.lines(inputs.text(), threads))
                        .flatMap(line -> Traversers.traverseArray(line.split(" ")))
                        .filter(word -> !word.isEmpty())
                        .groupingKey(word -> word)
                        .aggregate(counting())
                        .map(count -> Answers.word(count.getKey(), count.getValue())));
    }

    /** Each processor has its share in a priority queue; one merges them, so there is one file. */
    private void sort(Inputs inputs) {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(FileSources.records(inputs.records(), SortedFiles.RECORD_BYTES, threads))
                .sort((left, right) ->
                        Arrays.compareUnsigned(left, 0, SortedFiles.KEY_BYTES, right, 0, SortedFiles.KEY_BYTES))
                .writeTo(file(inputs.output().resolve("part-0")));
        run(pipeline);
    }

    private static Sink<byte[]> file(Path file) {
        String name = file.toString();
        return SinkBuilder.sinkBuilder("file", context ->
                        (OutputStream) new BufferedOutputStream(Files.newOutputStream(Path.of(name)), 1 << 16))
                .<byte[]>receiveFn(OutputStream::write)
                .destroyFn(OutputStream::close)
                .preferredLocalParallelism(1)
                .build();
    }

    /**
     * Rebalanced by key, so that each key is aggregated once: with nearly as many keys as records in a processor's share,
     * aggregating before that would keep most keys twice.
     */
    private Answer group(Inputs inputs) {
        Pipeline pipeline = Pipeline.create();
        return answer(
                pipeline,
                pipeline.readFrom(FileSources.lines(inputs.pairs(), threads))
                        .map(line -> {
                            int comma = line.indexOf(',');
                            return new Pair(
                                    Long.parseLong(line, 0, comma, 10),
                                    Long.parseLong(line, comma + 1, line.length(), 10));
                        })
                        .rebalance(Pair::key)
                        .groupingKey(Pair::key)
                        .aggregate(sumAndCount())
                        .map(group -> Answers.group(group.getKey(), group.getValue()[0], group.getValue()[1])));
    }

    private static AggregateOperation1<Pair, long[], long[]> sumAndCount() {
        return AggregateOperation.withCreate(() -> new long[2])
                .<Pair>andAccumulate((sums, pair) -> {
                    sums[0] += pair.value();
                    sums[1]++;
                })
                .andCombine(Jet::add)
                .andExportFinish(sums -> sums);
    }

    /** Orders that count are few enough for a hash join, which Jet gives each processor a reference to. */
    private Answer join(Inputs inputs) {
        Pipeline pipeline = Pipeline.create();
        BatchStage<Long> customers = table(pipeline, inputs.customers())
                .filter(fields -> fields[6].equals("BUILDING"))
                .map(fields -> Long.valueOf(fields[0]));
        BatchStage<Map.Entry<Long, Order>> orders = table(pipeline, inputs.orders())
                .filter(fields -> fields[4].compareTo("1995-03-15") < 0)
                .map(fields -> Util.entry(
                        Long.valueOf(fields[1]),
                        new Order(
                                Long.parseLong(fields[0]),
                                LocalDate.parse(fields[4]).toEpochDay(),
                                Long.parseLong(fields[7]))))
                .innerHashJoin(
                        customers,
                        JoinClause.onKeys(Map.Entry::getKey, customer -> customer),
                        (order, customer) -> Util.entry(order.getValue().key(), order.getValue()));
        BatchStage<Pair> lineItems = table(pipeline, inputs.lineItems())
                .filter(fields -> fields[10].compareTo("1995-03-15") > 0)
                .map(fields ->
                        new Pair(Long.parseLong(fields[0]), hundredths(fields[5]) * (100 - hundredths(fields[6]))));
        return answer(
                pipeline,
                lineItems
                        .innerHashJoin(
                                orders,
                                JoinClause.joinMapEntries(Pair::key),
                                (item, order) -> Util.entry(order, item.value()))
                        .groupingKey(Map.Entry::getKey)
                        .aggregate(summingLong(Map.Entry::getValue))
                        .map(sum -> Answers.order(
                                sum.getKey().key(),
                                sum.getValue(),
                                sum.getKey().day(),
                                sum.getKey().shipPriority())));
    }

    private BatchStage<String[]> table(Pipeline pipeline, Path file) {
        return pipeline.readFrom(FileSources.lines(file, threads)).map(line -> line.split("\\|"));
    }

    /** Of a number with two digits after the point. */
    private static long hundredths(String decimal) {
        int point = decimal.length() - 3;
        return Long.parseLong(decimal, 0, point, 10) * 100 + Long.parseLong(decimal, point + 1, decimal.length(), 10);
    }

    /** Jet has no loops: a job for each iteration, and between them targets and ranks in maps of the member's. */
    private Answer pageRank(Inputs inputs) {
        IMap<Integer, int[]> targets = hazelcast.getMap(TARGETS);
        IMap<Integer, Double> ranks = hazelcast.getMap(RANKS);
        try {
            Pipeline reading = Pipeline.create();
            BatchStage<Map.Entry<Integer, int[]>> vertices = reading.readFrom(
                            FileSources.lines(inputs.edges(), threads))
                    .map(line -> {
                        int tab = line.indexOf('\t');
                        return new int[] {
                            Integer.parseInt(line, 0, tab, 10), Integer.parseInt(line, tab + 1, line.length(), 10)
                        };
                    })
                    .groupingKey(edge -> edge[0])
                    .aggregate(secondOfEach());
            vertices.writeTo(Sinks.map(targets));
            vertices.map(vertex -> Util.entry(vertex.getKey(), 1.0)).writeTo(Sinks.map(ranks));
            run(reading);
            for (int i = 0; i < Work.iterations(); i++) {
                run(iteration(targets, ranks));
            }
            return ranks(ranks);
        } finally {
            targets.destroy();
            ranks.destroy();
        }
    }

    /** Ranks are written when all have been read: sums are there when their last term is. */
    private static Pipeline iteration(IMap<Integer, int[]> targets, IMap<Integer, Double> ranks) {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(Sources.map(targets))
                .innerHashJoin(
                        pipeline.readFrom(Sources.map(ranks)),
                        JoinClause.joinMapEntries(Map.Entry::getKey),
                        (vertex, rank) -> Util.entry(vertex.getValue(), rank))
                .flatMap(vertex -> contributions(vertex.getKey(), vertex.getValue()))
                .groupingKey(Map.Entry::getKey)
                .aggregate(summingDouble(Map.Entry::getValue))
                .map(sum -> Util.entry(sum.getKey(), 0.15 + 0.85 * sum.getValue()))
                .writeTo(Sinks.map(ranks));
        return pipeline;
    }

    private Answer ranks(IMap<Integer, Double> ranks) {
        Pipeline pipeline = Pipeline.create();
        IList<double[]> result = hazelcast.getList(RESULT);
        try {
            pipeline.readFrom(Sources.map(ranks))
                    .aggregate(AggregateOperation.withCreate(() -> new double[2])
                            .<Map.Entry<Integer, Double>>andAccumulate((sums, rank) -> {
                                sums[0]++;
                                sums[1] += Ranks.term(rank.getKey(), rank.getValue());
                            })
                            .andCombine((left, right) -> {
                                left[0] += right[0];
                                left[1] += right[1];
                            })
                            .andExportFinish(sums -> sums))
                    .writeTo(Sinks.list(result));
            run(pipeline);
            return Ranks.answer((long) result.get(0)[0], result.get(0)[1]);
        } finally {
            result.destroy();
        }
    }

    private static AggregateOperation1<int[], Targets, int[]> secondOfEach() {
        return AggregateOperation.withCreate(Targets::new)
                .<int[]>andAccumulate((targets, edge) -> targets.add(edge[1]))
                .andCombine(Targets::addAll)
                .andExportFinish(Targets::toArray);
    }

    private static Traverser<Map.Entry<Integer, Double>> contributions(int[] targets, double rank) {
        Double share = rank / targets.length;
        int[] next = new int[1];
        return () -> next[0] < targets.length ? Util.entry(targets[next[0]++], share) : null;
    }

    private Answer chain(Inputs inputs) {
        Pipeline pipeline = Pipeline.create();
        return number(
                pipeline,
                range(pipeline, inputs.size().chainRecords())
                        .map(x -> x * 3 + 1)
                        .filter(x -> (x & 7) != 0)
                        .map(x -> x ^ (x >>> 5))
                        .filter(x -> x % 5 != 0)
                        .map(x -> x + 11));
    }

    BatchStage<Long> range(Pipeline pipeline, long count) {
        return pipeline.readFrom(FileSources.range(count, threads));
    }

    private Answer number(Pipeline pipeline, BatchStage<Long> numbers) {
        return number(pipeline, numbers, summingLong(x -> x));
    }

    void count(Pipeline pipeline, BatchStage<Long> numbers) {
        number(pipeline, numbers, counting());
    }

    private Answer number(Pipeline pipeline, BatchStage<Long> numbers, AggregateOperation1<Long, ?, Long> aggregation) {
        IList<Long> result = hazelcast.getList(RESULT);
        try {
            numbers.aggregate(aggregation).writeTo(Sinks.list(result));
            run(pipeline);
            return Answers.number(result.get(0));
        } finally {
            result.destroy();
        }
    }

    private Answer tiny(Inputs inputs) {
        IList<String> result = hazelcast.getList(RESULT);
        try {
            Pipeline pipeline = Pipeline.create();
            pipeline.readFrom(TestSources.items(inputs.tinyStrings()))
                    .map(string -> string + "!")
                    .writeTo(Sinks.list(result));
            run(pipeline);
            return Answers.strings(List.copyOf(result));
        } finally {
            result.destroy();
        }
    }

    private Answer tinyJobs(Inputs inputs) {
        Answer answer = Answer.NOTHING;
        for (int i = 0; i < inputs.size().tinyJobs(); i++) {
            answer = tiny(inputs);
        }
        return answer;
    }

    /** What others schedule as tasks are Jet's tasklets: one of each processor, all of a job at the same time. */
    private Answer emptyTasks(Inputs inputs) {
        DAG dag = new DAG();
        dag.newVertex("empty", Processors.noopP())
                .localParallelism(inputs.size().emptyTasks());
        hazelcast.getJet().newJob(dag).join();
        return Answers.number(0);
    }

    private Answer answer(Pipeline pipeline, BatchStage<Long> hashes) {
        IList<long[]> result = hazelcast.getList(RESULT);
        try {
            hashes.aggregate(AggregateOperation.withCreate(() -> new long[2])
                            .<Long>andAccumulate((sums, hash) -> {
                                sums[0]++;
                                sums[1] += hash;
                            })
                            .andCombine(Jet::add)
                            .andExportFinish(sums -> sums))
                    .writeTo(Sinks.list(result));
            run(pipeline);
            return new Answer(result.get(0)[0], result.get(0)[1]);
        } finally {
            result.destroy();
        }
    }

    private static void add(long[] left, long[] right) {
        left[0] += right[0];
        left[1] += right[1];
    }

    private void run(Pipeline pipeline) {
        hazelcast.getJet().newJob(pipeline).join();
    }

    @Override
    public void close() {
        hazelcast.shutdown();
    }

    // Not Serializable, so that Hazelcast has its compact form for them instead of Java's.

    private record Pair(long key, long value) {}

    private record Order(long key, long day, long shipPriority) {}

    /** An array that grows. */
    private static final class Targets implements Serializable {
        private static final long serialVersionUID = 1;

        private int[] array = new int[8];
        private int count;

        void add(int target) {
            if (count == array.length) {
                array = Arrays.copyOf(array, 2 * count);
            }
            array[count++] = target;
        }

        void addAll(Targets other) {
            for (int i = 0; i < other.count; i++) {
                add(other.array[i]);
            }
        }

        int[] toArray() {
            return Arrays.copyOf(array, count);
        }
    }
}
