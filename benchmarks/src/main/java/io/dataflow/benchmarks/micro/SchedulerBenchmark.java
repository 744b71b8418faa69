package io.dataflow.benchmarks.micro;

import io.dataflow.benchmarks.SchedulerScale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The scheduler with virtual workers of one slot each and ten jobs of a stage that writes and one of 100 readers: launching and
 * committing every task once; nanoseconds for each task, which is two events and at least one decision. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SchedulerBenchmark {
    private static final int TASKS = 10_000;

    @Param({"10", "1000"})
    private int workers;

    public SchedulerBenchmark() {}

    SchedulerBenchmark(int workers) {
        this.workers = workers;
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public long tasks() {
        return SchedulerScale.launchAll(workers, TASKS);
    }
}
