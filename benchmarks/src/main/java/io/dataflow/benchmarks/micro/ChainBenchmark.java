package io.dataflow.benchmarks.micro;

import static io.dataflow.api.aggregate.Aggregators.count;
import static io.dataflow.api.aggregate.Aggregators.sumLong;

import io.dataflow.api.Session;
import io.dataflow.api.SessionOptions;
import io.dataflow.api.function.Condition;
import io.dataflow.api.function.Fn1;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A chain of five light functions over a range, in a session with one slot: by itself, and after 100 other chains have run in the
 * same JVM, so that nothing in it is compiled for these functions alone; nanoseconds for each record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ChainBenchmark {
    private static final int RECORDS = 2_000_000;
    private static final int RECORDS_OF_OTHERS = 20_000;

    private static final List<Fn1<Long, Long>> MAPS = List.of(
            x -> x + 1,
            x -> x + 2,
            x -> x + 3,
            x -> x + 5,
            x -> x ^ 9,
            x -> x ^ 33,
            x -> x * 2,
            x -> x * 5,
            x -> x - 4,
            x -> x << 1);

    private static final List<Condition<Long>> FILTERS = List.of(
            x -> x % 3 != 0,
            x -> x % 7 != 0,
            x -> x % 11 != 0,
            x -> x % 13 != 0,
            x -> x % 17 != 0,
            x -> (x & 3) != 0,
            x -> (x & 6) != 0,
            x -> x > 10,
            x -> x != 77,
            x -> x < 1L << 40);

    /** Chains that ran before. */
    @Param({"0", "100"})
    private int others;

    private final Session session =
            Session.local(SessionOptions.defaults().slots(1).memoryBytes(64L << 20));

    public ChainBenchmark() {}

    ChainBenchmark(int others) {
        this.others = others;
    }

    @Setup(Level.Trial)
    public void runOthers() {
        for (int i = 0; i < others; i++) {
            session.range(0, RECORDS_OF_OTHERS)
                    .map(MAPS.get(i % 10))
                    .filter(FILTERS.get(i / 10 % 10))
                    .map(MAPS.get((i + i / 10) % 10))
                    .filter(FILTERS.get((i + 3) % 10))
                    .map(MAPS.get((i + 7) % 10))
                    .aggregate(count());
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        session.close();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long chain() {
        return session.range(0, RECORDS)
                .map(x -> x * 3 + 1)
                .filter(x -> (x & 7) != 0)
                .map(x -> x ^ (x >>> 5))
                .filter(x -> x % 5 != 0)
                .map(x -> x + 11)
                .aggregate(sumLong(x -> x));
    }

    /** What {@link #chain} must come to. */
    static long expected() {
        long sum = 0;
        for (long n = 0; n < RECORDS; n++) {
            long x = n * 3 + 1;
            if ((x & 7) != 0) {
                x ^= x >>> 5;
                sum += x % 5 == 0 ? 0 : x + 11;
            }
        }
        return sum;
    }
}
