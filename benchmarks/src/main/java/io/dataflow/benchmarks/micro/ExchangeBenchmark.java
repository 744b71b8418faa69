package io.dataflow.benchmarks.micro;

import io.dataflow.runtime.loop.NamedThreads;
import io.dataflow.runtime.transport.BlockServer;
import io.dataflow.runtime.transport.InProcessTransport;
import io.dataflow.runtime.transport.NettyTransport;
import io.dataflow.runtime.transport.RemoteBlockFetcher;
import io.dataflow.runtime.transport.Transport;
import io.dataflow.runtime.transport.TransportOptions;
import io.dataflow.shuffle.BlockReader;
import io.dataflow.shuffle.OutputId;
import io.dataflow.shuffle.OutputLocation;
import io.dataflow.shuffle.PartitionedWriter;
import io.dataflow.shuffle.Selection;
import io.dataflow.shuffle.ShuffleOutput;
import io.dataflow.shuffle.ShuffleStore;
import io.dataflow.shuffle.block.Block;
import io.dataflow.shuffle.file.MemorySpillDirectory;
import io.dataflow.shuffle.memory.MemoryBudget;
import io.dataflow.shuffle.memory.MemoryPool;
import java.io.IOException;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
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

/** Reading what another task has written, 64 MB of records of 100 bytes kept in memory: by reference within a process, through the
 * connection of a process with itself, and through sockets on the loopback interface; nanoseconds for each record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExchangeBenchmark {
    private static final int RECORDS = 640_000;
    private static final int PARTITIONS = 16;
    private static final int KEY_BYTES = 10;
    private static final int VALUE_BYTES = 88;
    private static final long MEMORY_BYTES = 256L << 20;
    private static final Selection ALL = new Selection.Partitions(0, PARTITIONS);
    private static final OutputId ID = new OutputId("job", 0, 0, 0);

    private final MemoryPool pool = new MemoryPool(3 * MEMORY_BYTES);
    private final MemoryBudget budget = pool.budget("benchmark", MEMORY_BYTES);
    private final MemoryBudget kept = pool.budget("store", MEMORY_BYTES);
    private final MemoryBudget served = pool.budget("blocks on their way", MEMORY_BYTES);
    private final ShuffleStore store = new ShuffleStore();
    private final ExecutorService reads = new NamedThreads("reads").pool(2, 1_000);
    private final BlockServer server = new BlockServer(store, reads, served);
    private final Transport within = new InProcessTransport();
    private final Transport sockets = new NettyTransport(TransportOptions.defaults());
    private final RemoteBlockFetcher withinFetcher = new RemoteBlockFetcher(within);
    private final RemoteBlockFetcher socketFetcher = new RemoteBlockFetcher(sockets);
    private String withinAddress = "";
    private String socketAddress = "";

    @Setup(Level.Trial)
    public void write() throws IOException {
        Random random = new Random(1);
        byte[] key = new byte[KEY_BYTES];
        byte[] value = new byte[VALUE_BYTES];
        try (PartitionedWriter writer =
                new PartitionedWriter(PARTITIONS, budget, kept, new MemorySpillDirectory(), "exchange")) {
            for (int i = 0; i < RECORDS; i++) {
                random.nextBytes(key);
                writer.write(i % PARTITIONS, key, 0, KEY_BYTES, value, 0, VALUE_BYTES);
            }
            store.publish(ID, writer.commit());
        }
        withinAddress = within.listen("here:0", server).address();
        socketAddress = sockets.listen("127.0.0.1:0", server).address();
    }

    @TearDown(Level.Trial)
    public void close() {
        withinFetcher.close();
        socketFetcher.close();
        within.close();
        sockets.close();
        reads.shutdown();
        store.close();
        budget.close();
        kept.close();
        served.close();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long byReference() throws IOException {
        ShuffleOutput output = Objects.requireNonNull(store.output(ID));
        return records(output.open(ALL));
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long withinTheProcess() throws IOException {
        return records(withinFetcher.fetch(location(withinAddress), ALL));
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long overLoopback() throws IOException {
        return records(socketFetcher.fetch(location(socketAddress), ALL));
    }

    private static OutputLocation location(String address) {
        return new OutputLocation(address, ID, 1, RECORDS, RECORDS * (long) (KEY_BYTES + VALUE_BYTES), 0);
    }

    private static long records(BlockReader reader) throws IOException {
        long records = 0;
        try (reader) {
            for (Block block = reader.next(); block != null; block = reader.next()) {
                records += block.recordCount();
            }
        }
        return records;
    }

    static long records() {
        return RECORDS;
    }
}
