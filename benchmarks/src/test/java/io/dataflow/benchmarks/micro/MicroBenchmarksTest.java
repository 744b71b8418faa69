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
}
