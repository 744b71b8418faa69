package io.dataflow.benchmarks.micro;

import io.dataflow.shuffle.hash.KeyHash;
import io.dataflow.shuffle.hash.LongGroupTable;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/**
 * Adding to so many numbers for each key in the table that combines before the shuffle, keys uniformly distributed and looked
 * up in batches; nanoseconds for each record.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CombinerBenchmark {
    private static final int RECORDS = 1 << 16;
    private static final int BATCH = 64;
    private static final long MEMORY_BYTES = 1L << 30;

    @Param({"1000", "100000", "1000000"})
    private int distinctKeys;

    /** Of each key: 1 as for a count, 2 as for a sum and a count. */
    @Param({"1", "2"})
    private int longs;

    /** Letters before the number that makes a key: 0 for keys of up to 4 bytes, 8 for up to 12. */
    @Param({"0", "8"})
    private int prefixBytes;

    private final byte[][] keys = new byte[RECORDS][];
    private final long[] hashes = new long[BATCH];
    private final MemoryPool pool = new MemoryPool(MEMORY_BYTES);
    private final MemoryBudget budget = pool.budget("benchmark", MEMORY_BYTES);
    private @Nullable LongGroupTable table;

    /** All keys are in the table before the first measurement. */
    @Setup(Level.Trial)
    public void fill() {
        Random random = new Random(1);
        LongGroupTable filled = new LongGroupTable(LongGroupTable.TWO_WORDS, longs, budget, 1 << 10);
        for (int key = 0; key < distinctKeys; key++) {
            byte[] bytes = bytes(key);
            add(filled, bytes, KeyHash.of(bytes, 0, bytes.length));
        }
        for (int i = 0; i < RECORDS; i++) {
            keys[i] = bytes(random.nextInt(distinctKeys));
        }
        table = filled;
    }

    private byte[] bytes(int key) {
        String text = "a".repeat(prefixBytes) + Integer.toString(key, Character.MAX_RADIX);
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @TearDown(Level.Trial)
    public void close() {
        Objects.requireNonNull(table).close();
        budget.close();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long add() {
        LongGroupTable filled = Objects.requireNonNull(table);
        long sum = 0;
        for (int start = 0; start < RECORDS; start += BATCH) {
            for (int i = 0; i < BATCH; i++) {
                byte[] key = keys[start + i];
                hashes[i] = KeyHash.of(key, 0, key.length);
            }
            for (int i = 0; i < BATCH; i++) {
                sum += filled.touch(hashes[i]);
            }
            for (int i = 0; i < BATCH; i++) {
                sum += add(filled, keys[start + i], hashes[i]);
            }
        }
        return sum;
    }

    private int add(LongGroupTable filled, byte[] key, long hash) {
        int state = filled.find(key, 0, key.length, hash);
        long[] words = filled.words();
        for (int i = 0; i < longs; i++) {
            words[state + i] += 1;
        }
        return state;
    }
}
