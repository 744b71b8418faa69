package io.dataflow.benchmarks.micro;

import io.dataflow.shuffle.PartitionedWriter;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.file.MemorySpillDirectory;
import io.dataflow.shuffle.hash.KeyHash;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.io.IOException;
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
import org.openjdk.jmh.annotations.Warmup;

/** Appending 100-byte records to a partitioned output that stays in memory; nanoseconds for each record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AppendBenchmark {
    private static final int RECORDS = 1 << 16;
    private static final int KEY_BYTES = 10;
    private static final int VALUE_BYTES = 88;
    private static final long MEMORY_BYTES = 256L << 20;

    @Param({"16", "256", "2048"})
    private int partitionCount;

    private final byte[] records = new byte[RECORDS * KEY_BYTES];
    private final byte[] value = new byte[VALUE_BYTES];

    @Setup(Level.Trial)
    public void fill() {
        new Random(1).nextBytes(records);
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long append() throws IOException {
        MemoryPool pool = new MemoryPool(2 * MEMORY_BYTES);
        MemoryBudget budget = pool.budget("benchmark", MEMORY_BYTES);
        MemoryBudget store = pool.budget("store", MEMORY_BYTES);
        try (PartitionedWriter writer =
                new PartitionedWriter(partitionCount, budget, store, new MemorySpillDirectory(), "append")) {
            for (int at = 0; at < records.length; at += KEY_BYTES) {
                int partition = KeyHash.partition(KeyHash.of(records, at, KEY_BYTES), partitionCount);
                writer.write(partition, records, at, KEY_BYTES, value, 0, VALUE_BYTES);
            }
            try (ShuffleOutput output = writer.commit()) {
                return output.sizes().contentHash();
            }
        }
    }
}
