package io.dataflow.benchmarks.micro;

import io.dataflow.shuffle.hash.GroupTable;
import io.dataflow.shuffle.hash.JoinTable;
import io.dataflow.shuffle.hash.KeyHash;
import io.dataflow.shuffle.hash.LongGroupTable;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.nio.ByteBuffer;
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

/** Finding uniformly distributed keys of 8 bytes, all of which are there: in the table of groups whose state is a number, in the one
 * whose state is bytes, and in the one of a join; nanoseconds for each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HashTableBenchmark {
    private static final int RECORDS = 1 << 16;
    private static final long MEMORY_BYTES = 1L << 30;

    @Param({"1000", "1000000"})
    private int distinctKeys;

    private final byte[] keys = new byte[RECORDS * Long.BYTES];

    private final MemoryBudget budget = new MemoryPool(MEMORY_BYTES).budget("benchmark", MEMORY_BYTES);
    private final LongGroupTable longs = new LongGroupTable(LongGroupTable.ONE_WORD, 1, budget, 16);
    private final GroupTable states = new GroupTable(budget, 16);
    private final JoinTable records = new JoinTable(budget, 1);

    public HashTableBenchmark() {}

    HashTableBenchmark(int distinctKeys) {
        this.distinctKeys = distinctKeys;
    }

    @Setup(Level.Trial)
    public void fill() {
        byte[] key = new byte[Long.BYTES];
        byte[] value = new byte[50];
        for (int i = 0; i < distinctKeys; i++) {
            put(key, 0, i);
            long hash = KeyHash.of(key, 0, Long.BYTES);
            int state = longs.find(key, 0, Long.BYTES, hash);
            longs.words()[state] = i;
            states.replaceState(states.find(key, 0, Long.BYTES, hash), key, 0, Long.BYTES);
            records.tryAdd(0, key, 0, Long.BYTES, hash, value, 0, value.length);
        }
        if (longs.keyCount() != distinctKeys || states.keyCount() != distinctKeys || !records.tryIndex()) {
            throw new IllegalStateException("The budget is too small for " + distinctKeys + " keys");
        }
        Random random = new Random(1);
        for (int at = 0; at < keys.length; at += Long.BYTES) {
            put(keys, at, random.nextInt(distinctKeys));
        }
    }

    private static void put(byte[] bytes, int at, long key) {
        ByteBuffer.wrap(bytes).putLong(at, key);
    }

    @TearDown(Level.Trial)
    public void close() {
        longs.close();
        states.close();
        records.close();
        budget.close();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long groupOfNumber() {
        long sum = 0;
        for (int at = 0; at < keys.length; at += Long.BYTES) {
            int state = longs.find(keys, at, Long.BYTES, KeyHash.of(keys, at, Long.BYTES));
            sum += longs.words()[state];
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long groupOfBytes() {
        long sum = 0;
        for (int at = 0; at < keys.length; at += Long.BYTES) {
            int entry = states.find(keys, at, Long.BYTES, KeyHash.of(keys, at, Long.BYTES));
            sum += ByteBuffer.wrap(states.stateBytes(entry)).getLong(states.stateOffset(entry));
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long joinProbe() {
        long sum = 0;
        for (int at = 0; at < keys.length; at += Long.BYTES) {
            long record = records.find(keys, at, Long.BYTES, KeyHash.of(keys, at, Long.BYTES));
            sum += records.valueLength(record);
        }
        return sum;
    }
}
