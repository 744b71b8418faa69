package io.dataflow.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That the benchmarks work; once each is no measurement. */
class MicroBenchmarksTest {
    private static List<String> run(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.mode(Mode.SingleShotTime)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(1))
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run().stream()
                        .map(result -> result.getParams().getBenchmark())
                        .map(name -> name.substring(name.lastIndexOf('.') + 1))
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"16", "2048"})
    void records_are_appended(String partitions) throws RunnerException {
        ChainedOptionsBuilder options =
                new OptionsBuilder().include("AppendBenchmark").param("partitionCount", partitions);

        assertThat(run(options)).isNotEmpty();
    }

    @Test
    void records_are_combined() throws RunnerException {
        ChainedOptionsBuilder options =
                new OptionsBuilder().include("CombinerBenchmark").param("distinctKeys", "1000");

        assertThat(run(options)).isNotEmpty();
    }

    @Test
    void sides_are_joined() throws RunnerException {
        ChainedOptionsBuilder options =
                new OptionsBuilder().include("JoinBenchmark").param("megabytes", "16");

        assertThat(run(options)).containsExactly("hashed", "sorted");
    }

    @Test
    void both_ways_of_joining_come_to_the_same() throws Exception {
        JoinBenchmark benchmark = new JoinBenchmark(1_024);
        benchmark.write();
        try {
            assertThat(benchmark.hashed()).isEqualTo(benchmark.sorted());
        } finally {
            benchmark.close();
        }
    }

    @Test
    void plain_classes_are_encoded() throws RunnerException {
        assertThat(run(new OptionsBuilder().include("PlainClassBenchmark"))).containsExactly("derived", "fory", "kryo");
    }

    @Test
    void all_that_encode_plain_classes_give_back_what_they_got() throws Exception {
        PlainClassBenchmark benchmark = new PlainClassBenchmark();
        benchmark.fill();

        assertThat(benchmark.kryo().toRecord())
                .isEqualTo(benchmark.fory().toRecord())
                .isEqualTo(benchmark.derived());
    }

    @Test
    void all_parsers_find_the_same() throws Exception {
        ParsingBenchmark benchmark = new ParsingBenchmark();
        benchmark.fill();

        assertThat(benchmark.csvByFastCsv())
                .isPositive()
                .isEqualTo(benchmark.csvByJackson())
                .isEqualTo(benchmark.csvByCommonsCsv());
        assertThat(benchmark.jsonByJackson())
                .isEqualTo(benchmark.csvByFastCsv())
                .isEqualTo(benchmark.jsonByGson());
        assertThat(benchmark.numbersByFastDoubleParser()).isEqualTo(benchmark.numbersByTheJdk());
    }

    @Test
    void records_are_written_and_read_back() throws RunnerException {
        RecordCodecBenchmark benchmark = new RecordCodecBenchmark();
        benchmark.fill();

        assertThat(benchmark.read()).isEqualTo(benchmark.sumOfIds());
        assertThat(run(new OptionsBuilder().include("RecordCodecBenchmark"))).containsExactly("read", "write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "random"})
    void blocks_are_encoded_and_decoded(String content) throws Exception {
        ChainedOptionsBuilder options =
                new OptionsBuilder().include("BlockCodecBenchmark").param("content", content);

        assertThat(run(options)).containsExactly("decode", "encode", "encodeRaw");
    }

    @Test
    void decoded_blocks_have_the_records_of_encoded_ones() throws Exception {
        BlockCodecBenchmark benchmark = new BlockCodecBenchmark();
        benchmark.fill();

        assertThat(benchmark.decode()).isEqualTo(benchmark.recordCount()).isPositive();
        assertThat(benchmark.encode()).isEqualTo(benchmark.encodedBytes()).isLessThan(200_000);
    }

    @Test
    void regions_are_read() throws Exception {
        RegionReaderBenchmark benchmark = new RegionReaderBenchmark();
        benchmark.write();
        try {
            assertThat(benchmark.read()).isEqualTo(RegionReaderBenchmark.blocks());
        } finally {
            benchmark.close();
        }
        assertThat(run(new OptionsBuilder().include("RegionReaderBenchmark"))).containsExactly("read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "8"})
    void records_are_sorted(String equalBytes) throws RunnerException {
        ChainedOptionsBuilder options =
                new OptionsBuilder().include("SorterBenchmark").param("equalBytes", equalBytes);

        assertThat(run(options)).containsExactly("appended", "appendedAndSorted", "appendedSortedAndGathered");
    }

    @Test
    void the_least_key_comes_first_when_sorted() {
        SorterBenchmark benchmark = new SorterBenchmark();
        benchmark.fill();

        assertThat(benchmark.appendedAndSorted()).isZero().isLessThan(benchmark.appended());
        assertThat(benchmark.lastGathered()).isEqualTo(0xFF);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 1024})
    void runs_are_merged(int runs) throws Exception {
        LoserTreeBenchmark benchmark = new LoserTreeBenchmark(runs);
        benchmark.fill();

        assertThat(benchmark.merge()).isEqualTo(LoserTreeBenchmark.records());
        ChainedOptionsBuilder options =
                new OptionsBuilder().include("LoserTreeBenchmark").param("runs", Integer.toString(runs));
        assertThat(run(options)).containsExactly("merge");
    }

    @Test
    void keys_are_found_in_tables() throws RunnerException {
        HashTableBenchmark benchmark = new HashTableBenchmark(1_000);
        benchmark.fill();

        assertThat(benchmark.groupOfNumber()).isPositive().isEqualTo(benchmark.groupOfBytes());
        assertThat(benchmark.joinProbe()).isEqualTo(50L << 16);
        benchmark.close();
        ChainedOptionsBuilder options =
                new OptionsBuilder().include("HashTableBenchmark").param("distinctKeys", "1000");
        assertThat(run(options)).containsExactly("groupOfBytes", "groupOfNumber", "joinProbe");
    }

    @Test
    void a_chain_comes_to_the_same_after_others() throws RunnerException {
        ChainBenchmark benchmark = new ChainBenchmark(100);
        benchmark.runOthers();

        assertThat(benchmark.chain()).isEqualTo(ChainBenchmark.expected());
        benchmark.close();
        ChainedOptionsBuilder options =
                new OptionsBuilder().include("ChainBenchmark").param("others", "0");
        assertThat(run(options)).containsExactly("chain");
    }

    @Test
    void every_task_is_launched_once() throws RunnerException {
        assertThat(new SchedulerBenchmark(10).tasks()).isEqualTo(10_000);
        ChainedOptionsBuilder options =
                new OptionsBuilder().include("SchedulerBenchmark").param("workers", "10");
        assertThat(run(options)).containsExactly("tasks");
    }

    @Test
    void all_records_arrive_whichever_way_they_take() throws Exception {
        ExchangeBenchmark benchmark = new ExchangeBenchmark();
        benchmark.write();
        try {
            assertThat(benchmark.byReference()).isEqualTo(ExchangeBenchmark.records());
            assertThat(benchmark.withinTheProcess()).isEqualTo(ExchangeBenchmark.records());
            assertThat(benchmark.overLoopback()).isEqualTo(ExchangeBenchmark.records());
        } finally {
            benchmark.close();
        }
        assertThat(run(new OptionsBuilder().include("ExchangeBenchmark")))
                .containsExactly("byReference", "overLoopback", "withinTheProcess");
    }
}
