package io.dataflow.benchmarks.micro;

import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import io.dataflow.shuffle.sort.RecordArena;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

/** Records of 100 bytes appended to the arena that a task sorts in, with and without sorting them, and with copying them
 * out in order; nanoseconds for each record.
 * Keys differ in the eight bytes that the arena keeps of each, or only behind them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SorterBenchmark {
    private static final int RECORDS = 1 << 17;
    private static final int KEY_BYTES = 12;
    private static final int VALUE_BYTES = 86;
    private static final long MEMORY_BYTES = 64L << 20;

    @Param({"0", "8"})
    private int equalBytes;

    private final byte[] keys = new byte[RECORDS * KEY_BYTES];
    private final byte[] value = new byte[VALUE_BYTES];
    private final byte[] block = new byte[BlockCodec.STANDARD_BLOCK_BYTES];

    @Setup(Level.Trial)
    public void fill() {
        new Random(1).nextBytes(keys);
        for (int at = 0; at < keys.length; at += KEY_BYTES) {
            Arrays.fill(keys, at, at + equalBytes, (byte) 7);
        }
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int appended() {
        return run(arena -> {});
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int appendedAndSorted() {
        return run(RecordArena::sort);
    }

    /** And copied out in their order, as into blocks. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int appendedSortedAndGathered() {
        return run(arena -> {
            arena.sort();
            int length = 0;
            for (int i = 0; i < arena.count(); i++) {
                int size = arena.size(i);
                if (size > block.length - length) {
                    length = 0;
                }
                System.arraycopy(arena.page(i), arena.offset(i), block, length, size);
                length += size;
            }
        });
    }

    /** The last record that was copied. */
    int lastGathered() {
        appendedSortedAndGathered();
        int size = RecordLayout.size(KEY_BYTES, VALUE_BYTES);
        int inBlock = (RECORDS - 1) % (block.length / size);
        return block[RecordLayout.keyOffset(block, inBlock * size) + equalBytes] & 0xFF;
    }

    /** A byte of the first key: the least, if they are sorted. */
    private int run(Consumer<RecordArena> work) {
        try (MemoryBudget budget = new MemoryPool(MEMORY_BYTES).budget("benchmark", MEMORY_BYTES)) {
            RecordArena arena = new RecordArena(budget);
            int size = RecordLayout.size(KEY_BYTES, VALUE_BYTES);
            for (int at = 0; at < keys.length; at += KEY_BYTES) {
                if (!arena.append(size, keys, at, KEY_BYTES, value, 0, VALUE_BYTES)) {
                    throw new IllegalStateException("The arena is too small for what is sorted");
                }
            }
            work.accept(arena);
            int first = RecordLayout.keyOffset(arena.page(0), arena.offset(0));
            int result = arena.page(0)[first + equalBytes] & 0xFF;
            arena.release();
            return result;
        }
    }
}
