package io.dataflow.benchmarks.micro;

import io.dataflow.shuffle.sort.LoserTree;
import io.dataflow.shuffle.sort.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

/** Merging sorted runs that are in memory; nanoseconds for each record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LoserTreeBenchmark {
    private static final int RECORDS = 1 << 17;
    private static final int KEY_BYTES = 10;

    @Param({"4", "64", "1024"})
    private int runs;

    private final List<byte[]> sortedRuns = new ArrayList<>();

    public LoserTreeBenchmark() {}

    LoserTreeBenchmark(int runs) {
        this.runs = runs;
    }

    @Setup(Level.Trial)
    public void fill() {
        Random random = new Random(1);
        for (int run = 0; run < runs; run++) {
            byte[][] keys = new byte[RECORDS / runs][KEY_BYTES];
            for (byte[] key : keys) {
                random.nextBytes(key);
            }
            Arrays.sort(keys, Arrays::compareUnsigned);
            byte[] bytes = new byte[keys.length * KEY_BYTES];
            for (int i = 0; i < keys.length; i++) {
                System.arraycopy(keys[i], 0, bytes, i * KEY_BYTES, KEY_BYTES);
            }
            sortedRuns.add(bytes);
        }
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int merge() throws IOException {
        int records = 0;
        try (LoserTree<KeyRun> tree =
                new LoserTree<>(sortedRuns.stream().map(KeyRun::new).toList())) {
            while (tree.next()) {
                records++;
            }
        }
        return records;
    }

    static int records() {
        return RECORDS;
    }

    /** Keys side by side. */
    private static final class KeyRun implements Run {
        private final byte[] keys;
        private int at = -KEY_BYTES;

        KeyRun(byte[] keys) {
            this.keys = keys;
        }

        @Override
        public boolean next() {
            at += KEY_BYTES;
            return at < keys.length;
        }

        @Override
        public byte[] bytes() {
            return keys;
        }

        @Override
        public int keyOffset() {
            return at;
        }

        @Override
        public int keyLength() {
            return KEY_BYTES;
        }

        @Override
        public int valueOffset() {
            return at + KEY_BYTES;
        }

        @Override
        public int valueLength() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
