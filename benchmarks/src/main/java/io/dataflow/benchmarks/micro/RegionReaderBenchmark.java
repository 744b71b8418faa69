package io.dataflow.benchmarks.micro;

import io.dataflow.shuffle.block.BlockCodec;
import io.dataflow.shuffle.block.RecordLayout;
import io.dataflow.shuffle.file.DiskSpillDirectory;
import io.dataflow.shuffle.file.SegmentReader;
import io.dataflow.shuffle.file.SpillFile;
import io.dataflow.shuffle.file.SpillFileWriter;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reading one partition of a spill file of many regions, on disk and thus in the cache of the system: opening, finding the
 * segments, and reading their blocks; nanoseconds for each region. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RegionReaderBenchmark {
    private static final int REGIONS = 64;
    private static final int PARTITIONS = 256;
    private static final int RECORDS_A_SEGMENT = 20;
    private static final long MEMORY_BYTES = 64L << 20;

    private final MemoryPool pool = new MemoryPool(2 * MEMORY_BYTES);
    private final MemoryBudget budget = pool.budget("benchmark", MEMORY_BYTES);
    private Path folder = Path.of("");
    private @Nullable SpillFile file;
    private int partition;

    @Setup(Level.Trial)
    public void write() throws IOException {
        folder = Files.createTempDirectory("region-benchmark-");
        byte[] record = new byte[RecordLayout.size(10, 88)];
        byte[] key = new byte[10];
        Random random = new Random(1);
        try (SpillFileWriter writer = SpillFileWriter.ofPartitions(
                new DiskSpillDirectory(folder), "spill", budget, BlockCodec.STANDARD_BLOCK_BYTES, PARTITIONS)) {
            for (int region = 0; region < REGIONS; region++) {
                writer.beginRegion();
                for (int segment = 0; segment < PARTITIONS; segment++) {
                    writer.beginSegment(segment);
                    for (int i = 0; i < RECORDS_A_SEGMENT; i++) {
                        random.nextBytes(key);
                        RecordLayout.write(record, 0, key, 0, key.length, new byte[88], 0, 88);
                        writer.append(record, 0, record.length, 1);
                    }
                    writer.endSegment();
                }
                writer.endRegion();
            }
            file = writer.finish(budget);
        }
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        Objects.requireNonNull(file).close();
        budget.close();
        Files.delete(folder);
    }

    @Benchmark
    @OperationsPerInvocation(REGIONS)
    public int read() throws IOException {
        partition = (partition + 1) % PARTITIONS;
        int blocks = 0;
        SpillFile written = Objects.requireNonNull(file);
        try (SegmentReader reader = written.read(written.partitions(partition, partition + 1))) {
            while (reader.next() != null) {
                blocks++;
            }
        }
        return blocks;
    }

    static int blocks() {
        return REGIONS;
    }
}
