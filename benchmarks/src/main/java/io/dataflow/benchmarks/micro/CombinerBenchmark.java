package io.dataflow.benchmarks.micro;

import io.dataflow.shuffle.hash.KeyHash;
import io.dataflow.shuffle.hash.LongGroupTable;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.nio.charset.StandardCharsets;
import java.util.Random;
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

/** Counting keys in the table that combines before the shuffle, uniformly distributed; nanoseconds for each record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CombinerBenchmark {
    private static final int RECORDS = 1 << 16;
    private static final long MEMORY_BYTES = 1L << 30;

    @Param({"1000", "100000", "1000000"})
    private int distinctKeys;

    private final byte[][] keys = new byte[RECORDS][];
    private final MemoryPool pool = new MemoryPool(MEMORY_BYTES);
    private final MemoryBudget budget = pool.budget("benchmark", MEMORY_BYTES);
    private final LongGroupTable table = new LongGroupTable(budget, 1 << 10);

    /** All keys are in the table before the first measurement. */
    @Setup(Level.Trial)
    public void fill() {
        Random random = new Random(1);
        for (int key = 0; key < distinctKeys; key++) {
            count(bytes(key));
        }
        for (int i = 0; i < RECORDS; i++) {
            keys[i] = bytes(random.nextInt(distinctKeys));
        }
    }

    private static byte[] bytes(int key) {
        return Integer.toString(key, Character.MAX_RADIX).getBytes(StandardCharsets.ISO_8859_1);
    }

    @TearDown(Level.Trial)
    public void close() {
        table.close();
        budget.close();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long count() {
        long sum = 0;
        for (byte[] key : keys) {
            sum += count(key);
        }
        return sum;
    }

    private int count(byte[] key) {
        int slot = table.find(key, 0, key.length, KeyHash.of(key, 0, key.length));
        table.state(slot, table.state(slot) + 1);
        return slot;
    }
}
